import type { FieldCondition, FieldOrder } from '@throughline/schema/adapter'
import {
  choiceOf,
  combinations,
  conditionsOn,
  mostRanges,
  type Nothing,
  ranks,
  type Way,
} from './access-way.ts'
import type { EntityItems } from '../items/item.ts'
import type { KeyIndex, KeyRange, SortCondition } from './key-range.ts'
import { templateFields } from '../items/key-template.ts'
import { isKeyPart, type LookupKeys } from '../items/lookup-keys.ts'
import { isSortKey, sortRange, type SortKeys, whole } from './sort-range.ts'

type Values = Readonly<Record<string, unknown>>

/** By the indexes that conditions can use, or that have the order that is asked for. */
export function lookupWays(
  items: EntityItems,
  conditions: readonly FieldCondition[],
  orderBy: FieldOrder | undefined,
): (Way | Nothing)[] {
  return items.lookups.flatMap((lookup): (Way | Nothing)[] => {
    const when = whenOf(lookup, conditions)
    if (!when) return []
    const way =
      lookup.layout.by === 'reference'
        ? referenceWay(items, lookup, conditions)
        : valueWay(items, lookup, conditions, orderBy)
    if (!way || way === 'nothing') return way ? [way] : []
    return [{ ...way, served: [...way.served, ...when] }]
  })
}

/** The conditions that rows of a sparse index meet; `undefined` where they may not hold for what is wanted. */
function whenOf(
  { layout: { when = {} } }: LookupKeys,
  conditions: readonly FieldCondition[],
): FieldCondition[] | undefined {
  const wanted = Object.entries(when)
  const met = wanted.flatMap(
    ([field, value]) =>
      conditionsOn(conditions, field).find((one) => one.op === 'eq' && one.value === value) ?? [],
  )
  return met.length === wanted.length ? met : undefined
}

function indexOf({ layout, names }: LookupKeys): KeyIndex {
  return { name: layout.index, ...names }
}

/** Partitions of their own, each in the order of the rows' keys. */
function referenceWay(
  { entity: { path } }: EntityItems,
  lookup: LookupKeys,
  conditions: readonly FieldCondition[],
): Way | Nothing | undefined {
  const { fields } = lookup.layout
  const choices = fields.flatMap((field) => choiceOf(conditions, field) ?? [])
  const isAsked = choices.length === fields.length && choices.every(({ values }) => !values.includes(null))
  const lists = choices.map(({ values }) => values.filter(isKeyPart))
  if (!isAsked || lists.reduce((count, { length }) => count * length, 1) > mostRanges) return undefined
  const ranges = combinations(lists).map((values): KeyRange => {
    const named = Object.fromEntries(fields.map((field, index) => [field, values[index]]))
    return { pk: lookup.pk(named) }
  })
  // A reference to a key that no row can have is in no index; a row may have it all the same.
  if (choices.some(({ values }, index) => values.length !== lists[index]?.length)) return undefined
  return {
    index: indexOf(lookup),
    ranges,
    consistent: false,
    mixed: false,
    rank: ranks.reference,
    served: choices.map(({ by }) => by),
    isInKeyOrder: (field) => {
      const before = path.slice(0, path.indexOf(field))
      return path.includes(field) && before.every((name) => choiceOf(conditions, name)?.values.length === 1)
    },
  }
}

/** One partition in the order of values: the lookup's own, or that of a root, where rows below one parent are together. */
function valueWay(
  { unique }: EntityItems,
  lookup: LookupKeys,
  conditions: readonly FieldCondition[],
  orderBy: FieldOrder | undefined,
): Way | Nothing | undefined {
  const { by, fields } = lookup.layout
  const [field = ''] = fields
  const isLocal = by === 'local'
  const above = isLocal ? parentOf(lookup, conditions) : { values: {}, served: [] }
  if (!above || above === 'nothing') return above
  const keys: SortKeys = {
    prefix: lookup.beforeValue(above.values),
    textOf: (value) => lookup.sk({ ...above.values, [field]: value }),
    alone: !isLocal,
  }
  const part = valueSorts(conditions, field, keys, orderBy)
  if (!part || part === 'nothing') return part
  const pk = lookup.pk(above.values)
  const isUnique = unique.some((one) => one.field === field)
  const globalRank = part.isEqual ? (isUnique ? ranks.uniqueValue : ranks.value) : ranks.valueRange
  return {
    index: indexOf(lookup),
    ranges: part.sorts.map((sort) => ({ pk, sort })),
    consistent: isLocal,
    mixed: false,
    rank: part.isAll ? ranks.order : isLocal ? ranks.localValue : globalRank,
    served: [...above.served, ...part.served],
    order: field,
    isInKeyOrder: () => false,
  }
}

interface ValueSorts {
  readonly sorts: readonly SortCondition[]
  readonly served: readonly FieldCondition[]
  readonly isEqual: boolean
  readonly isAll: boolean
}

function valueSorts(
  conditions: readonly FieldCondition[],
  field: string,
  keys: SortKeys,
  orderBy: FieldOrder | undefined,
): ValueSorts | Nothing | undefined {
  const choice = choiceOf(conditions, field)
  // Rows without a value are in no index.
  if (choice && !choice.values.includes(null)) {
    const texts = choice.values.map(keys.textOf).filter(isSortKey)
    if (texts.length === 0) return 'nothing'
    const sorts = texts.map((text): SortCondition => ({ op: '=', text }))
    return { sorts, served: [choice.by], isEqual: true, isAll: false }
  }
  const range = sortRange(conditionsOn(conditions, field), keys)
  if (range === 'nothing') return 'nothing'
  if (range) return { sorts: [range.sort], served: range.served, isEqual: false, isAll: false }
  if (orderBy?.by !== 'value' || orderBy.field !== field) return undefined
  return { sorts: [whole(keys)], served: [], isEqual: false, isAll: true }
}

/** The one parent whose rows are wanted. */
function parentOf(
  { layout: { pk, sk } }: LookupKeys,
  conditions: readonly FieldCondition[],
): { values: Values; served: readonly FieldCondition[] } | Nothing | undefined {
  const fields = [...templateFields(pk), ...templateFields(sk).slice(0, -1)]
  const choices = fields.flatMap((field) => choiceOf(conditions, field) ?? [])
  if (choices.length < fields.length || choices.some(({ values }) => values.length !== 1)) return undefined
  if (!choices.every(({ values }) => isKeyPart(values[0]))) return 'nothing'
  return {
    values: Object.fromEntries(fields.map((field, index) => [field, choices[index]?.values[0]])),
    served: choices.map(({ by }) => by),
  }
}
