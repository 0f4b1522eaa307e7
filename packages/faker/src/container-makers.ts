import type { FieldDescription } from '@throughline/schema'
import { fieldSet } from './field-set.ts'
import { closing, isRecursive, shortestOf } from './lazy-makers.ts'
import type { Make, MakerOf, Site, Slot } from './maker.ts'

const anything: FieldDescription = {
  kind: 'any',
  optional: false,
  nullable: false,
  hasDefault: false,
  meta: {},
}

/** How many items are drawn: as few as can be where a recursive value has to come to its end. */
function counter({ min, max, element }: FieldDescription, { tools }: Site, usual: number): () => number {
  const least = min ?? Math.min(usual > 0 ? 1 : 0, max ?? 1)
  const most = Math.max(least, Math.min(max ?? 3, least + 3))
  const recursive = element !== undefined && isRecursive(element)
  return () => (recursive && closing(tools) ? (min ?? 0) : least + tools.randomizer.below(most - least + 1))
}

export function arrays(field: FieldDescription, site: Site, makerOf: MakerOf): readonly Make[] {
  const element = makerOf(field.element ?? anything, site, '[]')
  const count = counter(field, site, 1)
  return [
    () => Array.from({ length: count() }, element),
    () => Array.from({ length: field.min ?? 0 }, element),
  ]
}

/** Draws for one more different item or key. */
const redraws = 30

export function sets(field: FieldDescription, site: Site, makerOf: MakerOf): readonly Make[] {
  const element = makerOf(field.element ?? anything, site, '{item}')
  const count = counter(field, site, 1)
  return [
    () => {
      const items = new Set()
      const size = count()
      for (let left = size * redraws; items.size < size && left > 0; left -= 1) items.add(element())
      return items
    },
  ]
}

export function tuples(field: FieldDescription, site: Site, makerOf: MakerOf): readonly Make[] {
  const items = (field.items ?? []).map((item, index) => makerOf(item, site, String(index)))
  const rest = field.element && makerOf(field.element, site, '[]')
  const count = counter({ ...field, min: 0, max: rest ? 2 : 0 }, site, 0)
  return [
    () => {
      const values = items.map((make) => make())
      // Optional items at the end may be missing, those before one that is there may not.
      while (values.length > 0 && values.at(-1) === undefined) values.pop()
      if (values.length < items.length || !rest) return values
      return [...values, ...Array.from({ length: count() }, rest)]
    },
    () => items.map((make) => make()),
  ]
}

/** Keys that are all there: those of an enum or of literals, which a record has to hold every one of. */
function fixedKeys({ keys }: FieldDescription): readonly string[] | undefined {
  if (keys?.kind === 'enum') return keys.values
  return keys?.kind === 'literal' ? keys.literals?.map(String) : undefined
}

function keyMaker({ keys }: FieldDescription, site: Site, makerOf: MakerOf): Make {
  const { faker } = site.tools
  const plain = keys?.kind === 'string' && !keys.patterns && keys.format === undefined
  if (!keys || (plain && (keys.min ?? 0) <= 3 && keys.max === undefined)) return () => faker.lorem.word()
  return makerOf(keys, site, '{key}')
}

export function records(field: FieldDescription, site: Site, makerOf: MakerOf): readonly Make[] {
  const value = makerOf(field.element ?? anything, site, '{}')
  const fixed = fixedKeys(field)
  if (fixed) return [() => withoutAbsent(fixed.map((key) => [key, value()]))]
  const key = keyMaker(field, site, makerOf)
  const count = counter(field, site, 1)
  return [
    () => {
      const entries: Record<string, unknown> = {}
      const size = count()
      for (let left = size * redraws; Object.keys(entries).length < size && left > 0; left -= 1) {
        entries[String(key())] = value()
      }
      return entries
    },
    () => ({}),
  ]
}

export function maps(field: FieldDescription, site: Site, makerOf: MakerOf): readonly Make[] {
  const value = makerOf(field.element ?? anything, site, '{}')
  const key = keyMaker(field, site, makerOf)
  const count = counter(field, site, 1)
  return [
    () => {
      const entries = new Map<unknown, unknown>()
      const size = count()
      for (let left = size * redraws; entries.size < size && left > 0; left -= 1) entries.set(key(), value())
      return entries
    },
    () => new Map(),
  ]
}

export function objects(field: FieldDescription, site: Site, makerOf: MakerOf): readonly Make[] {
  const { fields = {}, element } = field
  const beside = new Set(Object.keys(fields))
  const own = fieldSet(fields, site.tools, (name, inner) => makerOf(inner, { ...site, name, beside }, name))
  const { faker, randomizer } = site.tools
  // What a loose object may hold besides its fields is of no use; what a catchall names is.
  const more = element && element.kind !== 'any' ? makerOf(element, site, '{}') : undefined
  return [
    () => {
      const value: Record<string, unknown> = {}
      own.draw(value, own.names)
      const word = more && randomizer.chance(0.5) ? faker.lorem.word() : undefined
      if (more && word !== undefined && !beside.has(word)) value[word] = more()
      return value
    },
  ]
}

export function unions(field: FieldDescription, site: Site, slot: Slot, makerOf: MakerOf): readonly Make[] {
  const { options = [] } = field
  const holders = options.map(() => new Map<string, Slot>())
  const makers = options.map((option, index) =>
    makerOf(option, { ...site, slots: holders[index] ?? new Map<string, Slot>() }, 'option'),
  )
  slot.options = holders.flatMap((holder) => holder.get('option') ?? [])
  const { randomizer } = site.tools
  const recursive = isRecursive(field)
  const shortest = recursive ? shortestOf(options) : 0
  const draw = (index: number): unknown => {
    slot.drawn = index
    return makers[index]?.()
  }
  return [
    () => draw(recursive && closing(site.tools) ? shortest : randomizer.below(options.length)),
    ...options.map((_, index) => () => draw(index)),
  ]
}

/** An object of the entries whose value is not `undefined`: an optional field that is left out has no key. */
function withoutAbsent(entries: [string, unknown][]): Record<string, unknown> {
  return Object.fromEntries(entries.filter(([, value]) => value !== undefined))
}
