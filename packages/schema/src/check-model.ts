import { canBeAbsent, type EntityDraft, type ModelDraft, type Report } from './entity-draft.ts'
import type { FieldDescription, FieldKind } from './field-description.ts'
import { isManagedField } from './field-spec.ts'
import type { AnyModelEntity } from './model.types.ts'
import { toCamelCase, toConstantCase } from './naming.ts'

const namePattern = /^[a-z][A-Za-z0-9]*$/

/** Reports names that are not camelCase and singulars that two entities share. */
export function checkNames(model: ModelDraft, report: Report): void {
  const seen = new Map<string, string>()
  for (const { name: entity, singular } of model.values()) {
    for (const text of new Set([entity, singular])) {
      if (!namePattern.test(text)) {
        const message = `"${text}" is not camelCase. Write it as "${toCamelCase(text) || 'name'}".`
        report('invalid_name', entity, message)
      }
    }
    const other = seen.get(singular)
    if (other !== undefined) {
      const message = `The singular "${singular}" is also that of "${other}". Give each entity its own \`singular\`.`
      report('invalid_name', entity, message)
    }
    seen.set(singular, entity)
  }
}

/** What each kind of field can be, beyond being stored: k, part of a key; c, compared by an index; s, searched. */
const uses = {
  any: '',
  array: 's',
  bigint: 'cs',
  boolean: 'c',
  date: 'cs',
  enum: 'kcs',
  lazy: '',
  literal: 'cs',
  map: '',
  number: 'kcs',
  object: '',
  record: '',
  set: 's',
  string: 'kcs',
  tuple: '',
  union: 's',
} satisfies Record<FieldKind, string>

function can(kind: FieldKind, use: 'c' | 'k' | 's'): boolean {
  return uses[kind].includes(use)
}

/** Reports keys that are not in the schema, or that cannot name a row. */
export function checkKeys({ name: entity, definition, fields }: EntityDraft, report: Report): void {
  if (definition.key.length === 0) {
    report('invalid_key', entity, 'It has no key. Name a field at least with `key`.')
  }
  for (const field of definition.key) {
    const description = fields.get(field)
    if (!description) {
      report(
        'key_not_in_schema',
        entity,
        'It is not in the schema. Add it, or name another with `key`.',
        field,
      )
    } else if (!canNameRow(description)) {
      report('invalid_key', entity, 'A key is a required text, enum or whole number. Change its type.', field)
    }
  }
}

function canNameRow(description: FieldDescription): boolean {
  const { kind, integer } = description
  return can(kind, 'k') && !canBeAbsent(description) && (kind !== 'number' || integer === true)
}

/** Reports managed fields that cannot hold what the server keeps in them. */
export function checkManaged({ name: entity, fields }: EntityDraft, report: Report): void {
  for (const [field, { kind, format, integer }] of fields) {
    if (!isManagedField(field)) continue
    const [isRight, type] =
      field === 'version'
        ? [kind === 'number' && integer, 'z.int()']
        : [format === 'datetime', 'z.iso.datetime()']
    if (!isRight) report('invalid_metadata', entity, `The server keeps this field. Make it ${type}.`, field)
  }
}

/** Reports metadata that a field's kind cannot have. */
export function checkMetadata({ name: entity, fields }: EntityDraft, report: Report): void {
  const problem = (field: string, message: string): false =>
    report('invalid_metadata', entity, message, field)
  for (const [field, { kind, meta }] of fields) {
    if ((meta.indexed || meta.unique) && !can(kind, 'c')) {
      problem(field, `A ${kind} cannot be \`indexed\` or \`unique\`. Keep a plain value beside it.`)
    }
    if (meta.searchable && !can(kind, 's')) problem(field, `A ${kind} cannot be \`searchable\`.`)
    if (meta.searchable && meta.sensitive) {
      problem(field, 'A `sensitive` field is never `searchable`. Remove one of them.')
    }
    if (typeof meta.searchable === 'object' && !(meta.searchable.weight > 0)) {
      problem(field, 'The `weight` of a searchable field is a number above 0.')
    }
  }
}

/** Reports key prefixes that are not CONSTANT_CASE, and those that two entities share. */
export function checkPrefixes(entities: readonly AnyModelEntity[], report: Report): void {
  for (const [index, { name: entity, keyPrefix }] of entities.entries()) {
    const twin = entities.slice(0, index).find((other) => other.keyPrefix === keyPrefix)
    if (!/^[A-Z][A-Z0-9_]*$/.test(keyPrefix)) {
      const message = `The key prefix "${keyPrefix}" is not CONSTANT_CASE. Write it as "${toConstantCase(keyPrefix)}".`
      report('invalid_name', entity, message)
    } else if (twin) {
      const message = `The key prefix "${keyPrefix}" is also that of "${twin.name}". Set \`keyPrefix\` on one of them.`
      report('duplicate_prefix', entity, message)
    }
  }
}
