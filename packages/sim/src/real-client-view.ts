import { entityOf, keyString } from '@throughline/schema/adapter'
import { syncModel } from '@throughline/schema/testing'
import type { Judge, SeenBase } from './judge.ts'
import type { EntityName } from './plan.types.ts'
import type { RealStore } from './real-client-store.ts'
import { contentOf, rowOf } from './rows.ts'
import type { Scheduler } from './scheduler.ts'

type Values = Readonly<Record<string, unknown>>

/** What a tab shows, held against what it has shown before. */
export interface View {
  /** Something may be shown that was not. */
  readonly look: () => void
  /** The user was told that a write of theirs is in the table, as this version of its row. */
  readonly acknowledge: (row: string, version: number) => void
  /** Everything is read anew: until that is over, what was shown binds nobody. */
  readonly reset: () => void
  /** Rows were read by pages, which may be of before: where everything is read anew, that is not over yet. */
  readonly read: () => void
  readonly caughtUp: (begun: number) => void
  readonly rows: () => ReadonlyMap<string, { readonly version: number; readonly text: string }>
}

export interface ViewOptions {
  /** What was told in an earlier life of the tab holds still. */
  readonly keepsWrites: boolean
  readonly name: string
  readonly store: () => RealStore
  readonly judge: Judge
  readonly scheduler: Scheduler
  readonly isOver: () => boolean
}

const entities: readonly EntityName[] = ['teams', 'projects', 'tasks']

export function ownKeyOf(entity: EntityName, values: Values): string {
  return keyString(entityOf(syncModel, entity), values)
}

interface Place {
  readonly entity: EntityName
  readonly key: string
  readonly row: string
}

export function createView({
  name,
  keepsWrites,
  store: storeOf,
  judge,
  scheduler,
  isOver,
}: ViewOptions): View {
  /** By entity and own key. */
  const places = new Map<string, Place>()
  let isDirty = false
  let resetAt: number | undefined
  judge.forget(name, keepsWrites)

  const check = (): void => {
    isDirty = false
    if (isOver() || resetAt !== undefined) return
    for (const [row, shown] of shownBy(storeOf(), places)) judge.see(name, row, shown)
  }
  const look = (): void => {
    if (isDirty) return
    isDirty = true
    queueMicrotask(check)
  }
  return {
    look,
    acknowledge(row, version) {
      if (resetAt !== undefined) return
      judge.acknowledge(name, row, { version })
      look()
    },
    reset() {
      resetAt = scheduler.now()
      judge.forget(name)
    },
    read() {
      if (resetAt !== undefined) resetAt = scheduler.now()
    },
    caughtUp(begun) {
      if (resetAt === undefined || begun <= resetAt) return
      // What it has brought is shown by then.
      scheduler.after(1, () => {
        if (resetAt === undefined || begun <= resetAt) return
        resetAt = undefined
        judge.forget(name)
        look()
      })
    },
    rows() {
      const store = storeOf()
      return new Map(
        entities.flatMap((entity) => store.collected(entity).map((values) => textOf(store, entity, values))),
      )
    },
  }
}

/** All rows that were ever shown, as they are shown now. */
function shownBy(
  store: RealStore,
  places: Map<string, Place>,
): (readonly [row: string, shown: SeenBase | undefined])[] {
  const shown = new Map<string, Values>()
  for (const entity of entities) {
    for (const values of store.rows(entity)) {
      const key = ownKeyOf(entity, values)
      const place = `${entity} ${key}`
      shown.set(place, values)
      if (!places.has(place)) places.set(place, { entity, key, row: rowOf(entity, values) })
    }
  }
  const pending = new Set(store.pending().map(({ entity, key }) => `${entity} ${key}`))
  return [...places].map(([place, { entity, key, row }]) => {
    const version = store.version(entity, key)
    const isPending = pending.has(place)
    const values = isPending ? undefined : shown.get(place)
    return [row, version === undefined ? undefined : { version, isPending, values }]
  })
}

function textOf(store: RealStore, entity: EntityName, values: Values) {
  const version = store.version(entity, ownKeyOf(entity, values)) ?? 0
  return [rowOf(entity, values), { version, text: contentOf(values) }] as const
}
