import { type KeyValues, StoreError, type StoredRow } from '@throughline/schema'
import { entityAttribute, type EntityItems, type Item, type ModelItems } from '../items/item.ts'

/** What stands under the key of a row. */
export type Current =
  | { readonly kind: 'none' }
  | { readonly kind: 'row'; readonly stored: StoredRow; readonly version: number; readonly item: Item }
  /** A tombstone: a row was here, and its next version goes on from this one. */
  | { readonly kind: 'gone'; readonly version: number }

/** The attribute that tells whose tombstone an item is: ElectroDB's own mark would make it a row. */
export const tombstoneAttribute = 'tombstone'

/**
 * Reads what stands under a key of this entity.
 *
 * @throws {StoreError} `invalid` where the item is none that the store has written: it is not written over.
 */
export function currentOf(
  { isForeign }: Pick<ModelItems, 'isForeign'>,
  items: EntityItems,
  item: Item | null,
  now: number,
): Current {
  if (!item) return { kind: 'none' }
  const version = Number(item['version'])
  const isRow = items.owns(item)
  const { singular } = items.entity
  if (!isRow && (!isTombstone(item) || isForeign(item))) {
    throw notWritable(`What is stored under this key is no ${singular} of this model`)
  }
  if (!Number.isSafeInteger(version)) {
    throw notWritable(`The ${singular} under this key has no version, as no store has written it`)
  }
  return isRow && !items.isExpired(item, now)
    ? { kind: 'row', stored: items.toStored(item), version, item }
    : { kind: 'gone', version }
}

function notWritable(what: string): StoreError {
  return new StoreError('invalid', `${what}: it is not written over.`)
}

/** Whether an item stands for a row that was deleted. */
export function isTombstone(item: Item): boolean {
  return typeof item[tombstoneAttribute] === 'string' && item[entityAttribute] === undefined
}

/** A tombstone as the row that it was, as far as telling whose it is. */
export function asRow(item: Item): Item {
  return { ...item, [entityAttribute]: item[tombstoneAttribute] }
}

/** What is left under the key of a deleted row; without keys of indexes, no list shows it. */
export function tombstoneItem(
  items: EntityItems,
  key: KeyValues,
  { version, deletedAt, ttl }: { version: number; deletedAt: string; ttl: number },
  { marks }: Pick<ModelItems, 'marks'>,
): Item {
  return { ...items.key(key), ...marks, [tombstoneAttribute]: items.entity.singular, version, deletedAt, ttl }
}

/** The condition that what stands under a key is still what was read. */
export function unchanged(current: Current): {
  ConditionExpression: string
  ExpressionAttributeNames?: Record<string, string>
  ExpressionAttributeValues?: Record<string, unknown>
} {
  return current.kind === 'none'
    ? { ConditionExpression: 'attribute_not_exists(pk)' }
    : {
        ConditionExpression: '#version = :version',
        ExpressionAttributeNames: { '#version': 'version' },
        ExpressionAttributeValues: { ':version': current.version },
      }
}
