import type { EntityDraft, ModelDraft, Report } from './entity-draft.ts'
import type { FieldDescription, FieldKind } from './field-description.ts'
import { toCamelCase } from './naming.ts'
import type {
  BelongsTo,
  BelongsToOptions,
  ManyToMany,
  ManyToManyOptions,
  MorphTo,
  MorphToOptions,
  Relation,
} from './relation.types.ts'

/** A relation that an entity's own fields or options make. */
export interface OwnRelation<TRelation extends Relation = BelongsTo | ManyToMany | MorphTo> {
  readonly entity: string
  readonly name: string
  readonly relation: TRelation
  /** Its name on the target's side; `false` for none. */
  readonly inverse: string | false
}

/** Finds the relations that each entity makes: those detected from field names, then those that were written out. */
export function findOwnRelations(model: ModelDraft, report: Report): OwnRelation[] {
  const drafts = [...model.values()]
  const names: Names = new Map(drafts.map(({ singular, name }) => [singular, name]))
  const keys = drafts.flatMap((draft) => [
    ...detectForeignKeys(model, names, draft, report),
    ...declareForeignKeys(model, names, draft, report),
  ])
  return [...keys, ...drafts.flatMap((draft) => declareManyToMany(model, draft, keys, report))]
}

/** Names of the entities, by their singulars. */
type Names = ReadonlyMap<string, string>

function detectForeignKeys(
  model: ModelDraft,
  names: Names,
  draft: EntityDraft,
  report: Report,
): OwnRelation<BelongsTo>[] {
  const { name: entity, definition, fields } = draft
  // A field that is a whole foreign key in a relation that was written out is not detected beside it.
  const spokenFor = new Set(
    Object.values(definition.relations).map((option) => (option.kind === 'manyToMany' ? '' : option.field)),
  )
  return [...fields.keys()].flatMap((field) => {
    const stem = spokenFor.has(field) ? undefined : /^(.+?)(?:Id|_id)$/.exec(field)?.[1]
    const name = stem === undefined ? '' : toCamelCase(stem)
    const target = names.get(name)
    if (target === undefined) return []
    const relation: BelongsTo = { kind: 'belongsTo', target, fields: [field] }
    return isForeignKey(model, draft, name, relation, report)
      ? [{ entity, name, relation, inverse: entity }]
      : []
  })
}

type ForeignKeyRelation = OwnRelation<BelongsTo | MorphTo>

function declareForeignKeys(
  model: ModelDraft,
  names: Names,
  draft: EntityDraft,
  report: Report,
): ForeignKeyRelation[] {
  const { name: entity, definition } = draft
  return Object.entries(definition.relations).flatMap(([name, options]): ForeignKeyRelation[] => {
    const inverse = options.inverse ?? entity
    if (options.kind === 'belongsTo') {
      const relation = toBelongsTo(options)
      return isForeignKey(model, draft, name, relation, report) ? [{ entity, name, relation, inverse }] : []
    }
    if (options.kind === 'morphTo') {
      const relation = toMorphTo(model, names, draft, name, options, report)
      return relation ? [{ entity, name, relation, inverse }] : []
    }
    return []
  })
}

function toBelongsTo({ target, field }: BelongsToOptions): BelongsTo {
  return { kind: 'belongsTo', target, fields: typeof field === 'string' ? [field] : field }
}

/** Checks a foreign key against its target's key: as many fields, of the same kind. */
function isForeignKey(
  model: ModelDraft,
  { name: entity, fields }: EntityDraft,
  name: string,
  { target, fields: own }: BelongsTo,
  report: Report,
): boolean {
  const key = model.get(target)?.definition.key
  if (!key) return unknownEntity(model, entity, name, target, report)
  const missing = own.find((field) => !fields.has(field))
  if (missing !== undefined) return missingField(entity, name, missing, report)
  if (own.length !== key.length) {
    const message = `The key of "${target}" is ${key.join(', ')}. Write out the relation "${name}" with a \`field\` for each of them.`
    return report('invalid_relation', entity, message, own.join(', '))
  }
  return own.every((field, index) => {
    const keyField = key[index] ?? ''
    const [mine, theirs] = [fields.get(field), model.get(target)?.fields.get(keyField)]
    if (!theirs || keyKind(mine) === keyKind(theirs)) return true
    const message = `It is a ${mine?.kind}, but "${target}.${keyField}" is a ${theirs.kind}. Give both one type.`
    return report('invalid_relation', entity, message, field)
  })
}

