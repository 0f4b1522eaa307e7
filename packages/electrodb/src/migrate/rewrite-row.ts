import { isDeepStrictEqual } from 'node:util'
import { isManagedField, StoreError, type StoredRow } from '@throughline/schema'
import { storedRow } from '@throughline/schema/adapter'
import { UnstorableValue } from '../items/codec.ts'
import { entityAttribute, type EntityItems, type Item } from '../items/item.ts'
import { type Lock, locksOf } from '../items/unique.ts'
import type { EntityBackfill } from './migration.types.ts'
import { templateTest, type TenantItems } from './table-access.ts'
import { completeRow, upgradeItem } from './upgrade-item.ts'
import type { Upgrades } from './upgrades.ts'

/** How rows of one run are rewritten. */
export interface RewriteRules {
  readonly upgrades: Upgrades | undefined
  /** Deletes the fields that the model no longer has. */
  readonly strips: boolean
  /** The row goes to another table, which tells its clients of all rows anew: its version stays. */
  readonly copies: boolean
  /** ISO date-time. */
  readonly now: string
}

/** A row as it is to be. */
export interface Rewrite {
  readonly items: EntityItems
  readonly item: Item
  /** The item is another than before. */
  readonly differs: boolean
  /** The row is another for those who read it. */
  readonly changed: boolean
  /** The values of its unique fields. */
  readonly locks: readonly Lock[]
  /** Those of them that it may not hold yet. */
  readonly takes: readonly Lock[]
  /** Values that it holds and has no more. */
  readonly releases: readonly Lock[]
}

/** Finds what is to be done to an item; `undefined` for one that is of none of these entities. */
export function backfillFinder(
  backfills: readonly EntityBackfill[],
): (tenant: TenantItems, item: Item) => EntityBackfill | undefined {
  const tests = backfills.map((backfill) => ({
    backfill,
    pk: templateTest(backfill.keys.pk),
    sk: templateTest(backfill.keys.sk),
  }))
  return ({ writer }, item) => {
    const mark = item[entityAttribute]
    const found = tests.find(({ backfill: { entity, singular }, pk, sk }) => {
      // Under the old mark or, rewritten before, under the new one: the keys tell whose it is.
      const isMarked = mark === singular || mark === writer.of(entity).entity.singular
      return isMarked && pk(item['pk']) && sk(item['sk'])
    })
    return found?.backfill
  }
}

/**
 * Brings one item into its new form.
 *
 * @throws {StoreError} for a row that an upgrade cannot bring there, or that cannot be stored.
 */
export function rewriteItem(
  { reader, writer }: TenantItems,
  backfill: EntityBackfill,
  item: Item,
  { upgrades, strips, copies, now }: RewriteRules,
): Rewrite {
  const items = writer.of(backfill.entity)
  const { entity } = items
  const upgraded = renamed(upgrades ? upgradeItem(entity, upgrades, item) : item, backfill.renamed)
  const stored = completeRow(entity, upgrades, item, reader.of(backfill.entity).toStored(upgraded))
  const left = strips ? {} : leftovers(upgraded, backfill.removed)
  const next = { ...left, ...encode(items, stored) }
  if (!copies && (next['pk'] !== item['pk'] || next['sk'] !== item['sk'])) throw moved(entity.name, item)
  const changed =
    !copies &&
    entity.fields.some(({ name }) => !isManagedField(name) && !isDeepStrictEqual(next[name], item[name]))
  const meta = { ...stored.meta, version: stored.meta.version + 1, updatedAt: now }
  const raised = changed ? { ...left, ...encode(items, storedRow(entity, stored.row, meta)) } : next
  const had = changed ? locksBefore(reader.of(backfill.entity), item) : []
  const locks = locksOf(items, stored.row)
  const isNew = ({ field }: Lock): boolean => backfill.unique.includes(field)
  return {
    items,
    item: raised,
    differs: changed || !isDeepStrictEqual(next, item),
    changed,
    locks,
    takes: locks.filter((lock) => isNew(lock) || (changed && !includes(had, lock))),
    releases: had.filter((lock) => !isNew(lock) && !includes(locks, lock)),
  }
}

/** The values that the row held, as far as its stored fields tell them. */
function locksBefore(items: EntityItems, item: Item): Lock[] {
  return items.unique.length === 0 ? [] : locksOf(items, items.toStored(item).row)
}

function includes(locks: readonly Lock[], { key }: Lock): boolean {
  return locks.some((lock) => lock.key.pk === key.pk && lock.key.sk === key.sk)
}

function moved(entity: string, item: Item): StoreError {
  return new StoreError(
    'not_configured',
    `The row of ${entity} at ${String(item['pk'])} / ${String(item['sk'])} would have another key: an upgrade cannot change one.`,
  )
}

/** A field whose new name is there already was renamed before. */
function renamed(item: Item, names: Readonly<Record<string, string>>): Item {
  const moves = Object.entries(names).filter(
    ([from, to]) => item[from] !== undefined && item[to] === undefined,
  )
  if (moves.length === 0) return item
  const gone = new Set(moves.map(([from]) => from))
  const rest = Object.entries(item).filter(([name]) => !gone.has(name))
  return { ...Object.fromEntries(rest), ...Object.fromEntries(moves.map(([from, to]) => [to, item[from]])) }
}

function leftovers(item: Item, removed: readonly string[]): Item {
  return Object.fromEntries(removed.flatMap((name) => (item[name] === undefined ? [] : [[name, item[name]]])))
}

function encode({ entity, toItem }: EntityItems, stored: StoredRow): Item {
  try {
    return toItem(stored)
  } catch (error) {
    if (!(error instanceof UnstorableValue)) throw error
    const message = `A row of ${entity.name} cannot be stored. ${error.path.join('.')}: ${error.message}`
    throw new StoreError('invalid', message, { cause: error })
  }
}
