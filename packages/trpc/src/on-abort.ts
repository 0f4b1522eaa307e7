const waiting = new WeakMap<AbortSignal, Set<() => void>>()

/**
 * Calls back once a signal fires, at once where it has; ends by the function that it answers.
 *
 * For signals that thousands wait for: they share one listener, of which runtimes warn above ten.
 */
export function onAbort(signal: AbortSignal, call: () => void): () => void {
  if (signal.aborted) {
    call()
    return () => {}
  }
  const calls = waiting.get(signal) ?? listenTo(signal)
  // A function of its own: the same one may wait twice.
  const own = (): void => call()
  calls.add(own)
  return () => {
    calls.delete(own)
  }
}

function listenTo(signal: AbortSignal): Set<() => void> {
  const calls = new Set<() => void>()
  waiting.set(signal, calls)
  signal.addEventListener(
    'abort',
    () => {
      for (const call of calls) call()
      calls.clear()
    },
    { once: true },
  )
  return calls
}
