import { keyPartSchema, StoreError } from '@throughline/schema'
import { type KeyBuilder, keyBuilder } from './key-template.ts'
import type { EntityLayout, KeyPair, LookupLayout, TableLayout } from '../layout/table-layout.ts'

type Values = Readonly<Record<string, unknown>>

/** The keys of one lookup. */
export interface LookupKeys {
  readonly layout: LookupLayout
  /** The attributes of its index. */
  readonly names: KeyPair
  /** Whether a row with these values is in the index. */
  readonly has: (row: Values) => boolean
  readonly pk: KeyBuilder
  readonly sk: KeyBuilder
  /** What sort keys begin with before the value: that of a local lookup with the entity and, of one parent, its path. */
  readonly beforeValue: KeyBuilder
}

/** The key of the item that holds the value of a unique field. */
export interface UniqueKeys {
  readonly field: string
  /** `undefined` for a row without a value. */
  readonly key: (row: Values) => { readonly pk: string; readonly sk: string } | undefined
}

/** Prepares a lookup of a layout. */
export function lookupKeys(layout: LookupLayout, indexes: TableLayout['indexes']): LookupKeys {
  const names = indexes.find(({ name }) => name === layout.index)
  if (!names)
    throw new StoreError('invalid', `The table layout has no index ${layout.index}. Derive it anew.`)
  return {
    layout,
    names: { pk: names.pk, sk: names.sk },
    has: (row) => isIndexed(layout, row),
    pk: keyBuilder(layout.pk),
    sk: keyBuilder(layout.sk),
    beforeValue: keyBuilder(layout.sk.slice(0, layout.sk.lastIndexOf('${'))),
  }
}

/** Whether a row with these values, as they are or as they are stored, is in the index of a lookup. */
export function isIndexed({ by, fields, when = {} }: LookupLayout, row: Values): boolean {
  return (
    fields.every((field) => isInIndex({ by }, row[field])) &&
    Object.entries(when).every(([field, value]) => row[field] === value)
  )
}

/** No row has a key that breaks the grammar: a reference to one is to nothing. */
function isInIndex({ by }: Pick<LookupLayout, 'by'>, value: unknown): boolean {
  return value !== undefined && value !== null && (by !== 'reference' || isKeyPart(value))
}

/** Whether a stored row's key can have this part. */
export function isKeyPart(value: unknown): boolean {
  return typeof value === 'number' ? Number.isSafeInteger(value) : keyPartSchema.safeParse(value).success
}

/** Prepares a unique field of a layout. */
export function uniqueKeys({ field, pk, sk }: EntityLayout['unique'][number]): UniqueKeys {
  const [partition, sort] = [keyBuilder(pk), keyBuilder(sk)]
  return {
    field,
    key: (row) =>
      isInIndex({ by: 'value' }, row[field]) ? { pk: partition(row), sk: sort(row) } : undefined,
  }
}

/** The keys of a row in the indexes of its lookups, by attribute. */
export function lookupKeysOf(lookups: readonly LookupKeys[], row: Values): Record<string, string> {
  const result: Record<string, string> = {}
  for (const { has, names, pk, sk } of lookups) {
    if (!has(row)) continue
    result[names.pk] = pk(row)
    result[names.sk] = sk(row)
  }
  return result
}
