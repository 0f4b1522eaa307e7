import { CliError } from '../cli-error.ts'

/** A field as source: its line in the schema. */
export interface ScaffoldField {
  readonly name: string
  readonly code: string
  readonly isUnique: boolean
}

const types = {
  boolean: 'z.boolean()',
  date: 'z.iso.date()',
  datetime: 'z.iso.datetime()',
  email: 'z.email()',
  int: 'z.int()',
  number: 'z.number()',
  string: 'z.string().min(1).max(200)',
  text: 'z.string().max(10_000)',
  url: 'z.url()',
  uuid: 'z.uuid()',
} as const satisfies Readonly<Record<string, string>>

/** Parses `name:type`, with `?` or `!` after the type. @throws {CliError} `usage` */
export function parseField(text: string): ScaffoldField {
  const [, name, type, mark] = /^([a-z][A-Za-z0-9]*):([A-Za-z0-9_|-]+)([?!]?)$/.exec(text) ?? []
  const base = type === undefined ? undefined : typeCode(type)
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
    code: `${base}${mark === '?' ? '.optional()' : ''}${isUnique ? '.register(fieldMeta, { unique: true })' : ''}`,
  }
}

function typeCode(type: string): string | undefined {
  if (type.includes('|')) {
    const values = type.split('|').filter((value) => value !== '')
    return `z.enum([${values.map((value) => `'${value}'`).join(', ')}])`
  }
  return Object.entries(types).find(([name]) => name === type)?.[1]
}
