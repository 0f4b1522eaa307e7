import { type AnyModel, type AnyModelEntity, type EntityRow, shapeOf } from '@throughline/schema'
import { safeEncode } from 'zod/v4/core'
import type { AnyRow } from './address.ts'
import type { FactoryContext, FactoryOptions } from './factory.types.ts'
import { foreignKey, sharedParent } from './factory-parents.ts'
import { FakerError } from './faker-error.ts'
import { type CheckedOptions, checkOptions } from './options.ts'
import { type Plan, planEntity } from './plan.ts'
import type { Reference } from './reference-plan.ts'
import type { ReferenceScope } from './references.ts'
import { makeRow } from './row-maker.ts'
import { deriveSeed, labelOf, seedFrom } from './seed.ts'
import { createTools } from './tools.ts'

/** Fields of a row, or what makes them. */
export type Given = AnyRow | ((context: FactoryContext) => AnyRow)

/** The options without the types of one model. */
export interface LooseFactoryOptions {
  readonly seed?: number
  readonly locale?: FactoryOptions<AnyModel>['locale']
  readonly now?: string | Date
  readonly generators?: Readonly<Record<string, ((context: FactoryContext) => AnyRow) | undefined>>
  readonly traits?: Readonly<Record<string, Readonly<Record<string, Given>> | undefined>>
}

/** Makes rows one by one, and the rows that they have to point to. */
export interface RowBuilder {
  build(name: string, given: readonly Given[], overrides?: AnyRow): AnyRow
  buildInsert(name: string, given: readonly Given[], overrides?: AnyRow): AnyRow
  take(): EntityRow<AnyModel>[]
  reset(): void
}

const drawLabel = labelOf('draw')

/** Rows of one entity that unique values are planned for. */
const manyRows = 100_000

interface Scope extends ReferenceScope {
  readonly model: AnyModel
  readonly loose: LooseFactoryOptions
  readonly options: CheckedOptions
  readonly plan: (name: string, side: Plan['side']) => Plan
  /** Rows made so far, by entity. */
  readonly rows: Map<string, AnyRow[]>
  readonly sequences: Map<string, number>
  /** Rows since the last `take`. */
  fresh: EntityRow<AnyModel>[]
  /** Entities whose rows are being made, each for the one before it. */
  readonly open: string[]
}

/** Makes the builder of a model's rows. */
export function createBuilder(model: AnyModel, loose: LooseFactoryOptions): RowBuilder {
  const { seed = 1, now, locale } = loose
  const options = checkOptions(model, { seed, counts: {}, ...(now !== undefined && { now }) })
  const tools = createTools(options.now, locale)
  const plans = new Map<string, Plan>()
  const plan = (name: string, side: Plan['side']): Plan => {
    const known = plans.get(`${side} ${name}`)
    if (known) return known
    // Sound: the names come from the model itself.
    const entity = model.entities[name] as AnyModelEntity
    const made = planEntity(entity, [], manyRows, { model, tools, options, side })
    plans.set(`${side} ${name}`, made)
    return made
  }
  const scope: Scope = {
    model,
    loose,
    options,
    tools,
    randomizer: tools.randomizer,
    chains: new Map(),
    plan,
    rows: new Map(),
    sequences: new Map(),
    fresh: [],
    open: [],
  }
  return {
    build: (name, given, overrides) => buildRow(name, given, overrides, scope),
    buildInsert: (name, given, overrides) => makeOne('insert', name, given, overrides, scope),
    take: () => scope.fresh.splice(0),
    reset: () => {
      scope.fresh = []
      scope.rows.clear()
      scope.sequences.clear()
    },
  }
}

function buildRow(
  name: string,
  given: readonly Given[],
  overrides: AnyRow | undefined,
  scope: Scope,
): AnyRow {
  const row = makeOne('row', name, given, overrides, scope)
  const known = scope.rows.get(name)
  if (known) known.push(row)
  else scope.rows.set(name, [row])
  scope.fresh.push({ entity: name, row })
  return row
}

