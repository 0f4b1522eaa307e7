import type { AnyModelEntity, FieldKind, FieldSpec } from '@throughline/schema'

type Values = Readonly<Record<string, unknown>>

const sampleId = '00000000-0000-4000-8000-000000000001'

const samples: Partial<Record<FieldKind, (field: FieldSpec) => unknown>> = {
  bigint: ({ lowest = '1' }) => BigInt(lowest),
  boolean: () => true,
  date: () => new Date('2026-01-02'),
  enum: ({ values = [] }) => values[0],
  literal: ({ literals = [] }) => literals.find((value) => value !== null),
  number: ({ min = 1 }) => Math.max(min, 1),
}

/** A value of a field's type, to show what can be asked. */
export function sampleOf({ fields }: AnyModelEntity, name: string): unknown {
  const field = fields.find((candidate) => candidate.name === name)
  if (field?.format === 'uuid') return sampleId
  return (field && samples[field.kind]?.(field)) ?? `${name}-1`
}

/** Values of these fields, by name. */
export function samplesOf(entity: AnyModelEntity, names: readonly string[]): Values {
  return Object.fromEntries(names.map((name) => [name, sampleOf(entity, name)]))
}

/** A value as TypeScript. */
export function toSource(value: unknown): string {
  if (typeof value === 'bigint') return `${value}n`
  if (typeof value === 'string')
    return `'${JSON.stringify(value).slice(1, -1).replaceAll(`\\"`, '"').replaceAll("'", "\\'")}'`
  if (value instanceof Date) return `new Date('${value.toISOString().slice(0, 10)}')`
  if (Array.isArray(value)) return `[${value.map(toSource).join(', ')}]`
  if (typeof value !== 'object' || value === null) return String(value)
  const members = Object.entries(value).map(([name, member]) => `${memberName(name)}: ${toSource(member)}`)
  return `{ ${members.join(', ')} }`
}

function memberName(name: string): string {
  return /^[A-Za-z_$][\w$]*$/.test(name) ? name : toSource(name)
}
