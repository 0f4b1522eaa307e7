import type { FieldDescription } from '../field-description.ts'
import type { BelongsTo, ManyToMany, MorphTo } from '../relation.types.ts'
import { viewField } from './field-shape.ts'
import type { EntityShape, ModelShape, ModelSource } from './model-json.types.ts'
import { readModel } from './read-model.ts'

/**
 * Draws a model as a Mermaid `erDiagram`: entities with their fields and keys, relations with their cardinalities.
 *
 * A solid line leads to the parent, whose partition the rows share; every other relation is dashed. One that is polymorphic has a line
 * for each owner, with the value that tells which.
 */
export function erDiagram(source: ModelSource): string {
  const model = readModel(source)
  const entities = Object.entries(model.entities)
  return [
    'erDiagram',
    ...entities.flatMap(([name, entity]) => drawEntity(name, entity)),
    ...entities.flatMap(([name, entity]) => drawRelations(model, name, entity)),
    '',
  ].join('\n')
}

function drawEntity(name: string, entity: EntityShape): string[] {
  const foreign = new Set(
    Object.values(entity.relations).flatMap((relation) => {
      if (relation.kind === 'belongsTo') return relation.fields
      return relation.kind === 'morphTo' ? relation.fields.concat(relation.type) : []
    }),
  )
  const fields = Object.entries(entity.fields).map(([field, description]) => {
    const { absent, nullable } = viewField(description, 'output')
    const keys = [
      entity.key.includes(field) && 'PK',
      foreign.has(field) && 'FK',
      description.meta.unique && 'UK',
    ].filter(Boolean)
    const notes = [absent && 'optional', nullable && 'nullable'].filter(Boolean)
    const words = [
      typeOf(description),
      nameOf(field),
      keys.join(', '),
      notes.length > 0 && quote(notes.join(', ')),
    ]
    return `    ${words.filter(Boolean).join(' ')}`
  })
  return [`  ${quote(name)} {`, ...fields, '  }']
}

/** One word: the format of a text, the kind of everything else, with `[]` for lists. */
function typeOf(field: FieldDescription): string {
  const { kind, format, integer, element } = viewField(field, 'output').node
  if (kind === 'array' || kind === 'set') return `${element ? typeOf(element) : 'any'}[]`
  if (kind === 'number' && integer) return 'integer'
  return format?.replaceAll(/[^A-Za-z0-9_-]/g, '_').replace(/^(?![A-Za-z_])/, '_') ?? kind
}

function drawRelations(model: ModelShape, name: string, entity: EntityShape): string[] {
  return Object.entries(entity.relations).flatMap(([relation, value]) => {
    // The other kinds are the same relations, seen from the target.
    if (value.kind === 'belongsTo') return [drawBelongsTo(name, entity, relation, value)]
    if (value.kind === 'morphTo') return drawMorphTo(name, entity, relation, value)
    return value.kind === 'manyToMany' && isDrawnFrom(model, name, relation, value)
      ? [draw(name, '}o..o{', value.target, `${relation}, through ${value.through}`)]
      : []
  })
}

function drawBelongsTo(
  name: string,
  entity: EntityShape,
  relation: string,
  { target, fields }: BelongsTo,
): string {
  const isParent = entity.parent === target && fields.every((field) => entity.parentFields.includes(field))
  const one = fields.some((field) => mayBeMissing(entity, field)) ? '|o' : '||'
  return draw(target, `${one}${isParent ? '--' : '..'}${rowsOf(entity, fields)}`, name, relation)
}

function drawMorphTo(
  name: string,
  entity: EntityShape,
  relation: string,
  { targets, type, fields }: MorphTo,
): string[] {
  // Of several owners a row has one: none of them is sure.
  return Object.entries(targets).map(([value, target]) =>
    draw(target, `|o..${rowsOf(entity, [type, ...fields])}`, name, `${relation}, where ${type} is ${value}`),
  )
}

/** One row at most where the fields are unique, or all of the key; else any number. */
function rowsOf({ key, fields: all }: EntityShape, fields: readonly string[]): 'o{' | 'o|' {
  const isUnique = fields.length === 1 && fields.some((field) => all[field]?.meta.unique)
  return isUnique || key.every((field) => fields.includes(field)) ? 'o|' : 'o{'
}

function mayBeMissing({ fields }: EntityShape, name: string): boolean {
  const field = fields[name]
  if (!field) return false
  const { absent, nullable } = viewField(field, 'output')
  return absent || nullable
}

/** A many-to-many relation is known to both sides, and drawn from the first that names it. */
function isDrawnFrom(
  model: ModelShape,
  name: string,
  relation: string,
  { target, through, fields }: ManyToMany,
): boolean {
  const sides = Object.entries(model.entities).flatMap(([entity, { relations }]) =>
    Object.entries(relations).flatMap(([other, value]) => {
      const isSame =
        value.kind === 'manyToMany' &&
        value.through === through &&
        ((entity === name && value.target === target && String(value.fields) === String(fields)) ||
          (entity === target && value.target === name && String(value.targetFields) === String(fields)))
      return isSame ? [`${entity}.${other}`] : []
    }),
  )
  return sides[0] === `${name}.${relation}`
}

function draw(from: string, line: string, to: string, label: string): string {
  return `  ${quote(from)} ${line} ${quote(to)} : ${quote(label)}`
}

/** A text in quotes, without what Mermaid has no escape for; `direction TB` is a command to it in any place. */
function quote(text: string): string {
  return `"${text.replaceAll(/[^\S ]|["%\\]/g, "'").replaceAll(/direction(?= )/gi, '$&,')}"`
}

/** A field's name; one that is no plain word stands between backticks. */
function nameOf(field: string): string {
  const isPlain = /^[A-Za-z_][A-Za-z0-9_]*$/.test(field) && !/^(?:pk|fk|uk)$/i.test(field)
  return isPlain ? field : `\`${field.replaceAll(/[`\r\n]/g, "'") || ' '}\``
}
