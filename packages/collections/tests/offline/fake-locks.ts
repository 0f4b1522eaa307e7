import type { TabLocks } from '../../src/offline/tabs.types.ts'

/** Web Locks of one browser: each tab asks by its own `locks`, and `kill` is the end of a tab that says nothing. */
export function createFakeLocks() {
  const queues = new Map<string, (() => void)[]>()
  const leave = (name: string, turn: () => void): void => {
    const queue = queues.get(name) ?? []
    const wasFirst = queue[0] === turn
    queues.set(
      name,
      queue.filter((other) => other !== turn),
    )
    if (wasFirst) queues.get(name)?.[0]?.()
  }
  return {
    createTab(): TabLocks & { kill(): void } {
      const own: (() => void)[] = []
      return {
        request: (name, { signal }, held) =>
          new Promise((resolve, reject) => {
            const turn = (): void => {
              signal.removeEventListener('abort', abort)
              held().then(() => resolve(leave(name, turn)), reject)
            }
            const abort = (): void => {
              leave(name, turn)
              reject(new DOMException('Aborted.', 'AbortError'))
            }
            signal.addEventListener('abort', abort, { once: true })
            own.push(() => leave(name, turn))
            const queue = [...(queues.get(name) ?? []), turn]
            queues.set(name, queue)
            if (queue.length === 1) turn()
          }),
        kill() {
          for (const end of own) end()
        },
      }
    },
  }
}
