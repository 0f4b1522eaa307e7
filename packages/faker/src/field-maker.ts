import type { FieldDescription, FieldKind } from '@throughline/schema'
import { FakerError } from './faker-error.ts'
import { momentFor } from './field-moments.ts'
import { namedRange, namedTexts, widgetTexts } from './field-names.ts'
import { codeTexts, formatTexts } from './string-formats.ts'
import { uuid } from './randomizer.ts'
import type { Tools } from './tools.ts'

export type Make = () => unknown

/** One place of a row with the ways to fill it, best first; `choose-makers.ts` finds the first that the schema takes. */
export interface Slot {
  readonly candidates: readonly Make[]
  choice: number
}

/** Where a field stands, and what its makers draw from. */
export interface Site {
  readonly tools: Tools
  readonly entity: string
  readonly singular: string
  readonly name: string
  /** Dotted path; `[]` stands for the items of an array, `{}` for the values of a record. */
  readonly path: string
  /** Every place of the entity, by path. */
  readonly slots: Map<string, Slot>
}

/** How often a field that may be absent is. */
const absence = 0.2

const kinds = {
  any: (_field, { tools }) => anyValues(tools),
  array: (field, site) => arrays(field, site),
  boolean: (_field, { tools }) => [() => tools.randomizer.chance(0.5), () => true, () => false],
  date: (_field, { name, tools }) => [momentFor(name, tools), momentFor('until', tools)],
  enum: ({ values = [] }, { tools }) => [() => values[tools.randomizer.below(values.length)]],
  number: (field, site) => numbers(field, site),
  object: (field, site) => objects(field, site),
  record: (field, site) => records(field, site),
  string: (field, site) => strings(field, site),
} satisfies Record<FieldKind, (field: FieldDescription, site: Site) => readonly Make[]>

/**
 * Makes the maker of one field and registers the places below it.
 *
 * @throws {FakerError} `unknown_path` where the field's `fake` metadata names no function of faker.
 */
export function makerOf(field: FieldDescription, site: Site): Make {
  const { nullable, optional, meta } = field
  const { randomizer } = site.tools
  const slot: Slot = {
    candidates: [
      ...(meta.fake === undefined ? kinds[field.kind](field, site) : fakedValues(meta.fake, field, site)),
      // What may be absent is left out where nothing fits.
      ...(nullable ? [() => null] : []),
      ...(optional ? [() => undefined] : []),
    ],
    choice: 0,
  }
  site.slots.set(site.path, slot)
  const pick: Make = () => slot.candidates[slot.choice]?.()
  if (!nullable && !optional) return pick
  const absent = nullable ? null : undefined
  return () => (randomizer.chance(absence) ? absent : pick())
}

/** Makers for a key that is a string: unlike its neighbours, whatever the field is called. */
export function keyMakers(
  { format, values, kind, min = 1, max = 64 }: FieldDescription,
  site: Site,
): readonly Make[] {
  const { tools, name } = site
  if (kind !== 'string') return kinds[kind]({ ...empty, kind, ...(values && { values }) }, site)
  const token = (length: number) => () => tools.faker.string.alphanumeric({ length, casing: 'lower' })
  const lengths = [max, 26, 21, 20, 16, 12, 10, 8].filter((length) => length >= min && length <= max)
  return [
    ...formatTexts(format, name, tools),
    () => uuid(tools.randomizer),
    ...lengths.map(token),
    ...codeTexts(tools, min, max),
  ]
}

const empty = { optional: false, nullable: false, hasDefault: false, meta: {} }

function fakedValues(path: string, field: FieldDescription, site: Site): readonly Make[] {
  const call = fakerFunction(path, site)
  const make: Make = () => {
    const value = call()
    if (!(value instanceof Date) || field.kind === 'date') return value
    return field.format === 'date' ? value.toISOString().slice(0, 10) : value.toISOString()
  }
  if (field.kind !== 'array' || !field.element) return [make]
  const element = { ...field.element, meta: { ...field.element.meta, fake: path } }
  return [...arrays({ ...field, element }, site), make]
}

function fakerFunction(path: string, { tools, entity, name }: Site): Make {
  const [group = '', method = '', ...rest] = path.split('.')
  // Sound: whatever faker holds under a name is looked at before it is called.
  const module = (tools.faker as unknown as Record<string, Record<string, unknown> | undefined>)[group]
  const call = module?.[method]
  if (typeof call !== 'function' || rest.length > 0) {
    throw new FakerError(
      'unknown_path',
      `${entity}.${name}: the metadata \`fake\` names "${path}", which is no function of faker. ` +
        'Write a module and a method, such as "person.firstName".',
      { entity, field: name },
    )
  }
  return (): unknown => call.call(module)
}

