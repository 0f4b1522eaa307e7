import { extractFieldPath, extractValue, type IR } from '@tanstack/db'

type Expression = IR.BasicExpression

/**
 * The parents whose rows a TanStack DB condition can match, found in `eq(row.<field>, …)` and `inArray(row.<field>, […])`;
 * `undefined` where it does not bind the field.
 */
export function parentKeysOf(where: Expression | undefined, field: string): string[] | undefined {
  if (where?.type !== 'func') return undefined
  const [left, right] = where.args
  if (where.name === 'and') return firstBound(where.args, field)
  if (where.name === 'or') return allBound(where.args, field)
  if (!left || !right) return undefined
  if (where.name === 'eq')
    return isField(left, field) ? textOf(right) : isField(right, field) ? textOf(left) : undefined
  if (where.name === 'in' && isField(left, field)) return textsOf(right)
  return undefined
}

function firstBound(parts: readonly Expression[], field: string): string[] | undefined {
  for (const part of parts) {
    const keys = parentKeysOf(part, field)
    if (keys) return keys
  }
  return undefined
}

function allBound(parts: readonly Expression[], field: string): string[] | undefined {
  const keys = parts.map((part) => parentKeysOf(part, field))
  return keys.every((some) => some !== undefined) ? [...new Set(keys.flat())] : undefined
}

function isField(expression: Expression, field: string): boolean {
  return expression.type === 'ref' && extractFieldPath(expression)?.at(-1) === field
}

function textOf(expression: Expression): string[] | undefined {
  const value: unknown = expression.type === 'val' ? extractValue(expression) : undefined
  return typeof value === 'string' ? [value] : undefined
}

function textsOf(expression: Expression): string[] | undefined {
  const values: unknown = expression.type === 'val' ? extractValue(expression) : undefined
  return Array.isArray(values) ? values.filter((value) => typeof value === 'string') : undefined
}
