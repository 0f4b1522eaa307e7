import type { AnyModelEntity } from '@throughline/schema'
import { keyString } from '@throughline/schema/adapter'
import type { Order } from './ordered-keys.ts'
import { compareSortValues, toSortValue } from './sort-value.ts'
import type { Values } from './values.ts'

/** The fields by which ties are broken where the key as a text would not do: in it, 10 comes before 9. */
export function keyOrder({ key, fields }: AnyModelEntity): Order {
  const isNumbered = fields.some((field) => field.key && field.kind === 'number')
  return isNumbered ? key.map((field) => [field, 'asc'] as const) : []
}

/** The order of rows that nothing else orders: that of their keys, as a list has it. */
export function compareKeys(entity: AnyModelEntity): (left: Values, right: Values) => number {
  const order = keyOrder(entity)
  return (left, right) => {
    for (const [field] of order) {
      const result = compareSortValues(toSortValue(left[field]), toSortValue(right[field]))
      if (result !== 0) return result
    }
    const [a, b] = [keyString(entity, left), keyString(entity, right)]
    return a < b ? -1 : Number(a > b)
  }
}
