import { type Operands, operandsOf, operatorsOf, scalarTypeOf } from './field-operands.ts'
import type { FieldSpec } from './field-spec.ts'
import type { AnyModelEntity } from './model.types.ts'
import type { ConditionOperator, FieldCondition } from './read-plan.types.ts'
import { StoreError } from './store-error.ts'
import { isPlainObject } from './tagged-json.ts'

/** Most values of an `in`. */
const maxValues = 100

/** Checks the conditions that a caller gave. @throws {StoreError} `invalid` with one sentence for the first that is wrong. */
export function readConditions(entity: AnyModelEntity, where: unknown): FieldCondition[] {
  if (where === undefined) return []
  if (!isPlainObject(where))
    throw invalid(`The "where" of "${entity.name}" is no object of conditions by field.`)
  checkFields(entity, Object.keys(where))
  return entity.fields
    .filter(({ name }) => Object.hasOwn(where, name))
    .flatMap((field) => conditionsOn(entity, field, where[field.name]))
}

/** @throws {StoreError} `invalid` for a field that the entity does not have. */
export function checkFields({ name, fields }: AnyModelEntity, asked: readonly unknown[]): void {
  const names = fields.map((field) => field.name)
  for (const given of asked) {
    if (names.some((known) => known === given)) continue
    const label = typeof given === 'string' ? `field "${given}"` : `such field as ${nameOf(given)}`
    throw invalid(`"${name}" has no ${label}. It has: ${names.join(', ')}.`)
  }
}

/** A value that is asked for by itself. @throws {StoreError} `invalid` where the field cannot have it. */
export function checkedValue(entity: AnyModelEntity, field: FieldSpec, value: unknown): unknown {
  return readOperand(asking(entity, field), 'eq', value)
}

/** A field while its conditions are read. */
interface Asked {
  readonly field: string
  /** The field, for people. */
  readonly label: string
  readonly operators: readonly ConditionOperator[]
  readonly operands: Operands
}

function asking(entity: AnyModelEntity, field: FieldSpec): Asked {
  const label = `"${entity.name}.${field.name}"`
  return { field: field.name, label, operators: operatorsOf(field), operands: operandsOf(field) }
}

function conditionsOn(entity: AnyModelEntity, spec: FieldSpec, wanted: unknown): FieldCondition[] {
  const asked = asking(entity, spec)
  const { field, label, operators } = asked
  const given = isPlainObject(wanted) ? wanted : { eq: wanted }
  const names = Object.keys(given)
  const unknown = names.find((name) => !operators.some((operator) => operator === name))
  if (unknown !== undefined) {
    const advice =
      operators.length === 0 ? 'Keep a plain value beside it.' : `It can by: ${operators.join(', ')}.`
    throw invalid(`${label} cannot be asked by "${unknown}". ${advice}`)
  }
  if (names.length === 0)
    throw invalid(`${label} is asked by no operator. Give one: ${operators.join(', ')}.`)
  return operators
    .filter((op) => Object.hasOwn(given, op))
    .map((op) => {
      // Sound: `readOperand` gives each operator the operand of its own type.
      return { field, op, value: readOperand(asked, op, given[op]) } as FieldCondition
    })
}

/** Checks what an operator is given; lists are copied. */
function readOperand(asked: Asked, op: ConditionOperator, value: unknown): unknown {
  const { label, operands } = asked
  if (value === undefined) {
    throw invalid(`${label} asked by "${op}" takes a value, not undefined. Leave the condition out.`)
  }
  switch (op) {
    case 'in':
      return readList(asked, value)
    case 'exists':
      return typeof value === 'boolean' ? value : refuse(asked, op, nameOf(value), ['true', 'false'])
    case 'startsWith':
      return isOperand(textOnly, value) ? value : refuse(asked, op, nameOf(value), ['text'])
    case 'contains': {
      const parts = partsOf(operands)
      return parts.some((part) => isOperand(part, value)) ? value : refuseOperand(asked, op, value, parts)
    }
    case 'gt':
    case 'gte':
    case 'lt':
    case 'lte': {
      const bounds = boundsOf(operands)
      return isOperand(bounds, value) ? value : refuseOperand(asked, op, value, [bounds])
    }
    default:
      return isOperand(operands, value) ? value : refuseOperand(asked, op, value, [operands])
  }
}

function readList(asked: Asked, value: unknown): unknown[] {
  if (!Array.isArray(value) || value.length === 0 || value.length > maxValues) {
    const given = Array.isArray(value) ? String(value.length) : nameOf(value)
    throw invalid(`${asked.label} asked by "in" takes a list of 1 to ${maxValues} values, not ${given}.`)
  }
  // Holes of a list are read as the `undefined` that they are.
  return Array.from(value, (item: unknown) =>
    isOperand(asked.operands, item) ? item : refuseOperand(asked, 'in', item, [asked.operands]),
  )
}

const textOnly: Operands = { types: new Set(['text']), nullable: false }

/** What `contains` takes: a part of a text, any of them; an element of a list. */
function partsOf({ types, elements }: Operands): Operands[] {
  return [...(types.has('text') ? [textOnly] : []), ...(elements ? [elements()] : [])]
}

/** What a comparison takes: a value of a type that has an order. */
function boundsOf({ types, values }: Operands): Operands {
  const ordered = new Set([...types].filter((type) => type !== 'a boolean'))
  return { types: ordered, nullable: false, ...(values && { values }) }
}

/** Whether a text has half of a character, which no store has and none could be asked for. */
function isHalf(value: unknown): boolean {
  return typeof value === 'string' && /\p{Surrogate}/u.test(value)
}

function isOperand({ types, values, nullable }: Operands, value: unknown): boolean {
  if (value === null) return nullable
  const type = scalarTypeOf(value)
  if (!type || !types.has(type) || isHalf(value)) return false
  return !values || values.includes(value)
}

function refuseOperand(asked: Asked, op: string, value: unknown, of: readonly Operands[]): never {
  const type = scalarTypeOf(value)
  // Of the right type, but not of the list.
  const lists = of.filter(({ types, values }) => values && type && types.has(type))
  if (lists.length > 0 && !isHalf(value)) {
    return refuse(asked, op, 'another value', [listed(lists.flatMap(({ values = [] }) => values))])
  }
  const expected = of.flatMap(({ types, nullable }) => [...types, ...(nullable ? ['null'] : [])])
  return refuse(asked, op, nameOf(value), [...new Set(expected)])
}

function refuse({ label }: Asked, op: string, given: string, expected: readonly string[]): never {
  throw invalid(`${label} asked by "${op}" takes ${expected.join(' or ')}, not ${given}.`)
}

function listed(values: readonly unknown[]): string {
  const shown = values.slice(0, 10).map((value) => JSON.stringify(value))
  return `one of ${shown.join(', ')}${values.length > shown.length ? ', …' : ''}`
}

/** What a value is, for people: never the value itself, which may be private. */
function nameOf(value: unknown): string {
  if (value === null || value === undefined) return String(value)
  if (Array.isArray(value)) return 'a list'
  if (isHalf(value)) return 'text with half a character'
  if (typeof value === 'number' && !Number.isFinite(value)) return String(value)
  if (value instanceof Date && Number.isNaN(value.getTime())) return 'an invalid date'
  const type = scalarTypeOf(value)
  if (type) return type
  return typeof value === 'object' ? 'an object' : `a ${typeof value}`
}

function invalid(message: string): StoreError {
  return new StoreError('invalid', message)
}
