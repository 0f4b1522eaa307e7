import type { TabChannel, TabLocks } from '@throughline/collections/offline'
import type { Random } from './random.ts'
import type { Scheduler } from './scheduler.ts'
import type { TabOwner } from './tab-owner.ts'

/** What one tab has of the browser's locks and channels. */
export interface BrowserTab {
  readonly locks: TabLocks
  readonly channel: (name: string) => TabChannel
  /** The tab is no more: its locks are free, and it hears nothing. */
  readonly end: () => void
}

/** The locks and channels of one browser, which its tabs agree by. */
export interface Browser {
  readonly openTab: (owner: TabOwner) => BrowserTab
}

interface Member {
  readonly name: string
  readonly hear: (data: unknown) => void
}

/** `isDeaf`: what is said to a frozen tab is lost, and not late. */
export function createBrowser(scheduler: Scheduler, random: Random, isDeaf = false): Browser {
  const locks = createLocks(scheduler, random)
  const channels = createChannels(scheduler, random, isDeaf)
  return {
    openTab(owner) {
      const life: Life = { owner, isOver: false, ends: new Set() }
      return {
        locks: locks(life),
        channel: (name) => channels(life, name),
        end() {
          life.isOver = true
          for (const end of Array.from(life.ends)) end()
        },
      }
    },
  }
}

/** A tab, and what is to be done at its end. */
interface Life {
  readonly owner: TabOwner
  isOver: boolean
  readonly ends: Set<() => void>
}

function createLocks(scheduler: Scheduler, random: Random) {
  const queues = new Map<string, (() => void)[]>()

  /** Whoever is first has it a moment later. */
  const grant = (name: string): void => {
    const first = queues.get(name)?.[0]
    if (!first) return
    scheduler.afterAlone(random.between(1, 20), () => {
      if (queues.get(name)?.[0] === first) first()
    })
  }
  const leave = (name: string, turn: () => void): void => {
    const queue = queues.get(name) ?? []
    queues.set(
      name,
      queue.filter((other) => other !== turn),
    )
    if (queue[0] === turn) grant(name)
  }

  return (life: Life): TabLocks => ({
    request: async (name, { signal }, held) =>
      new Promise((resolve, reject) => {
        let isHeld = false
        const hold = async (): Promise<void> => {
          await held().catch(() => {})
          life.ends.delete(end)
          leave(name, turn)
          resolve(undefined)
        }
        const turn = (): void => {
          if (life.isOver || isHeld) return
          isHeld = true
          // The browser gives it to a frozen one too.
          life.owner.enter(() => {
            signal.removeEventListener('abort', abort)
            void hold()
          })
        }
        const end = (): void => leave(name, turn)
        const abort = (): void => {
          end()
          reject(new DOMException('Aborted.', 'AbortError'))
        }
        signal.addEventListener('abort', abort, { once: true })
        life.ends.add(end)
        const queue = [...(queues.get(name) ?? []), turn]
        queues.set(name, queue)
        if (queue.length === 1) grant(name)
      }),
  })
}

function createChannels(scheduler: Scheduler, random: Random, isDeaf: boolean) {
  const members = new Set<Member>()
  return (life: Life, name: string): TabChannel => {
    const listeners: ((event: { readonly data: unknown }) => void)[] = []
    let arrival = 0
    const member: Member = {
      name,
      hear(data) {
        // In the order in which it was said.
        arrival = Math.max(arrival + 0.01, scheduler.now() + random.between(1, 15))
        scheduler.afterAlone(arrival - scheduler.now(), () => {
          if (isDeaf && life.owner.isFrozen()) return
          life.owner.enter(() => {
            if (life.isOver || !members.has(member)) return
            for (const listener of listeners) listener({ data })
          })
        })
      },
    }
    const close = (): void => void members.delete(member)
    members.add(member)
    life.ends.add(close)
    return {
      postMessage(message) {
        if (life.isOver) return
        const data: unknown = structuredClone(message)
        for (const other of members) if (other !== member && other.name === name) other.hear(data)
      },
      addEventListener: (_, listener) => void listeners.push(listener),
      close,
    }
  }
}
