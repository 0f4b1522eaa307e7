import { isEvicted } from '../../offline/storage-health.ts'
import type { StorageStatus } from '../../offline/storage.types.ts'
import type { SharedStorage } from '../../offline/tabs.types.ts'
import type { Scope } from '../../scope.types.ts'
import { createRowStore, type RowStore } from './row-store.ts'
import { isUsable, type Shown, showStored, toScopes } from './show-stored.ts'
import type { RowsContext, RowWrites, StoredContext, StoredRows, StoredStart } from './stored.types.ts'
import { createTurn, type Turn } from './turn.ts'

/** Milliseconds that a reading of everything waits for the lead: a tab that is alone has it by then. */
const leadTime = 200
/** Rows that are stored with one write where all of them are. */
const rowsAtOnce = 5_000

/** Keeps the rows of a store in a storage that tabs share. */
export function createStoredRows(
  openStorage: () => Promise<SharedStorage>,
  context: RowsContext,
): StoredRows {
  const turn = createTurn()
  let storage: SharedStorage | undefined
  let opened: Promise<StoredStart> | undefined
  const rows = createRowStore(() => storage, turn, context.beforeCursor)
  const isStoring = (): boolean => isWorthStoring(storage?.status())
  const whole = createWholeWrites(context, rows, turn, isStoring)

  const open = async (): Promise<StoredStart> => {
    const { start, writes } = await openAndShow(async () => (storage = await openStorage()), context, turn)
    rows.hold(start.scopes)
    context.onChange()
    if (start.cursor === '' && isStoring()) await turn.wait(leadTime)
    // Otherwise it is taken once what was written meanwhile is known.
    if (turn.offered()?.writes === writes && isStoring()) turn.take()
    return start
  }

  return {
    open: () => (opened ??= open()),
    writes: rows.writes,
    keep: whole.keep,
    anew: whole.anew,
    hasTurn: () => turn.offered() !== undefined && isStoring(),
    onTurn: turn.listen,
    isFollower: () => context.isTold() && isWorthStoring(context.opened()?.status()),
    onMore: context.onMore,
    onReset: context.onReset,
    onRows: context.onRows,
    onNote: context.onNote,
    look: context.look,
    takeTurn(cursor, scopes) {
      const state = isStoring() ? turn.take() : undefined
      if (!state) return cursor
      const stored = toScopes(context.model, state.scopes)
      if (state.isStale || !isUsable(context, state.cursor, stored)) {
        whole.replaceAll(cursor, scopes)
        return cursor
      }
      rows.hold(stored)
      whole.keep(scopes.filter((scope) => !rows.holds(scope)))
      return state.cursor
    },
    status: () => withRisk(context.opened()?.status(), context.atRisk),
  }
}

async function openAndShow(
  open: () => Promise<SharedStorage>,
  context: RowsContext,
  turn: Turn,
): Promise<Shown> {
  const storage = await open()
  storage.onLead(({ state }) => turn.offer(state))
  return showStored(storage, context)
}

/** Writes of all rows of scopes, as they are known now. */
function createWholeWrites(
  { fold, model }: StoredContext,
  rows: RowStore,
  turn: Turn,
  isStoring: () => boolean,
) {
  const begin = (): RowWrites => {
    if (isStoring()) turn.take()
    turn.renew()
    const own = rows.writes()
    // Writes are made in the order in which they are asked for.
    void own.write({ anew: 'begin' })
    return own
  }
  return {
    anew(): ReturnType<StoredRows['anew']> {
      const own = begin()
      return async (found, cursor) => {
        for (const { scope, rows: all } of found) {
          for (const stored of all) own.row(scope.entity.name, stored)
          await own.write({ anew: 'part' })
        }
        await own.write({ anew: 'end', cursor, whole: found.map(({ scope }) => scope) })
      }
    },
    keep(scopes: readonly Scope[]): void {
      if (scopes.length === 0) return
      const own = rows.writes()
      for (const { entity, parentKey } of scopes) {
        const { base, children } = fold.table(entity.name)
        for (const key of parentKey === undefined ? base.keys() : (children.get(parentKey) ?? [])) {
          const stored = base.get(key)
          if (stored) own.row(entity.name, stored)
        }
      }
      void own.write({ whole: scopes })
    },
    /** Puts the rows of this store in the place of all that is stored. */
    replaceAll(cursor: string, scopes: readonly Scope[]): void {
      const own = begin()
      for (const name of model.names) {
        for (const [index, stored] of [...fold.table(name).base.values()].entries()) {
          own.row(name, stored)
          if (index % rowsAtOnce === rowsAtOnce - 1) void own.write({ anew: 'part' })
        }
      }
      void own.write({ anew: 'part' })
      void own.write({ anew: 'end', cursor, whole: scopes })
    },
  }
}

function withRisk(status: StorageStatus | undefined, atRisk: () => number): StorageStatus | null {
  if (status?.kind !== 'memory' || !isEvicted(status)) return status ?? null
  return { ...status, atRisk: atRisk() }
}

/** Of what is in this tab's memory anyway, there is nothing to store. */
function isWorthStoring(status: StorageStatus | undefined): boolean {
  return status?.kind === 'indexeddb' || (status?.kind === 'memory' && status.reason === 'chosen')
}
