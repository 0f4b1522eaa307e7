import { safeParse } from 'zod/v4/core'
import { type Address, type AnyRow, numberOf } from './address.ts'
import { FakerError } from './faker-error.ts'
import { managedValue } from './managed-fields.ts'
import type { Reference } from './reference-plan.ts'
import { keyField, keyPart, type ReferenceScope, resolveReference } from './references.ts'
import { deriveSeed, labelOf } from './seed.ts'

/** A generator as it is called: the types of a model are checked where a user writes it. */
export type LooseGenerator = (context: object) => AnyRow

/** A row on its way, and who gave fields of it, in the words of a message. */
export interface RowRequest {
  readonly address: Address
  /** Gives fields of the row; called once, with faker seeded for the row. */
  readonly give?: (() => AnyRow) | undefined
  /** Where the given fields come from. */
  readonly source: 'factory' | 'generators'
  /** Fills a foreign key in another way than by a row of the run's. */
  readonly point?: (reference: Reference, row: AnyRow) => Readonly<AnyRow> | undefined
}

const nothing: AnyRow = {}

/** Draws of a row that the schema refuses by chance, such as a refinement of two fields. */
const redraws = 200
/** Of so many draws one is of every field: the one that a refinement names may have no value that goes with the others. */
const everyField = 3

const rowLabel = labelOf('row')
const redrawLabel = labelOf('redraw')

type Issues = readonly { readonly path: readonly PropertyKey[]; readonly message: string }[]

/**
 * Makes the row of one place and checks it with its entity's schema.
 *
 * @throws {FakerError} `unsatisfied` for a row that the schema refuses however often it is drawn.
 */
export function makeRow(request: RowRequest, scope: ReferenceScope): AnyRow {
  const { address } = request
  const { fields, schema } = address.plan
  const { randomizer, draft } = scope.tools
  randomizer.restart(deriveSeed(address.seed, rowLabel))
  const given = request.give?.() ?? nothing
  const row: AnyRow = { ...given }
  const own = given === nothing ? fields.names : fields.names.filter((name) => !Object.hasOwn(given, name))
  const number = numberOf(address, scope.options)
  draft.number = number
  draft.attempt = 0
  fields.draw(row, own)
  fillPlace(row, given, request, scope)
  // What is given as nothing is nothing: the field has no key.
  for (const name in given) if (given[name] === undefined) delete row[name]
  let result = safeParse(schema, row)
  for (let attempt = 1; !result.success && attempt <= redraws && own.length > 0; attempt += 1) {
    randomizer.restart(deriveSeed(address.seed, redrawLabel, attempt - 1))
    draft.number = number
    draft.attempt = attempt
    fields.draw(row, attempt % everyField === 0 ? own : redrawn(result.error.issues, own))
    result = safeParse(schema, row)
  }
  if (!result.success) throw unsatisfied(result.error.issues, row, given, request)
  // Sound: the schema of a row is that of an object.
  return address.plan.side === 'row' ? (result.data as AnyRow) : row
}

/** The refused fields if all of them are faker's; or else every field of faker's, since a refinement reads several. */
function redrawn(issues: Issues, own: readonly string[]): readonly string[] {
  const refused = new Set(issues.map(({ path }) => String(path[0] ?? '')))
  return [...refused].every((name) => own.includes(name)) ? own.filter((name) => refused.has(name)) : own
}

/** Fills the fields that follow from the row's place: managed ones, keys and foreign keys. */
function fillPlace(row: AnyRow, given: AnyRow, { address, point }: RowRequest, scope: ReferenceScope): void {
  const { plan, parent } = address
  const { parentFields } = plan.entity
  for (const field of plan.managed) {
    if (!Object.hasOwn(given, field.name)) row[field.name] = managedValue(field, row, scope.tools)
  }
  for (let index = 0; parent && index < parentFields.length; index += 1) {
    const field = parentFields[index] ?? ''
    if (Object.hasOwn(given, field)) continue
    row[field] = keyField(parent, parent.plan.entity.path[index] ?? '', scope)
  }
  for (const [name, part] of plan.keys) {
    if (!Object.hasOwn(given, name)) row[name] = keyPart(address, part, scope)
  }
  for (const reference of plan.references) {
    const { own, type } = reference
    const mine = type === undefined ? own : [...own, type]
    if (mine.every((field) => Object.hasOwn(given, field))) continue
    const values = point?.(reference, row) ?? resolveReference(reference, { ...address, row }, scope)
    for (const field of mine) {
      if (!Object.hasOwn(given, field) && values[field] !== undefined) row[field] = values[field]
    }
  }
}

function unsatisfied(
  issues: Issues,
  row: AnyRow,
  given: AnyRow,
  { address, source }: RowRequest,
): FakerError {
  const entity = address.plan.entity.name
  const [first = { path: [], message: 'refused' }] = issues
  const field = first.path.map(String).join('.')
  const name = String(first.path[0] ?? '')
  const where = field === '' ? entity : `${entity}.${field}`
  const value = textOf(field === '' ? row : row[name])
  const message = Object.hasOwn(given, name)
    ? `${where}: \`${source}.${entity}\` gives ${value}, which the schema refuses: ${first.message}`
    : `${where}: faker cannot make a value that its schema takes (tried ${value}: ${first.message}). ` +
      `Give \`generators.${entity}\` that returns ${name === '' ? 'the fields' : name}.`
  return new FakerError('unsatisfied', message, { entity, ...(field !== '' && { field }) })
}

/** A value as JSON, also of kinds that JSON does not have. */
function textOf(value: unknown): string {
  const plain = (_key: string, item: unknown): unknown => {
    if (typeof item === 'bigint') return `${item}n`
    return item instanceof Set || item instanceof Map ? [...item] : item
  }
  return JSON.stringify(value, plain) ?? 'nothing'
}
