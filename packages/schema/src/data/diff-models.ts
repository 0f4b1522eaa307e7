import type { Relation } from '../relation.types.ts'
import { diffEntityField, fieldAdded, fieldRemoved } from './describe-change.ts'
import type { ModelChange, ModelRenames } from './diff-models.types.ts'
import { canonicalJSON, toData } from './json-data.ts'
import type { EntityShape, JsonValue, ModelSource } from './model-json.types.ts'
import { readModel } from './read-model.ts'
import { renameModel } from './rename-model.ts'

/** What `diffModels` takes beside the two models. */
export interface DiffOptions {
  /** What was renamed; without a hint it is removed and added. */
  readonly renames?: ModelRenames
}

/**
 * Lists how one model differs from an older one in what is stored or sent, and what each change asks for.
 *
 * Empty exactly where `modelHash` gives the same hash. Labels, help, widgets, weights, fake data and order are no
 * difference. Either may be a model or its JSON, so that the model that was deployed can be kept as a file.
 *
 * How changes are judged (an old client is one that was built with the old model):
 *
 * | change | safety | since |
 * |---|---|---|
 * | entity or relation added; field added that may be absent | safe | nothing stored lacks it, no client sends or reads it yet |
 * | field added with a default | needs-backfill | rows that are read have a value, those stored before have none |
 * | bounds, patterns and formats loosened; integers become any number | safe | the type of a row is the same; an old client refuses to save what it holds for wrong, and says so |
 * | an index or `unique` removed, another `load` | safe | |
 * | a default added to a required field | safe | what is written may leave it out, what is read never does |
 * | a value, a literal or an alternative added, `null` or absence allowed, any other way in which `Row` gets wider | breaking | old clients may read what their code was never compiled for |
 * | field added that is required; anything narrowed or replaced by another constraint; absence no longer allowed | needs-backfill | stored rows may not fit; an old client's write that does not fit is rejected with issues |
 * | an index or `unique` added; a foreign key found in fields that were there before | needs-backfill | rows that are stored have to be indexed, twins to be found |
 * | entity or field renamed | needs-backfill | stored rows bear the old name |
 * | what is written (not what is read) narrowed or replaced | breaking | no stored row is wrong, but old clients' writes are |
 * | entity, field, relation or managed field removed, a relation changed | breaking | old clients ask for it and send it |
 * | another kind | breaking | neither stored rows nor old clients fit |
 * | re-keyed: key, parent, path, prefix or singular; another service | breaking | stored keys name other rows, or none |
 *
 * @throws {ModelDataError} `unknown_rename` for a hint that does not fit the two models.
 */
export function diffModels(
  before: ModelSource,
  after: ModelSource,
  options: DiffOptions = {},
): ModelChange[] {
  const { renames = {} } = options
  const [old, now] = [readModel(before), readModel(after)]
  const renamed = renameModel(old, now, renames)
  return [
    ...diffService(old.service, now.service),
    ...renamesOf(renames),
    ...namesOf(renamed.entities, now.entities).flatMap(([name, a, b]) => diffEntity(name, a, b)),
  ]
}

function diffService(from: string, to: string): ModelChange[] {
  if (from === to) return []
  const message = `The service "${from}" is now "${to}", and so is its table. Keep the name, or move the rows.`
  return [{ kind: 'service-changed', entity: '', safety: 'breaking', message, from, to }]
}

function renamesOf({ entities = {}, fields = {} }: ModelRenames): ModelChange[] {
  const renamedEntities = Object.entries(entities).filter(([from, to]) => from !== to)
  return [
    ...renamedEntities.map(([from, to]): ModelChange => {
      const message = `Entity "${from}" is now "${to}". Rewrite its rows under the new name, and update the clients with it.`
      return { kind: 'entity-renamed', entity: to, safety: 'needs-backfill', message, from, to }
    }),
    ...Object.entries(fields).flatMap(([path, to]): ModelChange[] => {
      const [old = '', ...rest] = path.split('.')
      const from = rest.join('.')
      const entity = Object.hasOwn(entities, old) ? (entities[old] ?? old) : old
      const message = `Field "${entity}.${from}" is now "${to}". Rewrite the rows with the new name, and update the clients with it.`
      return from === to
        ? []
        : [{ kind: 'field-renamed', entity, field: to, safety: 'needs-backfill', message, from, to }]
    }),
  ]
}

/** What either of two has, by name: the old ones in their order, then the new ones. */
function namesOf<T>(
  a: Readonly<Record<string, T>>,
  b: Readonly<Record<string, T>>,
): (readonly [name: string, a: T | undefined, b: T | undefined])[] {
  const own = (values: Readonly<Record<string, T>>, name: string): T | undefined =>
    Object.hasOwn(values, name) ? values[name] : undefined
  return [...new Set([...Object.keys(a), ...Object.keys(b)])].map((name) => [
    name,
    own(a, name),
    own(b, name),
  ])
}

