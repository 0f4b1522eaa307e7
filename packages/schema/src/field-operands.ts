import type { FieldDescription, FieldKind } from './field-description.ts'
import type { ConditionOperator } from './read-plan.types.ts'
import { mayBeUndefined } from './walk-description.ts'

/** The types of the scalars, as conditions and people know them. */
export type ScalarType = 'a bigint' | 'a boolean' | 'a date' | 'a finite number' | 'text'

/** What a field's conditions can be about. */
export interface Operands {
  /** The types of its scalars; none where it holds lists and objects alone. */
  readonly types: ReadonlySet<ScalarType>
  /** Its values, where they are a closed list. */
  readonly values?: readonly unknown[]
  readonly nullable: boolean
  /** What the elements of its lists or sets can be. */
  readonly elements?: (() => Operands) | undefined
}

const none: Operands = { types: new Set(), nullable: false }
const anything: Operands = {
  types: new Set<ScalarType>(['a bigint', 'a boolean', 'a date', 'a finite number', 'text']),
  nullable: true,
  elements: () => anything,
}

const readers = {
  any: () => anything,
  array: list,
  bigint: scalar('a bigint'),
  boolean: scalar('a boolean'),
  date: scalar('a date'),
  enum: ({ values = [] }) => ({ ...none, types: new Set<ScalarType>(['text']), values }),
  lazy: ({ resolve }) => (resolve ? operandsOf(resolve()) : none),
  literal: ({ literals = [] }) => ({
    ...none,
    types: new Set(literals.flatMap((value) => scalarTypeOf(value) ?? [])),
    values: literals.filter((value) => value !== null),
  }),
  map: () => none,
  number: scalar('a finite number'),
  object: () => none,
  record: () => none,
  set: list,
  string: scalar('text'),
  tuple: ({ items = [], element }) => ({
    ...none,
    elements: () => merge([...items, ...(element ? [element] : [])].map(operandsOf)),
  }),
  union: ({ options = [] }) => merge(options.map(operandsOf)),
} satisfies Record<FieldKind, (description: FieldDescription) => Operands>

/** What the conditions on a field can be about. */
export function operandsOf(description: FieldDescription): Operands {
  const operands = readers[description.kind](description)
  return description.nullable ? { ...operands, nullable: true } : operands
}

/** The operators that a field has, as its type has them. */
export function operatorsOf(description: FieldDescription): ConditionOperator[] {
  const operands = operandsOf(description)
  const { types, elements } = operands
  const isText = types.has('text')
  const isOrdered = [...types].some((type) => type !== 'a boolean')
  return [
    ...(hasScalars(operands) ? (['eq', 'ne', 'in'] as const) : []),
    ...(isOrdered ? (['gt', 'gte', 'lt', 'lte'] as const) : []),
    ...(isText ? (['startsWith'] as const) : []),
    ...(isText || (elements && hasScalars(elements())) ? (['contains'] as const) : []),
    ...(mayBeUndefined(description, 'output') ? (['exists'] as const) : []),
  ]
}

/** Whether the field's values are all of one type that has an order. */
export function hasOrder(description: FieldDescription): boolean {
  const { types, elements } = operandsOf(description)
  return types.size === 1 && !elements
}

/** The type of a value, where it is one that is stored. */
export function scalarTypeOf(value: unknown): ScalarType | undefined {
  if (typeof value === 'string') return 'text'
  if (typeof value === 'boolean') return 'a boolean'
  if (typeof value === 'bigint') return 'a bigint'
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? undefined : 'a date'
  return Number.isFinite(value) ? 'a finite number' : undefined
}

function scalar(type: ScalarType): () => Operands {
  return () => ({ ...none, types: new Set([type]) })
}

function list({ element }: FieldDescription): Operands {
  return { ...none, elements: () => (element ? operandsOf(element) : none) }
}

function merge(all: readonly Operands[]): Operands {
  const isClosed = all.every(({ values, types }) => values !== undefined || types.size === 0)
  const lists = all.flatMap(({ elements }) => (elements ? [elements] : []))
  return {
    types: new Set(all.flatMap(({ types }) => [...types])),
    ...(isClosed && { values: all.flatMap(({ values = [] }) => values) }),
    nullable: all.some(({ nullable }) => nullable),
    ...(lists.length > 0 && { elements: () => merge(lists.map((elements) => elements())) }),
  }
}

function hasScalars({ types, nullable }: Operands): boolean {
  return types.size > 0 || nullable
}
