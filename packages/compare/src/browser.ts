/** What a library finds in a browser and not in Node: Web Locks, and a navigator that is there. */
export function becomeBrowser(): void {
  const value = { locks: createLocks(), onLine: true, userAgent: 'node', product: 'Gecko', language: 'en' }
  Object.defineProperty(globalThis, 'navigator', { value, configurable: true, writable: true })
}

interface LockOptions {
  readonly ifAvailable?: boolean
  readonly signal?: AbortSignal
}
type Held = (lock: { readonly name: string } | null) => unknown

function createLocks() {
  const queues = new Map<string, (() => void)[]>()
  const leave = (name: string, turn: () => void): void => {
    const queue = queues.get(name) ?? []
    const rest = queue.filter((other) => other !== turn)
    queues.set(name, rest)
    if (queue[0] === turn) rest[0]?.()
  }
  const wait = (name: string, signal: AbortSignal | undefined): Promise<() => void> =>
    new Promise((resolve, reject) => {
      const turn = (): void => {
        signal?.removeEventListener('abort', abort)
        resolve(() => leave(name, turn))
      }
      const abort = (): void => {
        leave(name, turn)
        reject(new DOMException('Aborted.', 'AbortError'))
      }
      signal?.addEventListener('abort', abort, { once: true })
      const queue = [...(queues.get(name) ?? []), turn]
      queues.set(name, queue)
      if (queue.length === 1) turn()
    })
  return {
    async request(name: string, given: Held | LockOptions, held?: Held): Promise<unknown> {
      const options = typeof given === 'function' ? {} : given
      const work = typeof given === 'function' ? given : held
      if (options.ifAvailable && (queues.get(name)?.length ?? 0) > 0) return work?.(null)
      const release = await wait(name, options.signal)
      try {
        return await work?.({ name })
      } finally {
        release()
      }
    },
  }
}

const RealDate = Date
let shift = 0

class ShiftedDate extends RealDate {
  constructor(...given: [] | [number | string | Date]) {
    super(given.length === 0 ? RealDate.now() + shift : given[0])
  }

  static override now(): number {
    return RealDate.now() + shift
  }
}

/** Sets the clock of this device, in milliseconds from the right time. */
export function setClock(milliseconds: number): void {
  shift = milliseconds
  // Sound: libraries make dates of nothing or of one value here.
  globalThis.Date = (milliseconds === 0 ? RealDate : ShiftedDate) as DateConstructor
}
