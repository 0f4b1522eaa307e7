import { hasOrder } from './field-operands.ts'
import type { FieldSpec } from './field-spec.ts'
import type { KeyValue } from './key.ts'
import type { AnyModelEntity } from './model.types.ts'
import { checkedValue, checkFields, readConditions } from './read-conditions.ts'
import type { FieldOrder, QueryPlan, ReadPlan, ReadRequest } from './read-plan.types.ts'
import { StoreError } from './store-error.ts'
import { encodeTagged, isPlainObject } from './tagged-json.ts'

type Values = Readonly<Record<string, unknown>>

/**
 * Checks what is asked of an entity's list, the same for every store.
 *
 * @throws {StoreError} `invalid`, in one sentence, for the first thing that is wrong.
 */
export function planRead(entity: AnyModelEntity, { where, orderBy, fields }: ReadRequest): ReadPlan {
  // Over all parents, rows are in the order of their parents' keys first.
  const keyField = entity.parent === undefined ? entity.path[0] : undefined
  return {
    conditions: readConditions(entity, where),
    ...readOrder(entity, orderBy, keyField),
    ...readFields(entity, fields),
  }
}

/**
 * Checks what is asked of the rows of one parent: its whole key by value, other fields by conditions.
 *
 * @throws {StoreError} As {@link planRead}, and where the parent's key is not given whole, or by another value than its own.
 */
export function planQuery(entity: AnyModelEntity, { where, orderBy, fields }: ReadRequest): QueryPlan {
  const parent = readParent(entity, where)
  const others = isPlainObject(where) ? without(where, entity.parentFields) : undefined
  return {
    parent,
    conditions: readConditions(entity, others),
    ...readOrder(entity, orderBy, entity.path[entity.parentFields.length]),
    ...readFields(entity, fields),
  }
}

/** Checks which fields are wanted of rows that are read by their keys. @throws {StoreError} As {@link planRead}. */
export function planGet(
  entity: AnyModelEntity,
  { fields }: Pick<ReadRequest, 'fields'> = {},
): Pick<ReadPlan, 'fields'> {
  return readFields(entity, fields)
}

/** What a plan's rows depend on as one text, for a cursor to be bound to: the same text for plans that find the same rows. */
export function planText({ conditions, orderBy }: Pick<ReadPlan, 'conditions' | 'orderBy'>): string {
  const asked = conditions.map(({ field, op, value }) => [field, op, encodeTagged(value)])
  return JSON.stringify([asked, ...(orderBy ? [[orderBy.field, orderBy.descending]] : [])])
}

/** The row with these fields alone, those that it has of them; the row itself where a plan names none. */
export function selectFields(row: Values, fields: readonly string[] | undefined): Values {
  if (!fields) return row
  return Object.fromEntries(
    fields.flatMap((field) => (Object.hasOwn(row, field) ? [[field, row[field]]] : [])),
  )
}

function readOrder(
  entity: AnyModelEntity,
  asked: unknown,
  keyField: string | undefined,
): { orderBy?: FieldOrder } {
  if (asked === undefined) return {}
  const [name, ...others] = isPlainObject(asked) ? Object.keys(asked) : []
  if (!isPlainObject(asked) || name === undefined || others.length > 0) {
    throw invalid(`"${entity.name}" is ordered by one field, given as { field: 'asc' } or { field: 'desc' }.`)
  }
  checkFields(entity, [name])
  const direction = asked[name]
  if (direction !== 'asc' && direction !== 'desc') {
    throw invalid(`"${entity.name}.${name}" is ordered 'asc' or 'desc', and not otherwise.`)
  }
  const field = entity.fields.find((candidate) => candidate.name === name)
  const isOfKey = name === keyField
  if (!isOfKey && !(field && isOrdered(field))) throw unordered(entity, name, keyField)
  return { orderBy: { field: name, descending: direction === 'desc', by: isOfKey ? 'key' : 'value' } }
}

function unordered(entity: AnyModelEntity, name: string, keyField: string | undefined): StoreError {
  const field = entity.fields.find((candidate) => candidate.name === name)
  const ordered = entity.fields.filter(isOrdered).map((candidate) => candidate.name)
  const known = [...(keyField === undefined ? [] : [keyField]), ...ordered]
  const hint =
    field && isIndexed(field) ? 'Keep a value of one type beside it' : 'Mark the field as `indexed`'
  const others = known.length === 0 ? '' : `, or order by: ${known.join(', ')}`
  return invalid(`"${entity.name}" cannot be ordered by "${name}". ${hint}${others}.`)
}

function isIndexed({ meta }: FieldSpec): boolean {
  return meta.indexed === true || meta.unique === true
}

function isOrdered(field: FieldSpec): boolean {
  return isIndexed(field) && hasOrder(field)
}

function readFields(entity: AnyModelEntity, asked: unknown): { fields?: readonly string[] } {
  if (asked === undefined) return {}
  if (!Array.isArray(asked))
    throw invalid(`The "fields" of "${entity.name}" are a list of its fields' names.`)
  checkFields(entity, asked)
  const names = entity.fields.map(({ name }) => name)
  const wanted = names.filter((name) => asked.includes(name) || entity.path.includes(name))
  return wanted.length === names.length ? {} : { fields: wanted }
}

function readParent(entity: AnyModelEntity, where: unknown): QueryPlan['parent'] {
  const { name, parentFields, fields } = entity
  const given = isPlainObject(where) ? where : {}
  if (parentFields.length === 0 || !parentFields.every((field) => Object.hasOwn(given, field))) {
    const advice =
      parentFields.length === 0
        ? 'It has no parent: use list.'
        : `Give its parent: ${parentFields.join(', ')}.`
    throw invalid(`"${name}" cannot be queried by ${Object.keys(given).join(', ') || 'nothing'}. ${advice}`)
  }
  const key = fields
    .filter((field) => parentFields.includes(field.name))
    .map((field) => {
      // Sound: a field of a key is text or a number, as its model was checked for, and its value is of its type.
      return [field.name, checkedValue(entity, field, given[field.name]) as KeyValue] as const
    })
  return Object.fromEntries(key)
}

function without(values: Values, fields: readonly string[]): Values {
  return Object.fromEntries(Object.entries(values).filter(([name]) => !fields.includes(name)))
}

function invalid(message: string): StoreError {
  return new StoreError('invalid', message)
}
