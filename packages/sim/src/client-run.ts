import type { ClientRecord } from './client-record.ts'
import type { ClientOptions, ClientRun } from './client.types.ts'

/** Milliseconds that a client waits for an answer. */
const patience = 10_000

/** What a run needs of its device. */
export interface RunSubject {
  readonly record: () => ClientRecord
  readonly keep: (record: ClientRecord, reset: boolean) => void
  readonly token: () => number
  readonly hasToken: () => boolean
  readonly refuse: (token: number) => void
  readonly isOnline: () => boolean
  readonly pulled: (begun: number) => void
}

export type EndableRun = ClientRun & { readonly end: () => void }

/** One run of a client, from its start to its end; what it awaits then never comes. */
export function startRun(options: ClientOptions, subject: RunSubject): EndableRun {
  const { name, scheduler, network } = options
  const sleepers: Partial<Record<'pull' | 'send', () => void>> = {}
  let isOver = false
  /** When the storage is free for the next write. */
  let free = 0
  return {
    options,
    record: subject.record,
    incoming: { record: undefined },
    pulled: subject.pulled,
    isOnline: subject.isOnline,
    hasToken: subject.hasToken,
    isOver: () => isOver,
    session: () => ({ client: name, user: subject.record().user }),
    end: () => {
      isOver = true
    },
    wake: (loop) => sleepers[loop]?.(),
    async write(change, reset = false) {
      free = Math.max(free, scheduler.now()) + writeTime(options)
      return new Promise((resolve) => {
        scheduler.after(free - scheduler.now(), () => {
          if (isOver) return
          subject.keep(change(subject.record()), reset)
          resolve()
        })
      })
    },
    async ask(request) {
      const envelope = { user: subject.record().user, expires: subject.token(), request }
      return new Promise((resolve) => {
        const cancel = scheduler.after(patience, () => {
          if (!isOver) resolve(undefined)
        })
        if (!subject.isOnline()) return
        network.send(name, envelope, (answer) => {
          if (isOver || !subject.isOnline()) return
          cancel()
          if (answer.kind === 'auth') subject.refuse(envelope.expires)
          resolve(answer)
        })
      })
    },
    async nap(loop, milliseconds) {
      return new Promise((resolve) => {
        const wakeUp = (): void => {
          cancel()
          delete sleepers[loop]
          if (!isOver) resolve()
        }
        const cancel = scheduler.after(milliseconds, wakeUp)
        sleepers[loop] = wakeUp
      })
    },
  }
}

/** Storage is slow now and then. */
function writeTime({ random, slowDisk }: ClientOptions): number {
  return slowDisk || random.chance(0.1) ? random.between(20, 600) : random.between(1, 12)
}
