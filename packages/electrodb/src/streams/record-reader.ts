import { isDeepStrictEqual } from 'node:util'
import {
  type AnyModel,
  isManagedField,
  type KeyValues,
  StoreError,
  type StoredRow,
} from '@throughline/schema'
import { keyOf } from '@throughline/schema/adapter'
import { entityAttribute, type EntityItems, type Item } from '../items/item.ts'
import type { TableLayout } from '../layout/table-layout.ts'
import { tenantAttribute } from '../layout/tenancy.ts'
import { textOf, toItem } from './attribute-value.ts'
import type { RecordFailure, RowChange } from './row-change.types.ts'
import type { StreamImage, StreamRecord } from './stream-event.types.ts'
import type { StreamOptions } from './stream-options.types.ts'
import { tenantItems } from './tenant-items.ts'

/** What a record is to a model: a change of a row, an item that is no row, or nothing; `row` tells one row from another. */
export type ReadRecord<TModel extends AnyModel = AnyModel> =
  | { readonly kind: 'change'; readonly row: string; readonly change: RowChange<TModel> }
  | { readonly kind: 'failure'; readonly row: string; readonly failure: RecordFailure }
  | { readonly kind: 'nothing' }

interface OwnedImage {
  readonly items: EntityItems
  readonly tenant: string | undefined
  readonly image: StreamImage
}

type FindItems = ReturnType<typeof tenantItems>

const nothing = { kind: 'nothing' } as const
const wantedView = 'NEW_AND_OLD_IMAGES'

/** Prepares the entities of a model once; records then go through by the thousand. */
export function recordReader<TModel extends AnyModel>(
  model: TModel,
  layout: TableLayout,
  options: StreamOptions = {},
): (record: StreamRecord) => ReadRecord<TModel> {
  const find = tenantItems(model, layout, options)
  // Sound: rows are decoded by the kinds of the model's own fields, and named by its own entities.
  return (record) => readRecord(find, record) as ReadRecord<TModel>
}

/** @throws {StoreError} `not_configured` for a record of a stream without both images. */
function readRecord(find: FindItems, record: StreamRecord): ReadRecord {
  checkImages(record)
  const { OldImage, NewImage, SequenceNumber = '' } = record.dynamodb ?? {}
  const [before, after] = [ownedImage(find, OldImage), ownedImage(find, NewImage)]
  const owned = after ?? before
  if (!owned) return nothing
  const { items, image, tenant } = owned
  const keys = { pk: textOf(image, 'pk') ?? '', sk: textOf(image, 'sk') ?? '' }
  const row = `${keys.pk}\n${keys.sk}`
  const place = {
    ...(tenant !== undefined && { tenant }),
    eventId: record.eventID ?? '',
    sequenceNumber: SequenceNumber,
  }
  try {
    checkSame(before, after)
    const images = {
      before: before && (after ? readableOf(before) : storedOf(before)),
      after: after && storedOf(after),
    }
    const change = changeOf(items, images, { ...place, ...timeOf(record) }, isExpiry(record))
    return change ? { kind: 'change', row, change } : nothing
  } catch (cause) {
    const error = cause instanceof StoreError ? cause : unreadable(items, keys, cause)
    return { kind: 'failure', row, failure: { entity: items.entity.name, keys, ...place, error } }
  }
}

function unreadable({ entity }: EntityItems, { pk, sk }: RecordFailure['keys'], cause: unknown): StoreError {
  const reason = cause instanceof Error ? cause.message : String(cause)
  return new StoreError(
    'invalid',
    `The item "${pk}" / "${sk}" is marked as ${entity.singular} and cannot be read: ${reason} Write it anew through the store, or delete it.`,
    { cause },
  )
}

/** Whose item an image is: told by its mark and its keys, before the rest of it is read. */
function ownedImage(find: FindItems, image: StreamImage | undefined): OwnedImage | undefined {
  const mark = image && textOf(image, entityAttribute)
  if (!image || mark === undefined) return undefined
  const found = find(image)
  const { pk, sk, [tenantAttribute]: owner } = image
  const items = found?.items.ownerOf({
    [entityAttribute]: mark,
    pk: pk?.S,
    sk: sk?.S,
    [tenantAttribute]: owner?.S,
  })
  return items && { items, image, tenant: found?.tenant }
}

