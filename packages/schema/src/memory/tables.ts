import type { AnyModel, AnyModelEntity } from '../model.types.ts'
import type { StoredRow } from '../mutation.types.ts'
import { entityOf } from '../plan-write.ts'
import { StoreError } from '../store-error.ts'
import { canonicalText } from './plain-data.ts'
import { pathAfter } from './row-path.ts'
import { createSortedKeys, type SortedKeys } from './sorted-keys.ts'

/** How much a store has looked at: what tests of its work read. */
export interface MemoryWork {
  /** Rows and keys that were examined to answer calls. */
  examined: number
}

/** The rows of one entity, by their paths. */
export interface Table {
  readonly entity: AnyModelEntity
  /** Fields of the row's path that name its root. */
  readonly rootFields: number
  /** All entities below this one, deepest last. */
  readonly descendants: readonly string[]
  readonly get: (path: string) => StoredRow | undefined
  /** The paths that begin with `prefix`, in order, from `from` on. */
  readonly scan: (prefix: string, from?: string) => Iterable<string>
  /** The same paths backwards, from before `before` on. */
  readonly scanBack: (prefix: string, before?: string) => Iterable<string>
  readonly put: (path: string, stored: StoredRow) => void
  /** Deletes a row and leaves a tombstone. */
  readonly bury: (path: string, version: number) => void
  /** What puts the row or tombstone of this path back as it is now. */
  readonly save: (path: string) => () => void
  /** The version of the next write: above that of the row, of its tombstone, or of all tombstones that were dropped. */
  readonly nextVersion: (path: string) => number
  /** Drops the tombstone, where it is the one of this version. */
  readonly forget: (path: string, version: number) => void
  /** The unique field, if any, in which another row has the value of this one. */
  readonly clash: (path: string, row: Values) => string | undefined
  /** Deletes all rows and tombstones, and answers how many rows there were. */
  readonly clear: () => number
}

/** The tables of a model. */
export interface Tables {
  /** Parents before their children. */
  readonly all: readonly Table[]
  /** @throws {StoreError} `invalid` for an entity that the model does not have. */
  readonly of: (name: string) => Table
}

type Values = Readonly<Record<string, unknown>>

/** Makes the empty tables of a model. */
export function createTables(model: AnyModel, work: MemoryWork): Tables {
  const roots = model.names.filter((name) => model.entities[name]?.parent === undefined)
  const all = [...roots, ...roots.flatMap((name) => descendantsOf(model, name))].map((name) =>
    createTable(model, entityOf(model, name), work),
  )
  const byName = new Map(all.map((table) => [table.entity.name, table]))
  return {
    all,
    of(name) {
      const table = byName.get(name)
      if (table) return table
      const names = model.names.join(', ')
      throw new StoreError(
        'invalid',
        `The model "${model.service}" has no entity "${name}". It has: ${names}.`,
      )
    },
  }
}

function createTable(model: AnyModel, entity: AnyModelEntity, work: MemoryWork): Table {
  let rows = new Map<string, StoredRow>()
  let keys: SortedKeys = createSortedKeys()
  const tombstones = new Map<string, number>()
  /** No tombstone that was dropped has a higher version. */
  let floor = 0
  const unique = createUniqueFields(entity)

  const get = (path: string): StoredRow | undefined => {
    work.examined += 1
    return rows.get(path)
  }
  const set = (path: string, stored: StoredRow | undefined, tombstone: number | undefined): void => {
    const before = rows.get(path)
    if (before) unique.remove(before.row)
    if (stored) {
      rows.set(path, stored)
      unique.add(path, stored.row)
      if (!before) keys.add(path)
    } else {
      rows.delete(path)
      keys.delete(path)
    }
    if (tombstone === undefined) tombstones.delete(path)
    else tombstones.set(path, tombstone)
  }
  return {
    entity,
    rootFields: rootEntity(model, entity).path.length,
    descendants: descendantsOf(model, entity.name),
    get,
    scan: (prefix, from = prefix) => within(keys.from(from), prefix, work),
    scanBack: (prefix, before = pathAfter(prefix)) => within(keys.before(before), prefix, work),
    put: (path, stored) => set(path, stored, undefined),
    bury: (path, version) => set(path, undefined, version),
    save(path) {
      const [stored, tombstone] = [rows.get(path), tombstones.get(path)]
      return () => set(path, stored, tombstone)
    },
    nextVersion: (path) => (rows.get(path)?.meta.version ?? tombstones.get(path) ?? floor) + 1,
    forget(path, version) {
      if (tombstones.get(path) !== version) return
      tombstones.delete(path)
      floor = Math.max(floor, version)
    },
    clash: unique.clash,
    clear() {
      const { size } = rows
      rows = new Map()
      keys = createSortedKeys()
      tombstones.clear()
      floor = 0
      unique.clear()
      return size
    },
  }
}

/** The paths up to the first that does not begin with `prefix`. */
function* within(paths: Iterable<string>, prefix: string, work: MemoryWork): Iterable<string> {
  for (const path of paths) {
    work.examined += 1
    if (!path.startsWith(prefix)) return
    yield path
  }
}

/** The rows of an entity by the values of its unique fields. */
function createUniqueFields({ fields }: AnyModelEntity) {
  const indexes = fields.flatMap(({ name, meta }) =>
    meta.unique ? [{ name, paths: new Map<string, string>() }] : [],
  )
  const isCompared = (value: unknown): boolean => value !== undefined && value !== null
  return {
    add(path: string, row: Values): void {
      for (const { name, paths } of indexes) {
        if (isCompared(row[name])) paths.set(canonicalText(row[name]), path)
      }
    },
    remove(row: Values): void {
      for (const { name, paths } of indexes) paths.delete(canonicalText(row[name]))
    },
    clash(path: string, row: Values): string | undefined {
      return indexes.find(({ name, paths }) => {
        const other = isCompared(row[name]) ? paths.get(canonicalText(row[name])) : undefined
        return other !== undefined && other !== path
      })?.name
    },
    clear(): void {
      for (const { paths } of indexes) paths.clear()
    },
  }
}

function rootEntity(model: AnyModel, entity: AnyModelEntity): AnyModelEntity {
  const parent = entity.parent === undefined ? undefined : model.entities[entity.parent]
  return parent ? rootEntity(model, parent) : entity
}

function descendantsOf(model: AnyModel, name: string): string[] {
  const children = model.entities[name]?.children ?? []
  return [...children, ...children.flatMap((child) => descendantsOf(model, child))]
}
