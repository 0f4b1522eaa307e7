import { isDeepStrictEqual } from 'node:util'
import {
  type AnyModel,
  type AnyModelEntity,
  defineEntity,
  defineModel,
  fieldMeta,
  type Relation,
  type RelationOptions,
} from '@throughline/schema'
import { entityOf } from '@throughline/schema/adapter'
import { auditEntry } from '@throughline/schema/policy'
import type * as z from 'zod'

/** The entity of {@link guardedModel} that tells of every write. */
export const trail = 'trailEntries'

/**
 * The same model with an audit trail, and with a sensitive field in each entity that has a text which can be one: what
 * policies of any model can hide in every way that there is.
 */
export function guardedModel(model: AnyModel): AnyModel {
  const seen = new Set<string>()
  const entities = model.names.map((name, index) => {
    const entity = entityOf(model, name)
    const { singular, key, keyPrefix, load } = entity
    const schema = withSensitive(entity, index % 2 === 0 ? 'iban' : 'all')
    const relations = relationOptions(model, entity, seen)
    const options = { schema, singular, key, keyPrefix, load, parent: parentOf(entity), relations }
    return [name, defineEntity(options as never)] as const
  })
  const made: AnyModel = defineModel({
    service: model.service,
    entities: { ...Object.fromEntries(entities), [trail]: defineEntity({ schema: auditEntry }) },
  })
  for (const name of model.names) {
    const { relations } = entityOf(model, name)
    if (isDeepStrictEqual(entityOf(made, name).relations, relations)) continue
    throw new Error(`The relations of "${name}" are no longer what they were.`)
  }
  return made
}

/** The fields that lead to other rows, or say of which entity these are. */
export function linkFields({ relations }: AnyModelEntity): string[] {
  return Object.values(relations).flatMap((relation) => {
    if (relation.kind === 'belongsTo') return relation.fields
    return relation.kind === 'morphTo' ? relation.fields.concat(relation.type) : []
  })
}

/** The schema with a sensitive text, and a sensitive value of another kind, where it has fields for them. */
function withSensitive(entity: AnyModelEntity, mask: 'all' | 'iban'): z.ZodObject {
  const schema = entity.schema as z.ZodObject
  const links = linkFields(entity)
  const able = entity.fields.filter(
    ({ name, managed, meta, format, patterns }) =>
      !(managed || meta.searchable || meta.unique || meta.indexed || format || patterns) &&
      !entity.path.includes(name) &&
      !links.includes(name),
  )
  const text = able.find(({ kind }) => kind === 'string')
  // The last one: before it there are others, which rules can be about.
  const other = able.findLast(({ kind }) => !['boolean', 'enum', 'string'].includes(kind))
  const sensitive = [text, other].flatMap((field) => {
    if (!field) return []
    const made = (schema.shape[field.name] as z.ZodType).clone().register(fieldMeta, { sensitive: { mask } })
    return [[field.name, made] as const]
  })
  return schema.safeExtend(Object.fromEntries(sensitive))
}

function parentOf({ parent, parentFields, relations }: AnyModelEntity): string | null {
  const found = Object.entries(relations).find(
    ([, relation]) =>
      relation.kind === 'belongsTo' &&
      relation.target === parent &&
      relation.fields.every((field) => parentFields.includes(field)),
  )
  return found?.[0] ?? null
}

/** The options that an entity's relations can be made of, but those that are made on their other side. */
function relationOptions(
  model: AnyModel,
  { name: entity, relations }: AnyModelEntity,
  seen: Set<string>,
): Record<string, RelationOptions> {
  const named = (target: string, is: (relation: Relation) => boolean): string | false =>
    Object.entries(entityOf(model, target).relations).find(([, relation]) => is(relation))?.[0] ?? false
  const same = (a: readonly string[], b: readonly string[]): boolean => a.join() === b.join()
  const options = Object.entries(relations).flatMap(([name, relation]): [string, RelationOptions][] => {
    if (relation.kind === 'belongsTo') {
      const { kind, target, fields } = relation
      const inverse = named(
        target,
        (one) => one.kind === 'hasMany' && one.target === entity && same(one.fields, fields),
      )
      return [[name, { kind, target, field: fields.length === 1 ? (fields[0] ?? '') : fields, inverse }]]
    }
    if (relation.kind === 'morphTo') {
      const { kind, targets, type, fields } = relation
      const inverse = named(
        Object.values(targets)[0] ?? '',
        (one) => one.kind === 'morphMany' && one.target === entity && one.type === type,
      )
      return [[name, { kind, targets, type, field: fields[0] ?? '', inverse }]]
    }
    if (relation.kind !== 'manyToMany') return []
    const { kind, target, through, fields, targetFields } = relation
    if (seen.has(`${through} ${targetFields.join()} ${fields.join()}`)) return []
    seen.add(`${through} ${fields.join()} ${targetFields.join()}`)
    const side = (own: readonly string[]): string =>
      named(through, (one) => one.kind === 'belongsTo' && same(one.fields, own)) || ''
    const inverse = named(
      target,
      (one) => one.kind === 'manyToMany' && one.through === through && same(one.fields, targetFields),
    )
    return [[name, { kind, target, through, from: side(fields), to: side(targetFields), inverse }]]
  })
  return Object.fromEntries(options)
}
