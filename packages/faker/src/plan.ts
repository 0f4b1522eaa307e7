import type { AnyModel, AnyModelEntity, FieldSpec } from '@throughline/schema'
import type { safeParse } from 'zod/v4/core'
import { chooseMakers } from './choose-makers.ts'
import { targetsFirst } from './entity-order.ts'
import { FakerError } from './faker-error.ts'
import { makerOf } from './field-maker.ts'
import { type FieldSet, fieldSet } from './field-set.ts'
import { type KeyPart, planKeys } from './key-plan.ts'
import type { Site, Slot } from './maker.ts'
import { isManaged, managedValue } from './managed-fields.ts'
import type { CheckedOptions } from './options.ts'
import { freeKeyFields, isWithinParent, planReferences, type Reference } from './reference-plan.ts'
import { deriveSeed, labelOf, seedFrom } from './seed.ts'
import type { Tools } from './tools.ts'
import { uniqueMaker } from './unique-fields.ts'

/** How the rows of one entity are made. */
export interface Plan {
  readonly entity: AnyModelEntity
  readonly label: number
  readonly countLabel: number
  /** Children in the order in which they are made. */
  readonly children: readonly Plan[]
  readonly keys: ReadonlyMap<string, KeyPart>
  /** Whether a key differs among the rows of one parent, whose key is part of it, or among all. */
  readonly keyScope: 'all' | 'parent'
  readonly references: readonly Reference[]
  /** Fields that faker makes where a generator does not. */
  readonly fields: FieldSet
  readonly managed: readonly FieldSpec[]
  readonly side: Site['side']
  /** Checks a finished row. */
  readonly schema: Parameters<typeof safeParse>[0]
}

/** What plans are made with. */
export interface PlanScope {
  readonly model: AnyModel
  readonly tools: Tools
  readonly options: CheckedOptions
  /** What is made: rows as they are read, or what a client writes to insert them. */
  readonly side: Site['side']
}

/** Plans the roots of a model, those that others point to first; `children` hold the rest. */
export function planModel(scope: PlanScope): Plan[] {
  const { model } = scope
  const plan = (name: string, rows: number): Plan => {
    // Sound: the names come from the model itself.
    const entity = model.entities[name] as AnyModelEntity
    const children = targetsFirst(model, entity.children)
    return planEntity(
      entity,
      children.map((child) => plan(child, rows * mostOf(child, scope))),
      rows,
      scope,
    )
  }
  const roots = model.names.filter((name) => model.entities[name]?.parent === undefined)
  return targetsFirst(model, roots).map((name) => plan(name, mostOf(name, scope)))
}

function mostOf(name: string, { options }: PlanScope): number {
  return options.counts.get(name)?.[1] ?? 0
}

/** Plans one entity, of which there are so many rows at most. */
export function planEntity(
  entity: AnyModelEntity,
  children: readonly Plan[],
  rows: number,
  scope: PlanScope,
): Plan {
  const { model, side } = scope
  const { name } = entity
  const references = planReferences(model, entity)
  const perParent = mostOf(name, scope)
  checkRoom(entity, references, perParent)
  const site = siteOf(entity, scope)
  const keyScope = isWithinParent(model, entity) ? 'parent' : 'all'
  const keyRows = Math.max(keyScope === 'parent' ? perParent : rows, 1)
  const managed = entity.fields.filter((field) => isManaged(field))
  const plan: Plan = {
    entity,
    label: labelOf(name),
    countLabel: labelOf(`count ${name}`),
    children,
    keys: planKeys(freeKeyFields(entity, references), site, keyRows),
    keyScope,
    references,
    fields: planFields(entity, references, site, Math.max(rows, 1)),
    managed: side === 'row' ? managed : [],
    side,
    schema: side === 'row' ? entity.variants.row : entity.variants.insert,
  }
  const draw = trialRows(plan, site, Math.max(rows, 1))
  chooseMakers(plan.schema, { fields: site.slots, all: site.all }, draw)
  return plan
}

function siteOf({ name, singular, fields }: AnyModelEntity, { tools, side }: PlanScope): Site {
  const beside = new Set(fields.map((field) => field.name))
  return {
    tools,
    entity: name,
    singular,
    name,
    beside,
    side,
    slots: new Map(),
    all: new Set(),
    lazies: new Map(),
  }
}

/** Plans the fields that are neither of a key, nor foreign keys, nor kept by the server. */
function planFields(
  { fields, key, parentFields }: AnyModelEntity,
  references: readonly Reference[],
  site: Site,
  rows: number,
): FieldSet {
  const pointers = references.flatMap(({ own, type = '' }) => [...own, type])
  const taken = new Set([...parentFields, ...pointers, ...key])
  const specs = new Map(
    fields
      .filter((field) => !taken.has(field.name) && !isManaged(field))
      .map((field) => [field.name, field] as const),
  )
  return fieldSet(Object.fromEntries(specs), site.tools, (name) => {
    // Sound: the names are those of the fields.
    const field = specs.get(name) as FieldSpec
    const own = { ...site, name }
    return field.meta.unique ? uniqueMaker(field, own, { rows, isKey: false }) : makerOf(field, own, name)
  })
}

/** A key, or a unique field, that is the parent's alone leaves room for one row below each parent. */
function checkRoom(entity: AnyModelEntity, references: readonly Reference[], perParent: number): void {
  const { name, key, parentFields, fields } = entity
  const isKey = parentFields.length > 0 && key.every((field) => parentFields.includes(field))
  const unique = fields.find((field) => field.meta.unique && parentFields.includes(field.name))
  if (
    perParent <= 1 ||
    (!isKey && !unique) ||
    references.some(({ own }) => own.some((field) => key.includes(field)))
  )
    return
  const what = isKey ? 'its key is that of its parent' : `"${unique?.name}" is unique`
  throw new FakerError(
    'not_unique',
    `\`counts.${name}\` asks for up to ${perParent} rows below one parent, but ${what}. Give 1, or [0, 1].`,
    { entity: name },
  )
}

/** Makes rows to try makers with; their foreign keys point nowhere. */
function trialRows(
  { entity, keys, fields, managed }: Plan,
  site: Site,
  rows: number,
): (trial: number) => Record<string, unknown> {
  const { draft, randomizer } = site.tools
  const aside = { ...site, slots: new Map<string, Slot>(), all: new Set<Slot>() }
  const pointers = entity.fields
    .filter((field) => !keys.has(field.name) && !fields.makers.has(field.name) && !isManaged(field))
    .map((field) => [field.name, makerOf(field, { ...aside, name: field.name }, field.name)] as const)
  return (trial) => {
    randomizer.restart(deriveSeed(seedFrom(trial), labelOf(entity.name)))
    Object.assign(draft, { isTrial: true, number: trial % rows, attempt: 0 })
    const row: Record<string, unknown> = {}
    for (const [name, make] of pointers) row[name] = make()
    for (const [name, { make }] of keys) row[name] = make()
    fields.draw(row, fields.names)
    for (const field of managed) row[field.name] = managedValue(field, row, site.tools)
    draft.isTrial = false
    return row
  }
}
