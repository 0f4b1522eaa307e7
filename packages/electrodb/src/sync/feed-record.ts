import type { Change, FeedPlace, KeyValues } from '@throughline/schema'
import { keyOf } from '@throughline/schema/adapter'
import type { EntityItems, Item, ModelItems } from '../items/item.ts'
import { feedPartition, placeKey } from './keys.ts'
import { type PackedJson, packJson, unpackJson } from './packed-json.ts'

/** A change as a record keeps it, with short names: a record may hold a hundred. */
export type RecordedChange =
  /** A row as the table keeps it, without the keys that it has there; `b` is the row before. */
  | {
      readonly op: 'put'
      readonly e: string
      readonly i: Item
      readonly b?: Item | null
      readonly m?: string
    }
  | {
      readonly op: 'delete'
      readonly e: string
      readonly k: KeyValues
      readonly v: number
      readonly at: string
      readonly c: 'cascade' | 'delete'
      readonly b?: Item
      readonly m?: string
    }

/** One item of the feed: the changes that one transaction made to one shard, or a part of them, in order. */
export interface FeedRecord {
  /** The place of the first change; the record's sort key tells the last. */
  readonly first: number
  readonly last: number
  /** When it was written, in milliseconds. */
  readonly at: number
  /** The run of the feed that it is of. */
  readonly run: string
  /** Of the transaction that wrote it. */
  readonly stamp: string
  readonly changes: readonly RecordedChange[]
}

/** What is in an item for its place in the table alone. */
const placeAttribute = /^(?:pk|sk|gsi\d+[ps]k|lsi\d+sk|__edb_[ev]__)$/

/** The row of an item, as the feed and the outcomes keep it. */
export function withoutPlace(item: Item): Item {
  return Object.fromEntries(Object.entries(item).filter(([name]) => !placeAttribute.test(name)))
}

/** The item of a record. */
export function recordItem(
  prefix: string,
  shard: number,
  { last, changes, ...record }: FeedRecord,
  ttl: number,
): Item {
  const data: PackedJson = packJson(changes)
  return { pk: feedPartition(prefix, shard), sk: placeKey(last), ...record, ttl, data }
}

/** Reads the item of a record. */
export function toRecord(item: Item): FeedRecord {
  return {
    first: Number(item['first']),
    last: Number(item['sk']),
    at: Number(item['at']),
    run: String(item['run']),
    stamp: String(item['stamp']),
    // Sound: records are written by `recordItem` alone.
    changes: unpackJson(item['data']) as readonly RecordedChange[],
  }
}

/** A recorded change as `pull` answers it; `undefined` for one of an entity that the model does not have (any more). */
export function toChange(
  { all }: ModelItems,
  recorded: RecordedChange,
  place: FeedPlace,
): Change | undefined {
  const items = all.find(({ entity }) => entity.name === recorded.e)
  if (!items) return undefined
  const common = { entity: recorded.e, place, ...(recorded.m !== undefined && { mutationId: recorded.m }) }
  if (recorded.op === 'delete') {
    const before = recorded.b && { before: items.toStored(recorded.b) }
    return {
      op: 'delete',
      key: recorded.k,
      version: recorded.v,
      deletedAt: recorded.at,
      cause: recorded.c,
      ...common,
      ...before,
    }
  }
  const stored = items.toStored(recorded.i)
  const { version } = stored.meta
  const before = recorded.b !== undefined && { before: recorded.b && items.toStored(recorded.b) }
  return { op: 'put', key: keyOf(items.entity, stored.row), version, stored, ...common, ...before }
}

/** The change that writes a row; `before` is the item under its key, `null` for none, absent where it is not told. */
export function putChange(
  items: EntityItems,
  item: Item,
  {
    mutationId,
    before,
  }: { readonly mutationId?: string | undefined; readonly before?: Item | null | undefined },
): RecordedChange {
  return {
    op: 'put',
    e: items.entity.name,
    i: withoutPlace(item),
    ...(before !== undefined && { b: before && withoutPlace(before) }),
    ...(mutationId !== undefined && { m: mutationId }),
  }
}