/** No two entities, and no two tenants, write under one key. */
function checkSame(before: OwnedImage | undefined, after: OwnedImage | undefined): void {
  if (!before || !after || (before.items.entity === after.items.entity && before.tenant === after.tenant))
    return
  throw new Error(`It was a row of ${before.items.entity.name} before, or of another tenant.`)
}

function changeOf(
  { entity }: EntityItems,
  { before, after }: { readonly before: StoredRow | undefined; readonly after: StoredRow | undefined },
  place: Pick<RowChange, 'at' | 'eventId' | 'sequenceNumber' | 'tenant'>,
  isExpired: boolean,
): RowChange | undefined {
  const changedFields = entity.fields
    .map(({ name }) => name)
    .filter((name) => !isManagedField(name) && !isDeepStrictEqual(before?.row[name], after?.row[name]))
  const key = keyOf(entity, after?.row ?? before?.row ?? {})
  const about = { entity: entity.name, key, changedFields, ...place }
  if (before && after) {
    // A migration that writes keys of an index leaves the row as it is.
    const isSame = changedFields.length === 0 && isDeepStrictEqual(before.meta, after.meta)
    return isSame ? undefined : { ...about, op: 'update', cause: 'write', before, after }
  }
  if (after) return { ...about, op: 'insert', cause: 'write', after }
  return before && { ...about, op: 'delete', cause: isExpired ? 'expired' : 'write', before }
}

/** @throws {Error} where the item cannot be decoded, or is not what this store and ElectroDB write for that row. */
function storedOf({ items, image }: OwnedImage): StoredRow {
  const item = toItem(image)
  const stored = items.toStored(item)
  checkMeta(item)
  checkKey(items, item, keyOf(items.entity, stored.row))
  return stored
}

/** One that cannot be read does not keep back the row that is written over it. */
function readableOf(owned: OwnedImage): StoredRow | undefined {
  try {
    return storedOf(owned)
  } catch {
    return undefined
  }
}

function checkMeta({ version, createdAt, updatedAt }: Item): void {
  if (typeof version !== 'number') throw new Error('It has no number as its `version`.')
  if (typeof createdAt !== 'string' || typeof updatedAt !== 'string')
    throw new Error('It has no text as its `createdAt` or `updatedAt`.')
}

function checkKey({ key: keyFor }: EntityItems, { pk, sk }: Item, key: KeyValues): void {
  const own = keyFor(key)
  if (own.pk !== pk || own.sk !== sk) throw new Error(`Its fields make the key "${own.pk}" / "${own.sk}".`)
}

/** Who deleted is told; DynamoDB Local (3.3) gives such a record a name of its own instead. */
function isExpiry({ userIdentity, eventName }: StreamRecord): boolean {
  const { type, Type, principalId, PrincipalId } = userIdentity ?? {}
  const isService = (type ?? Type) === 'Service' && (principalId ?? PrincipalId) === 'dynamodb.amazonaws.com'
  const name: string = eventName ?? ''
  return isService || name === 'UNKNOWN_TO_SDK_VERSION'
}

function timeOf({ dynamodb }: StreamRecord): Pick<RowChange, 'at'> {
  const time = dynamodb?.ApproximateCreationDateTime
  if (time === undefined) return {}
  return { at: (typeof time === 'number' ? new Date(time * 1000) : time).toISOString() }
}

/** A stream with keys alone, or with one image, cannot tell whether a row came, changed or went. */
function checkImages({ eventName, dynamodb }: StreamRecord): void {
  const { StreamViewType: view, OldImage, NewImage } = dynamodb ?? {}
  const lacks = (eventName !== 'INSERT' && !OldImage) || (eventName !== 'REMOVE' && !NewImage)
  if (view === wantedView || (view === undefined && !lacks)) return
  throw new StoreError(
    'not_configured',
    `The stream has ${view ?? 'records without both images'} instead of ${wantedView}: the rows before and after a change ` +
      'are not in it. Turn it off and on again with that view, for instance by enableStream(client, tableName).',
  )
}
