import type { AnyModel, AnyModelEntity, BelongsTo, FieldSpec, MorphTo } from '@throughline/schema'
import { labelOf } from './seed.ts'

/** A foreign key that is not the parent's, as its rows' references are drawn. */
export interface Reference {
  readonly name: string
  readonly label: number
  /** One field for each of the target's key, in its order. */
  readonly fields: readonly string[]
  /** The fields that this reference sets: the parent, or a reference before it, sets the others. */
  readonly own: readonly string[]
  /** The field that tells which target a polymorphic one points to. */
  readonly type?: string
  /** The entities it may point to, each with the value of `type` that stands for it. */
  readonly targets: readonly { readonly entity: string; readonly value?: string }[]
  /** What stands for no row, by field; absent where there has to be one. */
  readonly absent?: Readonly<Record<string, null | undefined>>
  /** Entities below whose rows targets are not looked for: the own side of a many-to-many, which is no neighbourhood. */
  readonly notWithin: ReadonlySet<string>
  /** It may point to any row anywhere where the row's own tree has none. */
  readonly anywhere: boolean
  readonly distinct?: DistinctGroup
}

/** References that point to other rows, together, in each row of the scope. */
export interface DistinctGroup {
  readonly label: number
  /** Names of the references. */
  readonly names: readonly string[]
  /** Among the rows of one parent, or among all. */
  readonly scope: 'all' | 'parent'
}

type ForeignKey = readonly [name: string, relation: BelongsTo | MorphTo]

/** Plans the foreign keys of an entity but its parent's. */
export function planReferences(model: AnyModel, entity: AnyModelEntity): Reference[] {
  const keys = Object.entries(entity.relations).filter(
    (entry): entry is [string, BelongsTo | MorphTo] =>
      entry[1].kind === 'belongsTo' || entry[1].kind === 'morphTo',
  )
  const set = new Set<string>(entity.parentFields)
  const free: (Omit<Reference, 'distinct'> & { distinct?: DistinctGroup })[] = []
  for (const [name, relation] of withFewestChoices(keys)) {
    const type = relation.kind === 'morphTo' ? relation.type : undefined
    const own = [...relation.fields, ...(type === undefined ? [] : [type])].filter((field) => !set.has(field))
    if (own.length === 0) continue
    for (const field of own) set.add(field)
    free.push({
      name,
      label: labelOf(`reference ${relation.fields.join(' ')}`),
      fields: relation.fields,
      own: own.filter((field) => field !== type),
      ...(type !== undefined && { type }),
      targets: targetsOf(relation),
      ...absentOf(entity, own),
      notWithin: ownSides(model, entity, relation),
      anywhere: relation.kind === 'morphTo' || ownSides(model, entity, relation).size > 0,
    })
  }
  for (const reference of free) {
    const distinct = distinctGroup(model, entity, reference, free)
    if (distinct) reference.distinct = distinct
  }
  return free
}

/** Foreign keys of several fields first: what shares one of their fields has fewer rows to choose from. */
function withFewestChoices(keys: readonly ForeignKey[]): ForeignKey[] {
  return keys.toSorted(([, one], [, other]) => other.fields.length - one.fields.length)
}

function targetsOf(relation: BelongsTo | MorphTo): Reference['targets'] {
  return relation.kind === 'belongsTo'
    ? [{ entity: relation.target }]
    : Object.entries(relation.targets).map(([value, target]) => ({ entity: target, value }))
}

function absentOf(entity: AnyModelEntity, own: readonly string[]): Pick<Reference, 'absent'> {
  const specs = own.map((name) => entity.fields.find((field) => field.name === name))
  if (!specs.every((field) => field && (field.nullable || (field.optional && !field.hasDefault)))) return {}
  return {
    absent: Object.fromEntries(own.map((name, index) => [name, specs[index]?.nullable ? null : undefined])),
  }
}

/** The many-to-many relations that an entity's rows tie, as pairs of its foreign keys. */
function pairsThrough(model: AnyModel, through: string): { fields: readonly string[]; of: string }[][] {
  return model.names.flatMap((name) =>
    Object.values(model.entities[name]?.relations ?? {}).flatMap((relation) =>
      relation.kind === 'manyToMany' && relation.through === through
        ? [
            [
              { fields: relation.fields, of: name },
              { fields: relation.targetFields, of: relation.target },
            ],
          ]
        : [],
    ),
  )
}

function ownSides(model: AnyModel, entity: AnyModelEntity, { fields }: BelongsTo | MorphTo): Set<string> {
  const sides = pairsThrough(model, entity.name)
    .filter((pair) => pair.some((side) => isSame(side.fields, fields)))
    .flatMap((pair) => pair.filter((side) => !isSame(side.fields, fields)).map(({ of }) => of))
  return new Set(sides)
}

function isSame(one: readonly string[], other: readonly string[]): boolean {
  return one.length === other.length && one.every((field, index) => field === other[index])
}

function distinctGroup(
  model: AnyModel,
  entity: AnyModelEntity,
  reference: Omit<Reference, 'distinct'>,
  all: readonly Omit<Reference, 'distinct'>[],
): DistinctGroup | undefined {
  const { key, parentFields, fields } = entity
  const isUnique = (name: string): boolean => fields.some((field) => field.name === name && field.meta.unique)
  if (reference.own.some(isUnique)) return groupOf([reference], 'all')
  const inKey = (candidate: Omit<Reference, 'distinct'>): boolean =>
    candidate.own.length > 0 && candidate.own.every((name) => key.includes(name))
  const keyed = all.filter(inKey)
  const named = new Set([...parentFields, ...all.flatMap(({ own, type = '' }) => [...own, type])])
  if (inKey(reference) && key.every((name) => named.has(name))) {
    return groupOf(keyed, isWithinParent(model, entity) ? 'parent' : 'all')
  }
  const pair = pairsThrough(model, entity.name).find((sides) =>
    sides.some((side) => isSame(side.fields, reference.fields)),
  )
  if (!pair) return undefined
  const tied = all.filter((candidate) => pair.some((side) => isSame(side.fields, candidate.fields)))
  const hasParent = pair.some((side) => side.fields.every((name) => parentFields.includes(name)))
  return groupOf(tied, hasParent ? 'parent' : 'all')
}

function groupOf(references: readonly Omit<Reference, 'distinct'>[], scope: 'all' | 'parent'): DistinctGroup {
  const names = references.map(({ name }) => name)
  return { names, scope, label: references[0]?.label ?? 0 }
}

/** Own key fields that point to no row: what makes the key different from those of other rows. */
export function freeKeyFields(
  { key, parentFields, fields }: AnyModelEntity,
  references: readonly Reference[],
): FieldSpec[] {
  const taken = new Set([...parentFields, ...references.flatMap(({ own, type = '' }) => [...own, type])])
  return fields.filter(({ name }) => key.includes(name) && !taken.has(name))
}

/** Whether a key is different from others' already by that of its parent, so that it has to differ among siblings alone. */
export function isWithinParent(model: AnyModel, { key, parent, parentFields }: AnyModelEntity): boolean {
  const target = parent === undefined ? undefined : model.entities[parent]
  if (!target) return false
  return target.key.every((field) => key.includes(parentFields[target.path.indexOf(field)] ?? ''))
}
