import type { AnyModelEntity, FieldDescription } from '@throughline/schema'
import * as z from 'zod'

type Values = Readonly<Record<string, unknown>>
type Revive = (value: unknown) => unknown

/** Most mutations of one `sync.push`: as many as one DynamoDB transaction takes items. */
export const maxPushMutations = 100

/** ISO dates and date-times with an offset, days checked by month; years of six digits as `Date.toJSON` writes them. */
const isoDates = [z.regexes.date, z.regexes.datetime({ offset: true }), /^[+-]\d{6}-\d\d-\d\dT[\d:.]+Z$/]

/**
 * Makes the function that turns an entity's values, as JSON brought them, into what the schema expects: ISO strings of
 * date fields become `Date`s, at any depth. Everything else, right or wrong, is left to the schema.
 */
export function makeReviver(entity: AnyModelEntity): (values: Values) => Values {
  return reviveFields(entity.fields.map((field) => [field.name, reviverOf(field)])) ?? ((values) => values)
}

function reviveFields(
  fields: readonly (readonly [string, Revive | undefined])[],
): ((values: Values) => Values) | undefined {
  const revivers = fields.flatMap(([name, revive]) => (revive ? [[name, revive] as const] : []))
  if (revivers.length === 0) return undefined
  return (values) => {
    const revived: Record<string, unknown> = { ...values }
    for (const [name, revive] of revivers) {
      if (Object.hasOwn(revived, name)) revived[name] = revive(revived[name])
    }
    return revived
  }
}

/** `undefined` where nothing of such a field needs reviving, so that most rows cost nothing. */
function reviverOf(field: FieldDescription): Revive | undefined {
  if (field.kind === 'date') return (value) => (typeof value === 'string' ? reviveDate(value) : value)
  if (field.kind === 'object') {
    const revive = reviveFields(
      Object.entries(field.fields ?? {}).map(([name, inner]) => [name, reviverOf(inner)]),
    )
    return revive && ((value) => (isPlainObject(value) ? revive(value) : value))
  }
  const element = field.element && reviverOf(field.element)
  if (!element) return undefined
  if (field.kind === 'array') return (value) => (Array.isArray(value) ? value.map(element) : value)
  return (value) =>
    isPlainObject(value)
      ? Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, element(inner)]))
      : value
}

function reviveDate(text: string): unknown {
  const date = isoDates.some((pattern) => pattern.test(text)) ? new Date(text) : undefined
  return date && !Number.isNaN(date.getTime()) ? date : text
}

/** Whether a value is what JSON writes as an object: no array, no `Date`, no `FormData`. */
export function isPlainObject(value: unknown): value is Values {
  if (typeof value !== 'object' || value === null) return false
  const prototype: unknown = Object.getPrototypeOf(value)
  return prototype === null || prototype === Object.prototype
}
