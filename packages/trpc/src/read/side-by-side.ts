/** Runs work side by side, at most so many at a time; the others wait for their turn. */
export type SideBySide = <T>(work: () => Promise<T>) => Promise<T>

export function sideBySide(most: number): SideBySide {
  const waiting: (() => void)[] = []
  let running = 0
  return async (work) => {
    if (running >= most) {
      await new Promise<void>((resolve) => {
        waiting.push(resolve)
      })
    }
    running += 1
    try {
      return await work()
    } finally {
      running -= 1
      waiting.shift()?.()
    }
  }
}
