import { safeParse } from 'zod/v4/core'
import { FakerError } from './faker-error.ts'
import { isManaged, managedValue } from './managed-fields.ts'
import type { AnyRow, Place, Tree } from './place.ts'
import { keyValue, type ReferenceScope, resolveReference } from './references.ts'
import { deriveSeed, labelOf } from './seed.ts'

/** A generator as it is called: the types of a model are checked where a user writes it. */
export type LooseGenerator = (context: object) => AnyRow

/** Draws of a row that the schema refuses by chance, such as two dates in the wrong order. */
const redraws = 50

const rowLabel = labelOf('row')
const redrawLabel = labelOf('redraw')

type Issues = readonly { readonly path: readonly PropertyKey[]; readonly message: string }[]

/**
 * Makes the row of one place and parses it with its entity's schema.
 *
 * @throws {FakerError} `unsatisfied` for a row that the schema refuses however often it is drawn.
 */
export function makeRow(place: Place, tree: Tree, scope: ReferenceScope, generate?: LooseGenerator): AnyRow {
  const { entity, fields } = place.plan
  const { randomizer } = scope.tools
  randomizer.restart(deriveSeed(place.seed, rowLabel))
  const given = generate?.(contextOf(place, tree, scope)) ?? {}
  const row: AnyRow = { ...given }
  const own = [...fields.keys()].filter((name) => !Object.hasOwn(given, name))
  draw(row, own, place)
  fillPlace(row, given, place, tree, scope)
  let result = safeParse(entity.schema, row)
  for (let attempt = 0; !result.success && attempt < redraws && own.length > 0; attempt += 1) {
    randomizer.restart(deriveSeed(place.seed, redrawLabel, attempt))
    draw(row, redrawn(result.error.issues, own), place)
    result = safeParse(entity.schema, row)
  }
  if (!result.success) throw unsatisfied(result.error.issues, row, given, place)
  return result.data
}

function draw(row: AnyRow, names: readonly string[], { plan }: Place): void {
  for (const name of names) {
    const value = plan.fields.get(name)?.()
    if (value === undefined) delete row[name]
    else row[name] = value
  }
}

/** The refused fields if all of them are faker's; or else every field of faker's, since a refinement reads several. */
function redrawn(issues: Issues, own: readonly string[]): readonly string[] {
  const refused = [...new Set(issues.map(({ path }) => String(path[0] ?? '')))]
  return refused.every((name) => own.includes(name)) ? refused : own
}

/** Fills the fields that follow from the row's place: managed ones, keys and foreign keys. */
function fillPlace(row: AnyRow, given: AnyRow, place: Place, tree: Tree, scope: ReferenceScope): void {
  const { entity, keys, references } = place.plan
  const { parent } = place
  for (const field of entity.fields) {
    if (isManaged(field) && !Object.hasOwn(given, field.name))
      row[field.name] = managedValue(field, row, scope.tools)
  }
  if (parent && entity.parentField !== undefined) row[entity.parentField] ??= parent.row[parent.plan.identity]
  for (const name of keys.keys()) {
    if (!Object.hasOwn(given, name))
      row[name] = keyValue(place.plan, name, place.seed, place.indexInParent, scope.tools)
  }
  for (const reference of references) {
    if (Object.hasOwn(given, reference.field)) continue
    const value = resolveReference(reference, place, tree, scope)
    if (value !== undefined) row[reference.field] = value
  }
}

function contextOf(place: Place, tree: Tree, { tools }: ReferenceScope): object {
  return {
    faker: tools.faker,
    index: tree.index,
    indexInParent: place.indexInParent,
    countInParent: place.countInParent,
    parent: place.parent?.row ?? null,
    root: place.parent ? tree.root.row : null,
    siblings: place.siblings,
    shared: tree.shared,
    now: tools.now,
  }
}

function unsatisfied(issues: Issues, row: AnyRow, given: AnyRow, { plan }: Place): FakerError {
  const entity = plan.entity.name
  const [first = { path: [], message: 'refused' }] = issues
  const field = first.path.map(String).join('.')
  const name = String(first.path[0] ?? '')
  const where = field === '' ? entity : `${entity}.${field}`
  const value = JSON.stringify(field === '' ? row : row[name])
  const message = Object.hasOwn(given, name)
    ? `${where}: \`generators.${entity}\` returned ${value}, which its schema refuses: ${first.message}`
    : `${where}: faker cannot make a value that its schema takes (tried ${value}: ${first.message}). ` +
      `Give \`generators.${entity}\` that returns ${name === '' ? 'the fields' : name}.`
  return new FakerError('unsatisfied', message, { entity, ...(field !== '' && { field }) })
}
