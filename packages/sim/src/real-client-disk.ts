import type { OfflineStorage, StorageWrite } from '@throughline/collections/offline'
import type { AnyModel } from '@throughline/schema'
import type { HasBug } from './bugs.ts'
import type { Disk } from './disk.types.ts'
import type { RealSettings } from './plan.types.ts'
import type { Random } from './random.ts'
import { buggyStorage } from './real-client-bugs.ts'
import type { Scheduler } from './scheduler.ts'
import type { TabOwner } from './tab-owner.ts'

export interface StorageOptions {
  readonly hasBug: HasBug
  readonly name: string
  readonly disk: Disk
  readonly scheduler: Scheduler
  readonly random: Random
  readonly owner: TabOwner
  readonly real: RealSettings
  readonly slowDisk: boolean
  readonly isCalm: () => boolean
  readonly isOver: () => boolean
  /** The tab ends, all at once. */
  readonly end: () => void
}

/** A storage that takes its time, and its end: what was under way then is there up to one of the writes, and no further. */
export interface SimStorage {
  readonly open: (model: AnyModel) => Promise<OfflineStorage>
  /** The tab has ended. */
  readonly cutOff: () => void
}

interface Waiting {
  /** Of a bug: takes it from the disk again. */
  readonly takeBack: (() => void) | undefined
  readonly commit: () => void
  readonly cancel: () => void
}

export function createStorage(options: StorageOptions): SimStorage {
  const { disk, hasBug } = options
  const tab = disk.openTab()
  const { inTime, cutOff } = createDiskTime(options, tab.mayWriteLate)
  return {
    cutOff() {
      cutOff()
      tab.cutOff()
    },
    async open(model) {
      const storage = await tab.open(model)
      const timed: OfflineStorage = {
        ...storage,
        write: hasBug('real: told before stored')
          ? async (asked) => {
              void inTime(describe(asked), async () => {}, { takeBack: disk.takeImage?.() })
              return storage.write(asked)
            }
          : async (asked) => inTime(describe(asked), async () => storage.write(asked)),
        lead: async () => inTime('lead', storage.lead),
        load: async (target, given) => inTime('load', async () => storage.load(target, given), reading),
        state: async () => inTime('state', storage.state, reading),
        clear: async () => inTime('clear', storage.clear),
      }
      return buggyStorage(timed, hasBug)
    },
  }
}

interface Timing {
  readonly isRead?: boolean
  readonly takeBack?: (() => void) | undefined
}

const reading: Timing = { isRead: true }

/** Does things once the disk has time, in order; nothing is told of them once the tab has ended. */
function createDiskTime(options: StorageOptions, mayWriteLate: boolean) {
  const { scheduler, random, owner, isOver, end, real, isCalm } = options
  const waiting = new Set<Waiting>()
  let free = 0
  const enter = (work: () => void): void => (owner.isFrozen() ? owner.enter(work) : work())
  /** What was cut off is where writes end. */
  let isLast = false

  /** With a write that is there, or is begun. */
  const endAfter = (work: () => Promise<unknown>): void => {
    const written = work().catch(() => {})
    if (mayWriteLate) end()
    else if (random.chance(0.5)) void written.then(end)
    else scheduler.after(random.between(0, 6), end)
  }

  const inTime = async <T>(what: string, work: () => Promise<T>, timing: Timing = {}): Promise<T> =>
    new Promise((resolve, reject) => {
      if (isOver()) return
      free = Math.max(free + 0.1, scheduler.now() + diskTime(options))
      const tell = async (): Promise<void> => {
        try {
          const value = await work()
          if (!isOver()) enter(() => resolve(value))
        } catch (error) {
          if (!isOver()) enter(() => reject(error instanceof Error ? error : new Error(String(error))))
        }
      }
      const act = (): void => {
        waiting.delete(own)
        if (isOver()) return
        scheduler.note(() => `${options.name} disk: ${what}`)
        if (timing.isRead || isCalm() || !random.chance(real.endsAtWrite)) return void tell()
        // It may be there, or not; then nothing is that came after it.
        if (random.chance(0.5)) return endAfter(work)
        isLast = true
        end()
      }
      scheduler.owner = owner
      const cancel = scheduler.after(free - scheduler.now(), act)
      const commit = (): void => (timing.isRead ? undefined : void work().catch(() => {}))
      const own: Waiting = { takeBack: timing.takeBack, cancel, commit }
      waiting.add(own)
    })

  const cutOff = (): void => {
    const kept = isLast || !mayWriteLate ? 0 : random.below(waiting.size + 1)
    for (const [index, { commit, cancel, takeBack }] of [...waiting].entries()) {
      cancel()
      if (index < kept) commit()
      if (index === kept) takeBack?.()
    }
    waiting.clear()
  }
  return { inTime, cutOff }
}

function describe({ parts = [], cursor, outbox = {}, client, anew, progress, scopes }: StorageWrite): string {
  const { add = [], change = [], remove = [] } = outbox
  return JSON.stringify({
    ...(anew && { anew }),
    ...(parts.length > 0 && {
      rows: parts.flatMap(({ entity, rows, tombs }) => [`${entity} ${rows.length} ${tombs.length}`]),
    }),
    ...(cursor !== undefined && { cursor: cursor.slice(-12) }),
    ...(progress !== undefined && { progress }),
    ...(scopes && { scopes: scopes.length }),
    ...(client && { client: `${client.clientId.slice(0, 8)}#${client.seq}` }),
    ...(add.length > 0 && { add: add.map(({ kind, key, id }) => `${kind} ${key} ${id.slice(0, 8)}`) }),
    ...(change.length > 0 && {
      change: change.map(({ id, revision, state }) => `${id.slice(0, 8)}@${revision} ${state}`),
    }),
    ...(remove.length > 0 && { remove: remove.map(({ id, revision }) => `${id.slice(0, 8)}@${revision}`) }),
  })
}

/** Storage is slow now and then. */
function diskTime({ random, slowDisk }: StorageOptions): number {
  return slowDisk || random.chance(0.1) ? random.between(20, 600) : random.between(1, 12)
}
