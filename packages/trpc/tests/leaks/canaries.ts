import type { AnyModelEntity, FieldSpec } from '@throughline/schema'
import { entityOf } from '@throughline/schema/adapter'
import { linkFields } from './guarded-model.ts'
import type { Subject } from './subjects.ts'

type Values = Readonly<Record<string, unknown>>

/** Whose rows they are; `new` are keys that no row had. */
type Owner = 'a' | 'b' | 'new'

const owners = { a: 1, b: 2, new: 3 } as const satisfies Record<Owner, number>
let count = 0

/** Begins to count anew: a subject has the same canaries whatever was made before. */
export function restartCanaries(): void {
  count = 0
}

/** Values of each type that no other field of any row has, and that are known again wherever they stand. */
function candidates(value: unknown): readonly unknown[] {
  const n = (count += 1)
  if (typeof value === 'string') {
    const text = `zq${String(n).padStart(8, '0')}qz`
    const iban = `DE12${text}7777`
    return [iban, `${text}@a.example`, `https://a.example/${text}`, text, isoOf(n)]
  }
  if (typeof value === 'number')
    return [91_000_000 + n, (91_000_000 + n) / 100, Number(`0.${91_000_000 + n}`)]
  if (typeof value === 'bigint') return [BigInt(91_000_000_000 + n)]
  return value instanceof Date ? [new Date(isoOf(n))] : []
}

const isoOf = (n: number): string => new Date(Date.UTC(2091, 0, 1) + n * 1000 + 7).toISOString()

/** All that a canary looks like, as it stands in an answer; an IBAN's mask has none of it. */
const token =
  /zq\d{8}qz|2091-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z|0000000[123]-0000-4000-8000-\d{12}|(?:0\.)?9[1-4]\d{4,}(?:\.\d+)?/g

/** Each canary that is in a text. */
export function tokensOf(text: string): Set<string> {
  return new Set(text.match(token))
}

/** Each canary that is in a value. */
export function tokensIn(value: unknown): Set<string> {
  return tokensOf(
    JSON.stringify(value, (_, inner: unknown) => {
      if (typeof inner === 'bigint') return String(inner)
      return inner instanceof Set || inner instanceof Map ? [...inner] : inner
    }) ?? '',
  )
}

/** A field's value with a canary at each place that takes one; the value itself where none does. */
export function canaryFor(
  { variants, path }: AnyModelEntity,
  { name, managed }: FieldSpec,
  row: Values,
): unknown {
  if (managed || path.includes(name)) return row[name]
  const fits = (value: unknown): boolean =>
    variants.row.safeParse({ ...row, [name]: value }).success &&
    variants.update.safeParse({ [name]: value }).success
  return replaceLeaves(row[name], fits)
}

function replaceLeaves(value: unknown, fits: (value: unknown) => boolean): unknown {
  const leaf = candidates(value).find(fits)
  if (leaf !== undefined) return leaf
  const inside = (items: readonly unknown[], make: (items: readonly unknown[]) => unknown): unknown => {
    const made = [...items]
    for (const [index, item] of items.entries()) {
      made[index] = replaceLeaves(item, (one) => fits(make(made.with(index, one))))
    }
    return make(made)
  }
  if (Array.isArray(value)) return inside(value, (items) => items)
  if (value instanceof Set) return inside([...value], (items) => new Set(items))
  if (value instanceof Map) {
    const flat = [...value].flat()
    return inside(flat, (items) => new Map(pairs(items) as [unknown, unknown][]))
  }
  if (typeof value !== 'object' || value === null || value instanceof Date) return value
  const keys = Object.keys(value)
  return inside(Object.values(value), (items) =>
    Object.fromEntries(keys.map((key, index) => [key, items[index]])),
  )
}

function pairs(items: readonly unknown[]): unknown[][] {
  return Array.from({ length: items.length / 2 }, (_, index) => items.slice(index * 2, index * 2 + 2))
}

/** The key of another owner's row: ids and numbers are theirs alone; other texts are the same for all. */
function keyPartOf(owner: Owner, value: unknown): unknown {
  const digit = owners[owner]
  if (typeof value === 'number') return (91 + digit) * 1_000_000 + value
  return typeof value === 'string' ? value.replace(/^00000000(?=-0000-4000-8000-)/, `0000000${digit}`) : value
}

/** A row of a model, with its entity. */
export interface CanaryRow {
  readonly entity: AnyModelEntity
  readonly row: Values
}

/** An owner's rows of a model, parents first, with a canary at each place that takes one. */
export function canaryRows({ model, rows }: Subject, owner: Owner): CanaryRow[] {
  const level = ({ parent }: AnyModelEntity): number =>
    parent === undefined ? 0 : 1 + level(entityOf(model, parent))
  return rows
    .map(({ entity: name, row }) => {
      const entity = entityOf(model, name)
      return { entity, row: withCanaries(entity, withKeysOf(owner, entity, row as Values)) }
    })
    .toSorted((a, b) => level(a.entity) - level(b.entity))
}

function withKeysOf(owner: Owner, entity: AnyModelEntity, row: Values): Values {
  const own = new Set([...entity.path, ...linkFields(entity)])
  return Object.fromEntries(
    Object.entries(row).map(([name, value]) => [name, own.has(name) ? keyPartOf(owner, value) : value]),
  )
}

/** The row with another canary in each of these fields that it has. */
export function withCanaries(
  entity: AnyModelEntity,
  row: Values,
  fields: readonly FieldSpec[] = entity.fields,
): Values {
  const links = linkFields(entity)
  const made = { ...row }
  for (const field of fields) {
    if (row[field.name] === undefined || links.includes(field.name)) continue
    made[field.name] = canaryFor(entity, field, made)
  }
  return made
}

/** The row under an own key that no row has, and with unique values that none has. */
export function withNewKey(entity: AnyModelEntity, given: Values): Values {
  const unique = entity.fields.filter(({ meta }) => meta.unique)
  const row = withCanaries(entity, given, unique)
  const own =
    entity.path.findLast((field) => entity.key.includes(field) && !entity.parentFields.includes(field)) ?? ''
  const n = (count += 1)
  const keys = [
    `0000000${owners.new}-0000-4000-8000-${String(n).padStart(12, '0')}`,
    (91 + owners.new) * 1_000_000 + n,
    `NEW-${String(1000 + (n % 9000))}`,
    `n${n}`,
  ]
  const key = keys.find(
    (value) =>
      typeof value === typeof row[own] && entity.variants.row.safeParse({ ...row, [own]: value }).success,
  )
  return { ...row, [own]: key ?? row[own] }
}
