import type { AnyModel, AnyModelEntity, FieldKind, FieldSpec } from '@throughline/schema'
import { canExpireBy } from '../items/expiry.ts'
import { lookupsOf } from './lookup-fields.ts'
import type { LayoutOptions, FixedValue } from './table-layout.types.ts'

/** DynamoDB's quota for one table. */
const mostLocal = 5

/** Kinds whose values have one text each, in an order. */
const hasOrder = {
  any: false,
  array: false,
  bigint: true,
  boolean: true,
  date: true,
  enum: true,
  lazy: false,
  literal: true,
  map: false,
  number: true,
  object: false,
  record: false,
  set: false,
  string: true,
  tuple: false,
  union: false,
} satisfies Record<FieldKind, boolean>

/** What is wrong with what was chosen for single entities, in sentences. */
export function choiceProblems(
  model: AnyModel,
  { expires = {}, local = {}, sparse = {} }: LayoutOptions,
): string[] {
  return [
    ...perEntity(model, 'expires', expires, expiryProblems),
    ...perEntity(model, 'local', local, localProblems),
    ...perEntity(model, 'sparse', sparse, (entity, conditions) =>
      Object.entries(conditions).flatMap(([field, when]) => sparseProblems(model, entity, field, when)),
    ),
  ]
}

function perEntity<T>(
  model: AnyModel,
  option: string,
  choices: Readonly<Record<string, T>>,
  problemsOf: (entity: AnyModelEntity, choice: T) => string[],
): string[] {
  return Object.entries(choices).flatMap(([name, choice]) => {
    const entity = Object.hasOwn(model.entities, name) ? model.entities[name] : undefined
    if (entity) return problemsOf(entity, choice)
    return [`\`${option}\` names "${name}", which the model does not have: it has ${model.names.join(', ')}.`]
  })
}

function expiryProblems(entity: AnyModelEntity, name: string): string[] {
  const field = fieldOf(entity, name)
  if (!field) return [unknownField(entity, name)]
  return canExpireBy(field)
    ? []
    : [
        `"${entity.name}" cannot expire by "${name}": take a date, an ISO date-time or a whole number of seconds since 1970.`,
      ]
}

function localProblems(entity: AnyModelEntity, names: readonly string[]): string[] {
  const { name: of, parent } = entity
  const problems = names.flatMap((name, index) => {
    const field = fieldOf(entity, name)
    if (!field) return [unknownField(entity, name)]
    if (names.indexOf(name) !== index)
      return [`"${of}" has the local index of "${name}" twice: leave one out.`]
    return hasOrder[field.kind]
      ? []
      : [`"${of}" cannot have a local index of "${name}": its values (${field.kind}) have no order.`]
  })
  if (parent === undefined) {
    problems.push(
      `"${of}" cannot have a local index: it has no parent, so its rows have partitions of their own.`,
    )
  }
  if (names.length > mostLocal) {
    problems.push(`"${of}" has ${names.length} local indexes, and a table has ${mostLocal}: choose fewer.`)
  }
  return problems
}

function sparseProblems(
  model: AnyModel,
  entity: AnyModelEntity,
  name: string,
  when: Readonly<Record<string, FixedValue>>,
): string[] {
  const of = entity.name
  if (!fieldOf(entity, name)) return [unknownField(entity, name)]
  const isIndexed = lookupsOf(model, entity).some(({ by, fields }) => by === 'value' && fields[0] === name)
  if (!isIndexed) return [`"${of}.${name}" has no index to be sparse: mark it as \`indexed\`.`]
  if (Object.keys(when).length === 0)
    return [`The sparse index of "${of}.${name}" has no condition: give one.`]
  return Object.entries(when).flatMap(([other, value]) => {
    const field = fieldOf(entity, other)
    if (!field) return [unknownField(entity, other)]
    return canEqual(field, value)
      ? []
      : [
          `The sparse index of "${of}.${name}" compares "${other}" (${field.kind}) with ${JSON.stringify(value)}, which it never is.`,
        ]
  })
}

const comparable: Partial<Record<FieldKind, (field: FieldSpec, value: FixedValue) => boolean>> = {
  boolean: (_, value) => typeof value === 'boolean',
  enum: ({ values = [] }, value) => values.some((known) => known === value),
  literal: ({ literals = [] }, value) => literals.some((known) => known === value),
  number: (_, value) => typeof value === 'number' && Number.isFinite(value),
  string: (_, value) => typeof value === 'string',
}

function canEqual(field: FieldSpec, value: FixedValue): boolean {
  if (value === null) return field.nullable
  return comparable[field.kind]?.(field, value) ?? false
}

function fieldOf({ fields }: AnyModelEntity, name: string): FieldSpec | undefined {
  return fields.find((field) => field.name === name)
}

function unknownField({ name: of, fields }: AnyModelEntity, name: string): string {
  return `"${of}" has no field "${name}": it has ${fields.map((field) => field.name).join(', ')}.`
}
