import type { AnyModel, AnyModelEntity } from '@throughline/schema'
import { chooseMakers } from './choose-makers.ts'
import { keyMakers, type Make, makerOf, type Slot } from './field-maker.ts'
import { isManaged, managedValue } from './managed-fields.ts'
import { deriveSeed, labelOf, seedFrom } from './seed.ts'
import type { Tools } from './tools.ts'

/** A foreign key that is not the parent's. */
export interface Reference {
  readonly field: string
  readonly target: string
  readonly label: number
  /** What stands for no row: `null` or `undefined`, where the field allows one of them. */
  readonly absent: null | undefined
  readonly required: boolean
  /** Part of the entity's own key: each row of a parent gets another target. */
  readonly distinct: boolean
}

/** How the rows of one entity are made. */
export interface Plan {
  readonly entity: AnyModelEntity
  readonly label: number
  readonly countLabel: number
  /** Children in the order in which they are made. */
  readonly children: readonly Plan[]
  /** The own key field that foreign keys hold. */
  readonly identity: string
  /** Own key fields that point to no other entity. */
  readonly keys: ReadonlyMap<
    string,
    { readonly make: Make; readonly label: number; readonly values?: readonly string[] }
  >
  readonly references: readonly Reference[]
  /** Fields that faker makes where a generator does not. */
  readonly fields: ReadonlyMap<string, Make>
}

/** Plans the roots of a model, those that others point to first; `children` hold the rest. */
export function planModel(model: AnyModel, tools: Tools): Plan[] {
  const plan = (name: string): Plan => {
    // Sound: the names come from the model itself.
    const entity = model.entities[name] as AnyModelEntity
    return planEntity(entity, targetsFirst(model, entity.children).map(plan), tools)
  }
  return targetsFirst(
    model,
    model.names.filter((name) => model.entities[name]?.parent === undefined),
  ).map(plan)
}

function planEntity(entity: AnyModelEntity, children: readonly Plan[], tools: Tools): Plan {
  const slots = new Map<string, Slot>()
  const fields = new Map<string, Make>()
  const keys = new Map<string, { make: Make; label: number; values?: readonly string[] }>()
  const references: Reference[] = []
  for (const field of entity.fields) {
    const { name } = field
    const site = { tools, entity: entity.name, singular: entity.singular, name, path: name, slots }
    if (name === entity.parentField) continue
    if (field.references !== undefined) {
      references.push({
        field: name,
        target: field.references,
        label: labelOf(`reference ${name}`),
        absent: field.nullable ? null : undefined,
        required: !field.nullable && !field.optional,
        distinct: field.key,
      })
    } else if (field.key) {
      const slot: Slot = { candidates: keyMakers(field, site), choice: 0 }
      slots.set(name, slot)
      const make: Make = () => slot.candidates[slot.choice]?.()
      keys.set(name, { make, label: labelOf(`key ${name}`), ...(field.values && { values: field.values }) })
    } else if (!isManaged(field)) fields.set(name, makerOf(field, site))
  }
  const identity = entity.key.find((name) => name !== entity.parentField) ?? 'id'
  const { name } = entity
  const plan = {
    entity,
    label: labelOf(name),
    countLabel: labelOf(`count ${name}`),
    children,
    identity,
    keys,
    references,
    fields,
  }
  chooseMakers(entity.schema, slots, (trial) => trialRow(plan, tools, trial))
  return plan
}

/** A row to try makers with; its foreign keys point nowhere. */
function trialRow({ entity, keys, fields }: Plan, tools: Tools, trial: number): Record<string, unknown> {
  tools.randomizer.restart(deriveSeed(seedFrom(trial), labelOf(entity.name)))
  const row: Record<string, unknown> = {}
  for (const [name, { make }] of keys) row[name] = make()
  for (const [name, make] of fields) row[name] = make()
  for (const field of entity.fields) if (isManaged(field)) row[field.name] = managedValue(field, row, tools)
  return row
}

/** Names in their order, but each after those that it or its descendants point to; a circle keeps its order. */
function targetsFirst(model: AnyModel, names: readonly string[]): string[] {
  const ordered = new Set<string>()
  const open = new Set<string>()
  const visit = (name: string): void => {
    if (ordered.has(name) || open.has(name)) return
    open.add(name)
    const targets = new Set(
      subtree(model, name).flatMap((member) =>
        (model.entities[member]?.fields ?? []).flatMap(({ references }) => references ?? []),
      ),
    )
    for (const other of names) {
      if (other !== name && subtree(model, other).some((member) => targets.has(member))) visit(other)
    }
    ordered.add(name)
  }
  for (const name of names) visit(name)
  return [...ordered]
}

function subtree(model: AnyModel, name: string): string[] {
  return [name, ...(model.entities[name]?.children ?? []).flatMap((child) => subtree(model, child))]
}
