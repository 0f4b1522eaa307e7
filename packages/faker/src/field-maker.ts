import type { FieldDescription, FieldKind } from '@throughline/schema'
import { arrays, maps, objects, records, sets, tuples, unions } from './container-makers.ts'
import { fakedValues } from './faker-path.ts'
import { dates } from './field-moments.ts'
import { closing, isRecursive, lazies } from './lazy-makers.ts'
import {
  absence,
  canBeAbsent,
  drawFrom,
  emptySlot,
  type Make,
  type Site,
  type Slot,
  sideOf,
} from './maker.ts'
import { bigints, numbers } from './number-makers.ts'
import { uuid } from './randomizer.ts'
import { texts } from './text-makers.ts'
import type { Tools } from './tools.ts'
import { learnUrl } from './url-texts.ts'

const kinds = {
  any: (_field, { tools }) => anyValues(tools),
  array: (field, site) => arrays(field, site, makerOf),
  bigint: (field, site) => bigints(field, site),
  boolean: (_field, { tools }) => [() => tools.randomizer.chance(0.5), () => true, () => false],
  date: (field, { name, tools }) => dates(field, name, tools),
  enum: ({ values = [] }, { tools }) => oneOf(values, tools),
  lazy: (field, site, slot) => lazies(field, site, slot, makerOf),
  literal: ({ literals = [] }, { tools }) => oneOf(literals, tools),
  map: (field, site) => maps(field, site, makerOf),
  number: (field, site) => numbers(field, site),
  object: (field, site) => objects(field, site, makerOf),
  record: (field, site) => records(field, site, makerOf),
  set: (field, site) => sets(field, site, makerOf),
  string: (field, site) => texts(field, site),
  tuple: (field, site) => tuples(field, site, makerOf),
  union: (field, site, slot) => unions(field, site, slot, makerOf),
} satisfies Record<FieldKind, (field: FieldDescription, site: Site, slot: Slot) => readonly Make[]>

/**
 * Makes the maker of one field, registers its place under `step`, and those below it.
 *
 * @throws {FakerError} `unknown_path` where the field's `fake` metadata names no function of faker.
 */
export function makerOf(given: FieldDescription, site: Site, step: string): Make {
  const field = sideOf(given, site)
  const { randomizer, draft } = site.tools
  const slot = emptySlot()
  site.slots.set(step, slot)
  site.all.add(slot)
  const inner = { ...site, slots: slot.inside }
  const absent = field.nullable ? null : undefined
  const mayLack = canBeAbsent(field, site)
  slot.candidates = [
    ...(field.meta.fake === undefined
      ? kinds[field.kind](field, inner, slot)
      : fakedValues(field.meta.fake, field, inner, makerOf)),
    // What may be absent is left out where nothing fits.
    ...(mayLack ? [() => absent] : []),
    ...(mayLack && field.nullable && field.optional ? [() => undefined] : []),
  ]
  if (field.format === 'url') slot.learn = learnUrl(inner, () => site.tools.faker.lorem.word())
  const pick: Make = () => drawFrom(slot)
  if (!mayLack) return pick
  const recursive = isRecursive(field)
  return () => (randomizer.chance(absence) || (recursive && closing({ draft })) ? absent : pick())
}

function oneOf(values: readonly unknown[], { randomizer }: Tools): readonly Make[] {
  return [() => values[randomizer.below(values.length)]]
}

/** Values for what may be anything: the first that the schema takes. */
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
