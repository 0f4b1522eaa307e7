import type { ListSource, RowChange } from '../list-source.ts'
import type { AggregateResult, LiveAggregate } from '../live-query.types.ts'
import { createOrderedKeys, type OrderedKeys } from '../ordered-keys.ts'
import { toSortValue } from '../sort-value.ts'
import type { Values } from '../values.ts'
import { sameResult } from './window.ts'

/** The fields of an aggregate, before its entity is known. */
export interface AnyAggregates {
  readonly sum?: readonly string[] | undefined
  readonly avg?: readonly string[] | undefined
  readonly min?: readonly string[] | undefined
  readonly max?: readonly string[] | undefined
}

/** Counts, sums and bounds of rows, kept in step with each row that changes. */
export interface Totals {
  readonly size: number
  has(key: string): boolean
  update(changes: readonly RowChange[]): void
  data(): Values
}

export function createTotals(
  asked: AnyAggregates,
  rows: readonly (readonly [string, Values])[],
  valueOf: (key: string, field: string) => unknown,
): Totals {
  const { sum = [], avg = [], min = [], max = [] } = asked
  const sums = new Map([...sum, ...avg].map((field) => [field, createSum()]))
  const orders = new Map([...min, ...max].map((field) => [field, createOrderedKeys([[field, 'asc']])]))
  const keys = new Set<string>()

  const update = (changes: readonly RowChange[]): void => {
    for (const [key, row] of changes) {
      if (row) keys.add(key)
      else keys.delete(key)
      for (const [field, one] of sums) one.put(key, row?.[field])
    }
    for (const order of orders.values()) order.update(changes)
  }

  const pick = (fields: readonly string[], read: (field: string) => unknown): Values =>
    Object.fromEntries(fields.map((field) => [field, read(field)]))
  const at = (field: string, place: (order: OrderedKeys) => string | undefined): unknown => {
    const order = orders.get(field)
    const key = order && place(order)
    return key === undefined ? null : valueOf(key, field)
  }

  update(rows)
  return {
    get size() {
      return keys.size
    },
    has: (key) => keys.has(key),
    update,
    data: () => ({
      count: keys.size,
      sum: pick(sum, (field) => sums.get(field)?.sum()),
      avg: pick(avg, (field) => sums.get(field)?.avg()),
      min: pick(min, (field) =>
        at(field, (order) => (filled(order, field) > 0 ? order.slice(0, 1)[0] : undefined)),
      ),
      max: pick(max, (field) => at(field, (order) => order.entries()[filled(order, field) - 1]?.key)),
    }),
  }
}

/** An aggregate to subscribe to: the same object until a number in it changes. */
export function createAggregate(source: ListSource<Totals>): LiveAggregate<Values> {
  let result: AggregateResult<Values> | undefined
  let data: Values = {}
  let seen = -1
  return {
    subscribe: source.subscribe,
    get() {
      const version = source.version()
      if (version !== seen) {
        const next = source.view().data()
        if (!sameNumbers(data, next)) data = next
        seen = version
      }
      const next = { data, ...source.state(), refetch: source.refetch }
      if (!result || !sameResult(result, next)) result = next
      return result
    },
  }
}

function sameNumbers(left: Values, right: Values): boolean {
  return Object.entries(right).every(([name, value]) => {
    const before = left[name]
    if (typeof value !== 'object' || value === null || value instanceof Date) return Object.is(before, value)
    return typeof before === 'object' && before !== null && sameNumbers({ ...before }, { ...value })
  })
}

/** Entries with nothing in them come last. */
function filled(order: OrderedKeys, field: string): number {
  const entries = order.entries()
  let [low, high] = [0, entries.length]
  while (low < high) {
    const middle = (low + high) >>> 1
    if (toSortValue(entries[middle]?.row[field]) === null) high = middle
    else low = middle + 1
  }
  return low
}

function createSum() {
  const values = new Map<string, bigint | number>()
  let whole = 0n
  let total = 0

  const add = (value: bigint | number, sign: 1 | -1): void => {
    if (typeof value === 'bigint') whole += BigInt(sign) * value
    else total += sign * value
  }

  return {
    put(key: string, value: unknown): void {
      const before = values.get(key)
      if (before === value) return
      if (before !== undefined) add(before, -1)
      values.delete(key)
      if (typeof value === 'bigint' || (typeof value === 'number' && Number.isFinite(value))) {
        values.set(key, value)
        add(value, 1)
      }
      // What was lost in fractions is forgotten with the last value.
      if (values.size === 0) total = 0
    },
    sum: (): bigint | number => (typeof values.values().next().value === 'bigint' ? whole : total),
    avg: (): number | null => (values.size === 0 ? null : (Number(whole) + total) / values.size),
  }
}
