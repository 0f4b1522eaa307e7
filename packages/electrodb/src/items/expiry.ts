import type { FieldSpec } from '@throughline/schema'

/** The attribute with the second (since 1970) after which DynamoDB deletes an item. */
export const ttlAttribute = 'ttl'

const withOffset = /(?:Z|[+-]\d\d:?\d\d)$/i

/** Whether rows can expire by a field: a date, an ISO date-time, or whole seconds since 1970. */
export function canExpireBy({ kind, format, integer, managed }: FieldSpec): boolean {
  if (managed) return false
  return kind === 'date' || (kind === 'string' && format === 'datetime') || (kind === 'number' && !!integer)
}

/**
 * The second since 1970 in which a time is past: rounded up, so that nothing expires early. A text without an offset is
 * in UTC. `undefined` for what is no time, and for the years that DynamoDB does not expire by, those before 1970.
 */
export function expirySecond(value: unknown): number | undefined {
  const second = typeof value === 'number' ? value : Math.ceil(millisecondsOf(value) / 1000)
  return Number.isSafeInteger(second) && second > 0 ? second : undefined
}

function millisecondsOf(value: unknown): number {
  if (value instanceof Date) return value.getTime()
  return typeof value === 'string' ? Date.parse(withOffset.test(value) ? value : `${value}Z`) : Number.NaN
}

/** Whether an item has expired: DynamoDB deletes it some time later, within days. */
export function isExpired(item: Readonly<Record<string, unknown>>, nowMs: number): boolean {
  const second = item[ttlAttribute]
  return typeof second === 'number' && second * 1000 <= nowMs
}