function diffEntity(
  entity: string,
  before: EntityShape | undefined,
  after: EntityShape | undefined,
): ModelChange[] {
  if (before && after)
    return Object.values(comparers).flatMap((compare) => compare({ entity, before, after }))
  if (after) return [{ kind: 'entity-added', entity, safety: 'safe', message: `Entity "${entity}" is new.` }]
  const message = `Entity "${entity}" is gone: its rows stay stored, and old clients still ask for them. Update the clients first; if it was renamed, say so in \`renames.entities\`.`
  return [{ kind: 'entity-removed', entity, safety: 'breaking', message }]
}

interface EntityPair {
  readonly entity: string
  readonly before: EntityShape
  readonly after: EntityShape
}

/** How the entity's members are compared; those that make up its keys are compared as one. */
const memberGroups = {
  singular: 'key',
  key: 'key',
  keyPrefix: 'key',
  parent: 'key',
  parentFields: 'key',
  path: 'key',
  load: 'load',
  managed: 'managed',
  relations: 'relations',
  fields: 'fields',
} as const satisfies Record<keyof EntityShape, string>

const comparers: Record<
  (typeof memberGroups)[keyof typeof memberGroups],
  (pair: EntityPair) => readonly ModelChange[]
> = {
  key: diffKeys,
  load: ({ entity, before: { load: from }, after: { load: to } }) =>
    from === to
      ? []
      : [
          {
            kind: 'load-changed',
            entity,
            safety: 'safe',
            message: `Clients load "${entity}" ${to}.`,
            from,
            to,
          },
        ],
  managed: diffManaged,
  relations: diffRelations,
  fields: diffEntityFields,
}

function diffKeys({ entity, before, after }: EntityPair): ModelChange[] {
  const changed = Object.entries(memberGroups).flatMap(([name, group]) => {
    if (group !== 'key') return []
    // Sound: `memberGroups` names the members of an entity.
    const member = name as keyof EntityShape
    const [from, to] = [toData(before[member]) ?? null, toData(after[member]) ?? null]
    return canonicalJSON(from) === canonicalJSON(to) ? [] : [{ name, from, to }]
  })
  if (changed.length === 0) return []
  const members = (side: 'from' | 'to'): JsonValue =>
    Object.fromEntries(changed.map(({ name, ...sides }) => [name, sides[side]]))
  const text = changed.map(({ name, from, to }) => `${name} ${JSON.stringify(from)} → ${JSON.stringify(to)}`)
  const message = `Entity "${entity}" has other keys (${text.join(', ')}): stored rows are not found by them. Keep the keys, or write every row anew.`
  return [
    { kind: 'entity-rekeyed', entity, safety: 'breaking', message, from: members('from'), to: members('to') },
  ]
}

function diffManaged({ entity, before, after }: EntityPair): ModelChange[] {
  const added = after.managed.filter((field) => !before.managed.includes(field))
  const gone = before.managed.filter((field) => !after.managed.includes(field))
  return [
    ...added.map((field): ModelChange => {
      const message = `"${entity}" shows the server's own "${field}", which every stored row has.`
      return { kind: 'managed-added', entity, field, safety: 'safe', message }
    }),
    ...gone.map((field): ModelChange => {
      const message = `"${entity}" no longer shows the server's own "${field}", which old clients read. Update them first.`
      return { kind: 'managed-removed', entity, field, safety: 'breaking', message }
    }),
  ]
}

function diffRelations({ entity, before, after }: EntityPair): ModelChange[] {
  return namesOf(before.relations, after.relations).flatMap(([relation, a, b]): ModelChange[] => {
    if (canonicalJSON(a) === canonicalJSON(b)) return []
    const place = { entity, relation }
    const sides = { ...(a && { from: toData(a) ?? null }), ...(b && { to: toData(b) ?? null }) }
    const name = `Relation "${entity}.${relation}"`
    if (!b) {
      const message = `${name} is gone, and old clients still follow it. Update them first.`
      return [{ kind: 'relation-removed', ...place, safety: 'breaking', message, ...sides }]
    }
    if (a) {
      const message = `${name} leads elsewhere, or by other fields. Update the clients first, or give the new one another name.`
      return [{ kind: 'relation-changed', ...place, safety: 'breaking', message, ...sides }]
    }
    const isIndex =
      ownFields(b).every((field) => Object.hasOwn(before.fields, field)) && ownFields(b).length > 0
    const message = isIndex
      ? `${name} is new, and looked up by fields of stored rows: index those.`
      : `${name} is new.`
    return [
      { kind: 'relation-added', ...place, safety: isIndex ? 'needs-backfill' : 'safe', message, ...sides },
    ]
  })
}

/** The entity's own fields that a relation is looked up by. */
function ownFields(relation: Relation): readonly string[] {
  return relation.kind === 'belongsTo' || relation.kind === 'morphTo' ? relation.fields : []
}

function diffEntityFields({ entity, before, after }: EntityPair): ModelChange[] {
  const managed = new Set<string>([...before.managed, ...after.managed])
  return namesOf(before.fields, after.fields).flatMap(([name, a, b]) => {
    if (a && b) return diffEntityField(entity, name, a, b)
    if (managed.has(name)) return []
    return b ? [fieldAdded(entity, name, b)] : a ? [fieldRemoved(entity, name, a)] : []
  })
}
