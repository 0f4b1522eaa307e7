import { CliError } from '../cli-error.ts'

/** A field as source: its line in the schema. */
export interface ScaffoldField {
  readonly name: string
  readonly code: string
  /** A value of it, as source. */
  readonly sample: string
  readonly isUnique: boolean
  /** Each row has one, and it can stand above the others. */
  readonly isTitle: boolean
}

interface FieldType {
  /** The schema, and a value, as source. */
  readonly code: string
  readonly sample: string
}

const types: Readonly<Record<string, FieldType>> = {
  boolean: { code: 'z.boolean()', sample: 'true' },
  date: { code: 'z.iso.date()', sample: "'2026-01-31'" },
  datetime: { code: 'z.iso.datetime()', sample: "'2026-01-31T12:00:00.000Z'" },
  email: { code: 'z.email()', sample: "'ada@example.com'" },
  int: { code: 'z.int()', sample: '7' },
  number: { code: 'z.number()', sample: '12.5' },
  string: { code: 'z.string().min(1).max(200)', sample: "'Sample'" },
  text: { code: 'z.string().max(10_000)', sample: "'A few words.'" },
  url: { code: 'z.url()', sample: "'https://example.com/'" },
  uuid: { code: 'z.uuid()', sample: "'3c1f3b27-7d54-4a2e-8a8e-0a4ffb1f7c11'" },
}

/** Parses `name:type`, with `?` or `!` after the type; each name once. @throws {CliError} `usage` */
export function parseFields(texts: readonly string[]): readonly ScaffoldField[] {
  const fields = texts.map(parseField)
  const twice = fields.find(({ name }, index) => fields.findIndex((other) => other.name === name) < index)
  if (twice)
    throw new CliError('usage', `The field "${twice.name}" is named twice.`, 'Leave out one of them.')
  return fields
}

function parseField(text: string): ScaffoldField {
  const [, name, type, mark] = /^([a-z][A-Za-z0-9]*):([A-Za-z0-9_|-]+)([?!]?)$/.exec(text) ?? []
  const base = type === undefined ? undefined : typeOf(type)
  if (name === undefined || base === undefined || name === 'id') {
    throw new CliError(
      'usage',
      `"${text}" is no field.`,
      `Write it as total:number, with one of: ${Object.keys(types).join(', ')}, or open|paid.`,
    )
  }
  const isUnique = mark === '!'
  return {
    name,
    isUnique,
    isTitle: type === 'string' && mark !== '?',
    sample: base.sample,
    code: `${base.code}${mark === '?' ? '.optional()' : ''}${isUnique ? '.register(fieldMeta, { unique: true })' : ''}`,
  }
}

function typeOf(type: string): FieldType | undefined {
  if (!type.includes('|')) return Object.hasOwn(types, type) ? types[type] : undefined
  const values = type
    .split('|')
    .filter((value) => value !== '')
    .map((value) => `'${value}'`)
  const [sample] = values
  return sample === undefined ? undefined : { code: `z.enum([${values.join(', ')}])`, sample }
}
