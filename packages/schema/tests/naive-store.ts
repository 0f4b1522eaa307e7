import type { StoredRow } from '../src/mutation.types.ts'
import { compareValues } from '../src/compare-values.ts'
import { matches } from '../src/matches.ts'
import { entityOf } from '../src/plan-write.ts'
import { planQuery, planRead, selectFields } from '../src/read-plan.ts'
import type { FieldCondition, FieldOrder, ReadPlan } from '../src/read-plan.types.ts'
import type { Page, PageOptions, Store } from '../src/store.types.ts'
import { contractModel, type ContractStore } from '../src/testing/contract-model.ts'
import { readAll } from '../src/testing/read-all.ts'
import { anyStore } from '../src/testing/replica.ts'

export type Values = Readonly<Record<string, unknown>>

/** The parts of a store that reads everything and then filters, sorts and cuts; each may have a fault. */
interface Parts {
  readonly meets: (condition: FieldCondition, row: Values) => boolean
  readonly every: (
    conditions: readonly FieldCondition[],
    test: (condition: FieldCondition) => boolean,
  ) => boolean
  readonly compare: (a: unknown, b: unknown) => number
  readonly order: (plan: ReadPlan, call: 'list' | 'query') => FieldOrder | undefined
  /** Where a page begins, among rows that are sorted. */
  readonly start: (cursor: string, sorted: readonly StoredRow[], order?: FieldOrder) => number
  /** What names the place after a row. */
  readonly end: (index: number, last: StoredRow | undefined, order?: FieldOrder) => string
  readonly select: (row: Values, fields: readonly string[] | undefined) => Values
}

const sound: Parts = {
  meets: (condition, row) => matches([condition], row),
  every: (conditions, test) => conditions.every(test),
  compare: compareValues,
  order: ({ orderBy }) => orderBy,
  start: Number,
  end: String,
  select: selectFields,
}

/** Makes a store over another that reads everything, and then does with it what these parts say. */
export function naiveStore(store: ContractStore, faults: Partial<Parts>): ContractStore {
  const parts = { ...sound, ...faults }
  const any = anyStore(store)
  const read = async (
    name: string,
    plan: ReadPlan,
    orderBy: FieldOrder | undefined,
    isWanted: (row: Values) => boolean,
    { limit = 100, cursor }: PageOptions,
  ): Promise<Page<StoredRow>> => {
    const { items } = await readAll((next) => any.list(name, { limit: 1000, cursor: next }))
    const found = items.filter(
      ({ row }) => isWanted(row) && parts.every(plan.conditions, (condition) => parts.meets(condition, row)),
    )
    const sorted = sort(found, orderBy, parts.compare)
    const start = cursor === undefined ? 0 : parts.start(cursor, sorted, orderBy)
    const page = sorted.slice(start, start + limit)
    const isLast = start + limit >= sorted.length
    return {
      items: page.map(({ row, meta }) => ({ row: parts.select(row, plan.fields), meta })),
      cursor: isLast ? null : parts.end(start + limit, page.at(-1), orderBy),
    }
  }
  return broken({
    ...any,
    async list(name, options = {}) {
      const plan = planRead(entityOf(contractModel, name), options)
      return read(name, plan, parts.order(plan, 'list'), () => true, options)
    },
    async query(name, options) {
      const plan = planQuery(entityOf(contractModel, name), options)
      const isWanted = (row: Values): boolean =>
        Object.entries(plan.parent).every(([field, value]) => row[field] === value)
      return read(name, plan, parts.order(plan, 'query'), isWanted, options)
    },
  })
}

function sort(
  rows: readonly StoredRow[],
  order: FieldOrder | undefined,
  compare: Parts['compare'],
): readonly StoredRow[] {
  if (!order) return rows
  const { field, descending } = order
  const valued = rows.filter(({ row }) => row[field] !== undefined && row[field] !== null)
  return valued.toSorted((a, b) => compare(a.row[field], b.row[field]) * (descending ? -1 : 1))
}

/** A store of any model that was made of one of the contract's. */
export function broken(store: Store): ContractStore {
  // Sound: entities and rows are matched by name.
  return store as unknown as ContractStore
}
