import type { AnyModelEntity } from '@throughline/schema'
import type { Fold } from './fold.ts'
import { type FoldTable, parentKeyOf } from './fold-table.ts'
import type { Lease, Load } from './load.ts'
import { isEager } from './parent-link.ts'
import { scopeName } from './parent-paths.ts'
import type { Scope } from './scope.types.ts'

export interface EvictionOptions {
  /** Milliseconds after which on-demand rows that nobody watches are dropped; `false` for never. */
  readonly gcTime: number | false
  /** Whether nothing may be dropped right now. */
  readonly isBusy?: () => boolean
  /** Told of each scope whose rows are dropped. */
  readonly onEvict?: (scope: Scope) => void
}

interface EvictionContext extends EvictionOptions {
  readonly fold: Fold
  readonly loads: Map<string, Load>
}

/** Drops the rows of scopes that nobody has watched for a time. */
export interface Eviction {
  /** The lease, whose end is the beginning of that time where it is the last. */
  leased(load: Load, lease: Lease): Lease
  dispose(): void
}

type Rows = readonly (readonly [FoldTable, string])[]
/** Milliseconds. */
export const defaultGcTime = 300_000
const longestTimer = 2 ** 31 - 1

export function createEviction(context: EvictionContext): Eviction {
  const { fold, loads, gcTime, isBusy, onEvict } = context
  /** When each may go, the first one first. */
  const due = new Map<string, number>()
  let timer: ReturnType<typeof setTimeout> | undefined
  let isOver = false

  /** `false` where it has to wait. */
  const evict = (name: string): boolean => {
    const load = loads.get(name)
    if (!load || load.isUsed()) return true
    const rows = load.isReading() || isBusy?.() ? undefined : ownRows(context, load.scope)
    if (!rows) return false
    loads.delete(name)
    onEvict?.(load.scope)
    load.forget()
    fold.batch(() => {
      for (const [table, key] of rows) fold.release(table, [key])
    })
    return true
  }

  const sweep = (): void => {
    timer = undefined
    let waiting = [...due].flatMap(([name, at]) => (at <= Date.now() ? [name] : []))
    for (const name of waiting) due.delete(name)
    // What is read by a row holds it: once that has gone, it may.
    for (let before = Infinity; waiting.length < before;) {
      before = waiting.length
      waiting = waiting.filter((name) => !evict(name))
    }
    for (const name of waiting) wait(name)
    plan()
  }

  const wait = (name: string): void => {
    if (gcTime === false || isOver) return
    due.delete(name)
    due.set(name, Date.now() + gcTime)
    plan()
  }

  const plan = (): void => {
    const [first] = due.values()
    if (timer !== undefined || first === undefined) return
    timer = setTimeout(sweep, Math.min(longestTimer, first - Date.now()))
    // It must not keep a process alive.
    if (isUnrefable(timer)) timer.unref()
  }

  const idle = (load: Load): void => {
    if (!load.isUsed() && !isEager(load.scope.entity)) wait(scopeName(load.scope))
  }

  return {
    leased: (load, { loaded, release }) => ({
      loaded,
      release() {
        release()
        idle(load)
      },
    }),
    dispose() {
      isOver = true
      clearTimeout(timer)
      due.clear()
    },
  }
}

/**
 * The rows that are there because of a scope alone, with those below them that nothing reads; `undefined` where one of them
 * has to stay: it is being written, or rows below it are read by it.
 */
function ownRows({ fold, loads }: EvictionContext, { entity, parentKey }: Scope): Rows | undefined {
  const isRead = (of: AnyModelEntity, key: string | undefined): boolean =>
    loads.has(scopeName({ entity: of, parentKey: key }))
  const found: (readonly [FoldTable, string])[] = []

  const take = (table: FoldTable, key: string): boolean => {
    if (table.pending.has(key)) return false
    found.push([table, key])
    return table.entity.children.every((name) => {
      const below = fold.table(name)
      if (isEager(below.entity) || isRead(below.entity, undefined)) return true
      return (
        !isRead(below.entity, key) &&
        [...(below.children.get(key) ?? [])].every((child) => take(below, child))
      )
    })
  }

  const table = fold.table(entity.name)
  if (parentKey !== undefined) {
    if (isRead(entity, undefined)) return found
    return [...(table.children.get(parentKey) ?? [])].every((key) => take(table, key)) ? found : undefined
  }
  const keys = [...new Set([...table.base.keys(), ...table.pending.keys()])]
  const own = keys.filter((key) => !isRead(entity, parentKeyOf(table, key)))
  return own.every((key) => take(table, key)) ? found : undefined
}

/** A timer of Node; a browser's is a number. */
function isUnrefable(timer: unknown): timer is { unref(): unknown } {
  return typeof timer === 'object' && timer !== null && 'unref' in timer
}