/** The kind of a field as a key knows it: an enum is text. */
export function keyKind(field: FieldDescription | undefined): FieldKind | undefined {
  return field?.kind === 'enum' ? 'string' : field?.kind
}

function toMorphTo(
  model: ModelDraft,
  names: Names,
  { name: entity, fields }: EntityDraft,
  name: string,
  options: MorphToOptions,
  report: Report,
): MorphTo | undefined {
  const { type, field } = options
  const missing = [type, field].find((own) => !fields.has(own))
  if (missing !== undefined) return void missingField(entity, name, missing, report)
  const values = fields.get(type)?.values
  if (!values) {
    const message = `It tells what "${name}" points to. Make it z.enum() of their singulars.`
    return void report('invalid_relation', entity, message, type)
  }
  const targets =
    options.targets ?? Object.fromEntries(values.map((value) => [value, names.get(value) ?? '']))
  for (const value of new Set([...values, ...Object.keys(targets)])) {
    const target = model.get(targets[value] ?? '')
    if (values.includes(value) && target?.definition.key.length === 1) continue
    const message = `"${value}" is no value of "${type}" that stands for an entity with a key of one field. Name one in \`targets\`.`
    report('invalid_relation', entity, message, type)
    return undefined
  }
  return { kind: 'morphTo', targets, type, fields: [field] }
}

function declareManyToMany(
  model: ModelDraft,
  { name: entity, definition }: EntityDraft,
  keys: readonly OwnRelation[],
  report: Report,
): OwnRelation<ManyToMany>[] {
  return Object.entries(definition.relations).flatMap(([name, options]) => {
    if (options.kind !== 'manyToMany') return []
    const unknown = [options.target, options.through].find((other) => !model.has(other))
    if (unknown !== undefined) return unknownEntity(model, entity, name, unknown, report) || []
    const from = joinSide(keys, options, entity, options.from)
    const to = joinSide(keys, options, options.target, options.to)
    if (!from || !to || from === to) {
      const side = from ? `"${options.target}" (\`to\`)` : `"${entity}" (\`from\`)`
      const message = `The join entity "${options.through}" needs one belongsTo to ${side}. Add it, or name one of several.`
      report('invalid_relation', entity, message, name)
      return []
    }
    const { target, through, inverse = entity } = options
    const relation: ManyToMany = { kind: 'manyToMany', target, through, fields: from, targetFields: to }
    return [{ entity, name, relation, inverse }]
  })
}

/** The join entity's foreign key to one side: that of the named relation, or the only one there is. */
function joinSide(
  keys: readonly OwnRelation[],
  { through }: ManyToManyOptions,
  target: string,
  name: string | undefined,
): readonly string[] | undefined {
  const found = keys.flatMap((own) =>
    own.entity === through &&
    own.relation.kind === 'belongsTo' &&
    own.relation.target === target &&
    (name === undefined || own.name === name)
      ? [own.relation.fields]
      : [],
  )
  return found.length === 1 ? found[0] : undefined
}

function unknownEntity(
  model: ModelDraft,
  entity: string,
  name: string,
  target: string,
  report: Report,
): false {
  const message = `The model has no entity "${target}". It has: ${[...model.keys()].join(', ')}.`
  return report('invalid_relation', entity, message, name)
}

function missingField(entity: string, name: string, field: string, report: Report): false {
  const message = `The relation "${name}" needs this field. Add it to the schema.`
  return report('invalid_relation', entity, message, field)
}
