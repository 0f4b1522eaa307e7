import type { AnyModel } from '@throughline/schema'
import { keyString } from '@throughline/schema/adapter'
import type { FoldTable } from '../../fold-table.ts'
import type { EntityPart, StorageState, StoredScope } from '../../offline/storage.types.ts'
import type { SharedStorage } from '../../offline/tabs.types.ts'
import { parentKeyString } from '../../parent-link.ts'
import type { Scope } from '../../scope.types.ts'
import type { RowsContext, StoredContext, StoredStart } from './stored.types.ts'

/** What is shown, and what was read for it. */
export interface Shown {
  readonly start: StoredStart
  /** How often rows had been written by then. */
  readonly writes: number
}

/** Puts all that is stored into the rows of a store, some at a time. */
export async function showStored(storage: SharedStorage, context: RowsContext): Promise<Shown> {
  const { model, fold, check, first, signal } = context
  let state: StorageState | undefined
  let rows = 0
  const gone = createGone(context)
  const asOf = fold.beginRead()
  const take = ({ entity, rows: stored, tombs }: EntityPart): void => {
    const table = fold.table(entity)
    // What the model takes by now was held against it when it came.
    const isValid = (one: (typeof stored)[number]): boolean => !state?.isStale || check.admits(entity, one)
    fold.batch(() => {
      fold.receive(
        table,
        stored.filter((one) => !gone.has(table, one.row) && isValid(one)),
        asOf,
      )
      for (const { key, version, below } of tombs) {
        // A server's page may have brought a later state.
        if (below && (table.base.get(key)?.meta.version ?? 0) < version) gone.add(table, key)
        fold.bury(table, key, { version }, below)
      }
    })
    rows += stored.length
  }
  const takeState = (told: StorageState): void => {
    state = told
    context.onState(told)
  }
  try {
    const { isWhole } = await storage.load({ state: takeState, part: take }, { first, signal })
    const { cursor = '', progress = null, scopes = [], isStale = false, writes = 0 } = state ?? {}
    const known = toScopes(model, scopes)
    const isEmpty = rows === 0 && known.length === 0
    const goesOn =
      isWhole && !isStale && (isUsable(context, cursor, known) || (progress !== null && context.isAll))
    const start: StoredStart = goesOn
      ? { cursor, progress: cursor === '' ? progress : null, scopes: known, isStale: false }
      : { cursor: '', progress: null, scopes: known, isStale: !isEmpty }
    return { start, writes }
  } finally {
    fold.endRead()
  }
}

export function toScopes(model: AnyModel, stored: readonly StoredScope[]): Scope[] {
  return stored.flatMap(({ entity: name, parentKey, where }): Scope[] => {
    const entity = Object.hasOwn(model.entities, name) ? model.entities[name] : undefined
    return entity ? [{ entity, parentKey, ...(where && { where }) }] : []
  })
}

/** Whether the feed can go on from a cursor with the rows of these scopes. */
export function isUsable(
  { model, isAll }: Pick<StoredContext, 'isAll' | 'model'>,
  cursor: string,
  scopes: readonly Scope[],
): boolean {
  const isThere = (name: string): boolean =>
    scopes.some(({ entity, parentKey }) => entity.name === name && parentKey === undefined)
  return cursor !== '' && (!isAll || model.names.every(isThere))
}

/** Rows that went with one above them, whichever of them comes first. */
function createGone({ fold }: StoredContext) {
  const keys = new Map<FoldTable, Set<string>>()
  const note = (table: FoldTable, key: string): void => {
    const known = keys.get(table)
    if (known) known.add(key)
    else keys.set(table, new Set([key]))
  }
  const add = (table: FoldTable, key: string): void => {
    note(table, key)
    for (const [below, childKey] of fold.descendants(table, key)) note(below, childKey)
  }
  return {
    add,
    has(table: FoldTable, row: Readonly<Record<string, unknown>>): boolean {
      if (keys.size === 0 || !table.link) return false
      const parent = fold.table(table.link.parent.name)
      if (!keys.get(parent)?.has(parentKeyString(table.link, row))) return false
      const key = keyString(table.entity, row)
      add(table, key)
      fold.raw.dropBelow(table, key)
      return true
    },
  }
}
