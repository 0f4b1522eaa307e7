import type { KeyValue } from '@throughline/schema'
import type { FieldCondition } from '@throughline/schema/adapter'
import {
  choiceOf,
  type Choice,
  combinations,
  conditionsOn,
  mostRanges,
  type Nothing,
  ranks,
  type Way,
} from './access-way.ts'
import type { EntityItems } from '../items/item.ts'
import { type KeyIndex, type SortCondition, tableIndex } from './key-range.ts'
import { templateFields, templatePrefix } from '../items/key-template.ts'
import { keyText } from '../items/key-text.ts'
import { isKeyPart } from '../items/lookup-keys.ts'
import { isSortKey, sortRange } from './sort-range.ts'

const listIndex: KeyIndex = { name: 'GSI1', pk: 'gsi1pk', sk: 'gsi1sk' }
export const allIndex: KeyIndex = { name: 'GSI2', pk: 'gsi2pk', sk: 'gsi2sk' }

/** By a row's own path, or a beginning of it: a part of the table's partitions, where the conditions name these. */
export function pathWay(
  { entity: { path }, layout: { keys }, below }: EntityItems,
  conditions: readonly FieldCondition[],
): Way | Nothing | undefined {
  const rootFields = templateFields(keys.pk).length
  const root = choicesOf(path.slice(0, rootFields), conditions)
  if (root === 'nothing') return 'nothing'
  const roots = combinations(root.map(({ values }) => values))
  if (root.length < rootFields || roots.length > mostRanges) return undefined
  const rest = sortsOf(path.slice(rootFields), conditions, {
    prefix: templatePrefix(keys.sk),
    isLast: true,
    most: mostRanges / roots.length,
  })
  if (rest === 'nothing') return 'nothing'
  const single = roots.length === 1 ? rootFields + rest.single : singleOf(root)
  const rank = rest.isWhole ? ranks.key : rest.isRange ? ranks.pathRange : ranks.path
  return {
    index: tableIndex,
    // Sound: `choicesOf` leaves parts of keys alone.
    ranges: roots.flatMap((values) => {
      const { pk } = below(values as KeyValue[])
      return rest.sorts.map((sort) => ({ pk, sort }))
    }),
    consistent: true,
    mixed: false,
    rank,
    served: [...root.map(({ by }) => by), ...rest.served],
    isInKeyOrder: (field) => path.includes(field) && path.indexOf(field) <= single,
  }
}

/** All rows of an entity: a root's from its own list, a child's out of all rows. */
export function listWay(
  { entity: { path }, layout: { keys } }: EntityItems,
  partitions: readonly string[],
  conditions: readonly FieldCondition[],
): Way | Nothing {
  const isRoot = keys.gsi1pk !== undefined
  const fields = isRoot ? path : path.slice(0, templateFields(keys.pk).length)
  const part = sortsOf(fields, conditions, {
    prefix: templatePrefix((isRoot ? keys.gsi1sk : keys.gsi2sk) ?? ''),
    isLast: isRoot,
    most: isRoot ? mostRanges : 1,
  })
  if (part === 'nothing') return 'nothing'
  const pks = isRoot ? [keys.gsi1pk ?? ''] : partitions
  return {
    index: isRoot ? listIndex : allIndex,
    ranges: pks.flatMap((pk) => part.sorts.map((sort) => ({ pk, sort }))),
    consistent: false,
    mixed: !isRoot,
    rank: part.served.length > 0 || part.isRange ? ranks.listRange : ranks.list,
    served: part.served,
    isInKeyOrder: (field) => isRoot && path.includes(field) && path.indexOf(field) <= part.single,
  }
}

/** Parts of a partition whose sort keys begin with fields of a path. */
interface PathSorts {
  readonly sorts: readonly SortCondition[]
  readonly served: readonly FieldCondition[]
  /** Fields, from the first on, that have one value alone. */
  readonly single: number
  /** Each part is one key. */
  readonly isWhole: boolean
  /** A field that has no single values has a range of them. */
  readonly isRange: boolean
}

interface PathKeys {
  readonly prefix: string
  /** Nothing follows the last of the fields. */
  readonly isLast: boolean
  readonly most: number
}

function sortsOf(
  fields: readonly string[],
  conditions: readonly FieldCondition[],
  { prefix, isLast, most }: PathKeys,
): PathSorts | Nothing {
  const all = choicesOf(fields, conditions)
  if (all === 'nothing') return 'nothing'
  const choices = all.slice(0, lengthWithin(all, most))
  const texts = combinations(choices.map(({ values }) => values)).map(
    (values) => prefix + values.map((value) => `${keyText(value)}#`).join(''),
  )
  const served = choices.map(({ by }) => by)
  const single = singleOf(choices)
  const next = fields[choices.length]
  if (next === undefined) {
    const ends = isLast && fields.length > 0 ? texts.map((text) => text.slice(0, -1)) : texts
    const keys = ends.filter(isSortKey)
    if (keys.length === 0) return 'nothing'
    const sorts = keys.map((text): SortCondition => ({ op: isLast ? '=' : 'begins_with', text }))
    return { sorts, served, single, isWhole: isLast, isRange: false }
  }
  // What follows a field that is not the last sorts before some characters of longer values.
  const isEnd = isLast && choices.length === fields.length - 1
  const asked = conditionsOn(conditions, next).filter(({ op }) => isEnd || op === 'startsWith')
  const ranges = texts.map((text) =>
    sortRange(asked, { prefix: text, textOf: (value) => text + keyText(value), alone: false }),
  )
  const sorts = ranges.flatMap((range, index): SortCondition[] =>
    range === 'nothing' ? [] : [range?.sort ?? { op: 'begins_with', text: texts[index] ?? prefix }],
  )
  if (sorts.length === 0) return 'nothing'
  const isServed = (condition: FieldCondition): boolean =>
    ranges.every((range) => range === 'nothing' || range?.served.includes(condition))
  return {
    sorts,
    served: [...served, ...asked.filter(isServed)],
    single,
    isWhole: false,
    isRange: ranges.some((range) => range !== undefined),
  }
}

/** The possible values of the first fields, up to one that may have any. */
function choicesOf(fields: readonly string[], conditions: readonly FieldCondition[]): Choice[] | Nothing {
  const choices: Choice[] = []
  for (const field of fields) {
    const choice = choiceOf(conditions, field)
    if (!choice) break
    // No row has a key of other values.
    const values = choice.values.filter(isKeyPart)
    if (values.length === 0) return 'nothing'
    choices.push({ ...choice, values })
  }
  return choices
}

function lengthWithin(choices: readonly Choice[], most: number): number {
  let count = 1
  const end = choices.findIndex(({ values }) => (count *= values.length) > most)
  return end === -1 ? choices.length : end
}

function singleOf(choices: readonly Choice[]): number {
  const end = choices.findIndex(({ values }) => values.length > 1)
  return end === -1 ? choices.length : end
}