function makeOne(
  side: Plan['side'],
  name: string,
  given: readonly Given[],
  overrides: AnyRow | undefined,
  scope: Scope,
): AnyRow {
  const { tools, loose, options, sequences, open } = scope
  const plan = scope.plan(name, side)
  const index = sequences.get(name) ?? 0
  sequences.set(name, index + 1)
  const seed = deriveSeed(seedFrom(options.seed), plan.label, index)
  const own = knownFields(overrides, plan.entity)
  const giver = [loose.generators?.[name], ...given].filter((part) => part !== undefined)
  open.push(name)
  try {
    return makeRow(
      {
        address: { plan, seed, index, parent: null },
        source: 'factory',
        give: () => {
          const context = { faker: tools.faker, sequence: index + 1, now: tools.now }
          const parts: AnyRow = {}
          for (const part of giver) Object.assign(parts, typeof part === 'function' ? part(context) : part)
          const whole = withParent(plan.entity, { ...encoded(plan, parts), ...own }, scope)
          // A parent may have been made just now: the fields that faker draws are the same with and without.
          tools.randomizer.restart(deriveSeed(seed, drawLabel))
          return whole
        },
        point: (reference, row) => pointFrom(reference, name, row, scope),
      },
      scope,
    )
  } finally {
    open.pop()
  }
}

/** Checks that overrides name fields of the entity's. */
function knownFields(overrides: AnyRow | undefined, { name, fields }: AnyModelEntity): AnyRow {
  const unknown = Object.keys(overrides ?? {}).find((key) => fields.every((field) => field.name !== key))
  if (unknown === undefined) return overrides ?? {}
  const known = fields.map((field) => field.name).join(', ')
  const message = `"${name}" has no field "${unknown}". It has: ${known}.`
  throw new FakerError('invalid_options', message, { entity: name, field: unknown })
}

/** Traits are written as rows are read: what a client writes in another form is put into that. */
function encoded({ entity, side }: Plan, given: AnyRow): AnyRow {
  if (side === 'row') return given
  const shape = shapeOf(entity.schema)
  const entries = Object.entries(given).flatMap(([name, value]): [string, unknown][] => {
    const field = entity.fields.find((candidate) => candidate.name === name)
    if (!field || field.managed) return []
    const schema = field.input ? shape[name] : undefined
    const result = schema && safeEncode(schema, value)
    return [[name, result?.success ? result.data : value]]
  })
  return Object.fromEntries(entries)
}

/** Adds the key of the row's parent: of one that was made and agrees with what is given, or of a new one. */
function withParent(entity: AnyModelEntity, given: AnyRow, scope: Scope): AnyRow {
  const { parent, parentFields } = entity
  const missing = parentFields.filter((field) => given[field] === undefined)
  if (parent === undefined || missing.length === 0) return given
  // Sound: the parent's name comes from the model itself.
  const above = scope.model.entities[parent] as AnyModelEntity
  const isParent = (row: AnyRow): boolean =>
    parentFields.every(
      (field, index) => given[field] === undefined || given[field] === row[above.path[index] ?? ''],
    )
  const isNamed = missing.length < parentFields.length
  const known = isNamed ? scope.rows.get(parent)?.find(isParent) : undefined
  const row = known ?? (isNamed ? undefined : nextRow(parent, {}, scope))
  if (row) {
    return {
      ...given,
      ...Object.fromEntries(parentFields.map((field, index) => [field, row[above.path[index] ?? '']])),
    }
  }
  throw new FakerError(
    'no_target',
    `${entity.name}: no row of "${parent}" that this factory made has the key that is given. ` +
      `Give ${missing.join(', ')} as well, or \`.for()\` the parent's row.`,
    { entity: entity.name, field: missing[0] ?? parent },
  )
}

/** Makes a row that another one has to point to. */
function nextRow(name: string, given: AnyRow, scope: Scope): AnyRow {
  if (scope.open.includes(name)) {
    const circle = [...scope.open.slice(scope.open.indexOf(name)), name].join(' → ')
    throw new FakerError(
      'no_target',
      `Rows point to each other in a circle: ${circle}. Give one of the foreign keys, or \`.for()\` a row.`,
      { entity: name },
    )
  }
  return buildRow(name, [given], undefined, scope)
}

/** The foreign key to a row that is made for it; `undefined` for one that may be absent, or that is to the row itself. */
function pointFrom(reference: Reference, name: string, row: AnyRow, scope: Scope): AnyRow | undefined {
  const { absent, fields, targets, type } = reference
  const target = targets.find(({ entity }) => entity !== name)
  if (absent) return absent
  if (!target) return undefined
  const made = nextRow(target.entity, sharedParent(scope.model, target.entity, name, row), scope)
  const key = foreignKey(scope.model, name, fields, target.entity, made)
  return type === undefined ? key : { ...key, [type]: target.value }
}
