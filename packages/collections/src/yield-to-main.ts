interface Scheduler {
  readonly postTask?: <T>(task: () => T) => Promise<T>
}

/**
 * Lets the browser paint, take input and run other tasks before the next piece of a long work.
 *
 * By `postTask`, which waits its turn: what goes on after `scheduler.yield` comes before all timers and messages, so that for
 * as long as there are pieces no renderer that works in steps would get on.
 */
export function yieldToMain(): Promise<void> {
  // Sound: it is looked for before it is used; the type library does not know it yet.
  const { scheduler } = globalThis as { readonly scheduler?: Scheduler }
  if (scheduler?.postTask) return scheduler.postTask(() => {})
  return new Promise((resolve) => {
    setTimeout(resolve, 0)
  })
}
