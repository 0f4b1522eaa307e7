import type { TableKey } from './table-key.ts'
import type { EntityItems, Item } from './item.ts'

type Values = Readonly<Record<string, unknown>>

/** The key of the item that holds the value of a unique field. */
export interface Lock {
  readonly field: string
  readonly key: TableKey
}

/** The values of a row's unique fields, as the keys of the items that hold them. */
export function locksOf({ unique }: EntityItems, row: Values): Lock[] {
  return unique.flatMap(({ field, key }) => {
    const lock = key(row)
    return lock ? [{ field, key: lock }] : []
  })
}

/** The item that holds a value for the row of this key. */
export function lockItem({ key }: Lock, holder: TableKey): Item {
  return { ...key, holderPk: holder.pk, holderSk: holder.sk }
}

/** The row for which a value is held. */
export function holderOf(item: Item): TableKey {
  return { pk: String(item['holderPk']), sk: String(item['holderSk']) }
}

/** The condition that a value is held for the row that was read, or for none. */
export function heldBy(holder: TableKey | null): {
  ConditionExpression: string
  ExpressionAttributeValues?: Record<string, string>
} {
  return holder
    ? {
        ConditionExpression: 'holderPk = :holderPk AND holderSk = :holderSk',
        ExpressionAttributeValues: { ':holderPk': holder.pk, ':holderSk': holder.sk },
      }
    : { ConditionExpression: 'attribute_not_exists(pk)' }
}
