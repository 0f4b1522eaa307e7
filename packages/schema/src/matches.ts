import { areComparable, compareValues, isSameValue } from './compare-values.ts'
import type { FieldCondition } from './read-plan.types.ts'

type Values = Readonly<Record<string, unknown>>

/**
 * Whether a row meets all conditions: what every store's answers agree with.
 *
 * `null` is a value, and an absent field has none: no operator matches it but `exists: false`, `ne` not either. Values of
 * another type are not equal, and not compared.
 */
export function matches(conditions: readonly FieldCondition[], row: Values): boolean {
  return conditions.every((condition) => meets(condition, valueOf(row, condition.field)))
}

function valueOf(row: Values, field: string): unknown {
  // A field may have the name of something that every object inherits.
  return Object.hasOwn(row, field) ? row[field] : undefined
}

function meets(condition: FieldCondition, value: unknown): boolean {
  if (condition.op === 'exists') return (value !== undefined) === condition.value
  if (value === undefined) return false
  switch (condition.op) {
    case 'eq':
      return isSameValue(value, condition.value)
    case 'ne':
      return !isSameValue(value, condition.value)
    case 'in':
      return condition.value.some((wanted) => isSameValue(value, wanted))
    case 'startsWith':
      return typeof value === 'string' && value.startsWith(condition.value)
    case 'contains':
      return contains(value, condition.value)
    default:
      return (
        areComparable(value, condition.value) && isWithin(condition.op, compareValues(value, condition.value))
      )
  }
}

function contains(value: unknown, part: unknown): boolean {
  if (typeof value === 'string') return typeof part === 'string' && value.includes(part)
  const elements: unknown[] = Array.isArray(value) || value instanceof Set ? [...value] : []
  return elements.some((element) => isSameValue(element, part))
}

function isWithin(op: 'gt' | 'gte' | 'lt' | 'lte', order: number): boolean {
  switch (op) {
    case 'gt':
      return order > 0
    case 'gte':
      return order >= 0
    case 'lt':
      return order < 0
    case 'lte':
      return order <= 0
  }
}
