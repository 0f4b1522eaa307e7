import {
  type AnyModelEntity,
  describeField,
  type FieldDescription,
  type FieldSpec,
} from '@throughline/schema'
import { isPlainObject, jsonCodec } from '@throughline/schema/adapter'
import * as z from 'zod'

type Values = Readonly<Record<string, unknown>>
type Revive = (value: unknown) => unknown

/** What tells its type by itself, as in a field of any kind. */
const tagged = jsonCodec(describeField(z.unknown())).decode

/** Operators whose operand is no value of the field. */
const ownOperands: ReadonlySet<string> = new Set(['exists', 'startsWith'])

/**
 * Makes the function that turns the conditions on an entity, as JSON brought them, into what the store takes: ISO texts on
 * date fields become dates, digits on bigint fields bigints. All else, right or wrong, is left to the store's own checks.
 */
export function makeWhereReviver({ fields }: AnyModelEntity): (where: Values) => Values {
  const typed = fields.filter((field) => !jsonCodec(field).plain)
  if (typed.length === 0) return (where) => where
  const revivers = new Map(typed.map((field) => [field.name, conditionReviver(field)]))
  return (where) => mapEntries(where, (value, name) => revivers.get(name)?.(value) ?? value)
}

/** How many conditions a `where` has: a value by itself is one. */
export function countConditions(where: Values): number {
  return Object.values(where).reduce<number>(
    (count, condition) => count + (isOperators(condition) ? Object.keys(condition).length : 1),
    0,
  )
}

/** Whether a condition is given by operators, and not as a value, tagged or plain. */
export function isOperators(condition: unknown): condition is Values {
  if (!isPlainObject(condition)) return false
  const [name, ...others] = Object.keys(condition)
  return !(name?.startsWith('$') && others.length === 0)
}

function conditionReviver(field: FieldSpec): Revive {
  const { decode } = jsonCodec(field)
  const decodePart = partReviver(field)
  return (condition) => {
    if (!isOperators(condition)) return decode(condition)
    return mapEntries(condition, (operand, operator) => {
      if (ownOperands.has(operator)) return operand
      if (operator === 'contains') return decodePart(operand)
      return operator === 'in' && Array.isArray(operand) ? operand.map(decode) : decode(operand)
    })
  }
}

/** For an element of a list or a set, which is written as the list's codec writes it. */
function partReviver(field: FieldDescription): Revive {
  const { kind, element, resolve } = field
  if (kind === 'lazy' && resolve) return (operand) => partReviver(resolve())(operand)
  if ((kind === 'array' || kind === 'set') && element && !element.optional) return jsonCodec(element).decode
  return kind === 'string' ? (operand) => operand : tagged
}

/** As own entries, whatever they are called. */
function mapEntries(values: Values, map: (value: unknown, name: string) => unknown): Values {
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [name, map(value, name)]))
}
