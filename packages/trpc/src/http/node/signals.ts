const signals = ['SIGTERM', 'SIGINT'] as const

/**
 * Closes on the signals that end a process, and lets the signal end it afterwards; a second one ends it at once.
 */
export function closeOnSignals(close: () => Promise<void>, closed: Promise<void>): void {
  const stop = (signal: NodeJS.Signals): void => {
    forget()
    void close().then(() => {
      // Whoever else listens for it decides alone what happens then.
      if (process.listenerCount(signal) === 0) process.kill(process.pid, signal)
    })
  }
  const forget = (): void => {
    for (const signal of signals) process.off(signal, stop)
  }
  for (const signal of signals) process.on(signal, stop)
  void closed.then(forget)
}
