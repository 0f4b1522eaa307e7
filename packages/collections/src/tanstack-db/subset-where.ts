import { extractFieldPath, extractValue, type IR } from '@tanstack/db'
import type { KeyValue } from '@throughline/schema'
import { isKeyValue } from '../parent-link.ts'

type Expression = IR.BasicExpression

/**
 * The values that a TanStack DB condition lets a field have, found in `eq(row.<field>, …)` and
 * `inArray(row.<field>, […])`; `undefined` where it does not bind the field.
 */
export function keyValuesIn(where: Expression | undefined, field: string): KeyValue[] | undefined {
  if (where?.type !== 'func') return undefined
  const [left, right] = where.args
  if (where.name === 'and') return firstBound(where.args, field)
  if (where.name === 'or') return allBound(where.args, field)
  if (!left || !right) return undefined
  if (where.name === 'eq')
    return isField(left, field) ? valueOf(right) : isField(right, field) ? valueOf(left) : undefined
  if (where.name === 'in' && isField(left, field)) return valuesOf(right)
  return undefined
}

function firstBound(parts: readonly Expression[], field: string): KeyValue[] | undefined {
  for (const part of parts) {
    const keys = keyValuesIn(part, field)
    if (keys) return keys
  }
  return undefined
}

function allBound(parts: readonly Expression[], field: string): KeyValue[] | undefined {
  const keys = parts.map((part) => keyValuesIn(part, field))
  return keys.every((some) => some !== undefined) ? [...new Set(keys.flat())] : undefined
}

function isField(expression: Expression, field: string): boolean {
  return expression.type === 'ref' && extractFieldPath(expression)?.at(-1) === field
}

function valueOf(expression: Expression): KeyValue[] | undefined {
  const value: unknown = expression.type === 'val' ? extractValue(expression) : undefined
  return isKeyValue(value) ? [value] : undefined
}

function valuesOf(expression: Expression): KeyValue[] | undefined {
  const values: unknown = expression.type === 'val' ? extractValue(expression) : undefined
  return Array.isArray(values) ? values.filter(isKeyValue) : undefined
}