function strings(field: FieldDescription, site: Site): readonly Make[] {
  const { tools, name, singular } = site
  const { min = 0, max = Infinity } = field
  const fit = (make: () => string) => () => fitText(make(), min, max, tools)
  const texts = [...widgetTexts(field.meta.widget, tools), ...namedTexts(name, singular, tools)]
  const words = () => tools.faker.lorem.words({ min: 1, max: 3 })
  return [
    ...formatTexts(field.format, name, tools),
    ...texts.map(fit),
    fit(words),
    ...codeTexts(tools, Math.max(min, 1), max),
  ]
}

function fitText(text: string, min: number, max: number, { faker }: Tools): string {
  let fitted = text
  while (fitted.length < min) fitted = `${fitted} ${faker.lorem.word()}`
  // A text that is cut must not end in a space: the schema may trim it below its minimum.
  return fitted.length > max ? fitted.slice(0, max).replace(/\s$/, 'a') : fitted
}

/** Steps that a number may have to be a multiple of. */
const steps = [1, 0.5, 0.25, 0.1, 5, 10, 25, 50, 100, 1000]

function numbers(field: FieldDescription, { name, tools }: Site): readonly Make[] {
  // The bounds that Zod gives to z.int(), z.int32() and z.float32() are no wish of the model's.
  const bound = (value?: number) =>
    value === undefined || Math.abs(value) >= 2 ** 31 - 1 ? undefined : value
  const min = bound(field.min)
  const max = bound(field.max)
  const low = min ?? Math.min(0, (max ?? 1000) - 1000)
  const high = max ?? low + 1000
  const smallest = field.integer ? 1 : 0.01
  const [namedMin, namedMax, namedStep] = namedRange(name) ?? [1, 0, 1]
  const from = Math.max(namedMin, min ?? namedMin)
  const to = Math.min(namedMax, max ?? namedMax)
  const within = (bottom: number, top: number, step: number) => () => multipleWithin(bottom, top, step, tools)
  return [
    ...(from <= to ? [within(from, to, Math.max(namedStep, smallest))] : []),
    within(low, high, smallest),
    // Bounds may be exclusive.
    within(low + smallest, high - smallest, smallest),
    ...(field.integer ? [] : [() => low + (0.001 + 0.998 * tools.randomizer.next()) * (high - low)]),
    ...steps
      .filter((step) => !field.integer || Number.isInteger(step))
      .map((step) => within(low, high, step)),
  ]
}

function multipleWithin(min: number, max: number, step: number, { randomizer }: Tools): number {
  const first = Math.ceil(min / step)
  const count = Math.max(Math.floor(max / step) - first + 1, 1)
  const multiple = first + randomizer.below(count)
  // Division by the inverse keeps decimals short: 7 / 10 is 0.7, 7 * 0.1 is not.
  return step < 1 ? multiple / Math.round(1 / step) : multiple * step
}

function arrays(field: FieldDescription, site: Site): readonly Make[] {
  const { randomizer } = site.tools
  const element = makerOf(field.element ?? { ...empty, kind: 'any' }, { ...site, path: `${site.path}.[]` })
  const min = field.min ?? Math.min(1, field.max ?? 1)
  const max = Math.max(min, Math.min(field.max ?? 3, min + 3))
  const many = (): unknown[] => Array.from({ length: min + randomizer.below(max - min + 1) }, element)
  return [many, () => Array.from({ length: field.min ?? 0 }, element)]
}

function records(field: FieldDescription, site: Site): readonly Make[] {
  const { faker, randomizer } = site.tools
  const value = makerOf(field.element ?? { ...empty, kind: 'any' }, { ...site, path: `${site.path}.{}` })
  const entries = (): [string, unknown][] =>
    Array.from({ length: 1 + randomizer.below(3) }, () => [faker.lorem.word(), value()])
  return [() => Object.fromEntries(entries()), () => ({})]
}

function objects(field: FieldDescription, site: Site): readonly Make[] {
  const makers = Object.entries(field.fields ?? {}).map(
    ([name, inner]) => [name, makerOf(inner, { ...site, name, path: `${site.path}.${name}` })] as const,
  )
  return [() => withoutAbsent(makers.map(([name, make]) => [name, make()]))]
}

/** An object of the entries whose value is not `undefined`: an optional field that is left out has no key. */
function withoutAbsent(entries: [string, unknown][]): Record<string, unknown> {
  return Object.fromEntries(entries.filter(([, value]) => value !== undefined))
}

/** Values for what may be anything or is a union: the first that the schema takes. */
function anyValues({ faker, randomizer, now }: Tools): readonly Make[] {
  return [
    () => faker.lorem.word(),
    () => randomizer.below(1000),
    () => randomizer.below(100_000) / 100,
    () => randomizer.chance(0.5),
    () => true,
    () => false,
    () => now.toISOString(),
    () => now.toISOString().slice(0, 10),
    () => uuid(randomizer),
    () => faker.internet.exampleEmail().toLowerCase(),
    () => `https://${faker.lorem.slug(2)}.example`,
    () => null,
    () => [],
    () => ({}),
    () => new Date(now),
  ]
}
