import { describe, expect, it } from 'vitest'
import { broken, naiveStore, type Values } from './naive-store.ts'
import { compareValues } from '../src/compare-values.ts'
import { matches } from '../src/matches.ts'
import { memoryStore } from '../src/memory/memory-store.ts'
import type { StoredRow } from '../src/mutation.types.ts'
import { selectFields } from '../src/read-plan.ts'
import type { FieldCondition } from '../src/read-plan.types.ts'
import type { Where } from '../src/read.types.ts'
import type { Page, Store } from '../src/store.types.ts'
import { conditionChecks } from '../src/testing/contract-conditions.ts'
import { fieldChecks, refusalChecks } from '../src/testing/contract-fields.ts'
import { contractModel, type ContractStore } from '../src/testing/contract-model.ts'
import { orderChecks } from '../src/testing/contract-order.ts'
import { failingChecks } from '../src/testing/failing-checks.ts'
import { anyStore } from '../src/testing/replica.ts'
import { storeChecks } from '../src/testing/store-contract.ts'

// Each check of the reads is seen to fail here, on a store with the fault that it is for.

/** A store whose rows are found by another meaning of a condition. */
const meaning = (meets: (condition: FieldCondition, row: Values) => boolean | undefined): Broken => {
  return (store) =>
    naiveStore(store, { meets: (condition, row) => meets(condition, row) ?? matches([condition], row) })
}

/** A store whose methods are other ones. */
const other = (methods: (store: Store) => Partial<Store>): Broken => {
  return (store) => broken({ ...anyStore(store), ...methods(anyStore(store)) })
}

type Broken = (store: ContractStore) => ContractStore
type Faults = Readonly<Record<string, readonly [Broken, ...string[]]>>

const both = (name: string): [string, string] => [`finds ${name}`, `finds ${name}, within one parent`]
const bothWays = (name: string): [string, string] => [`${name}: asc`, `${name}: desc`]

const conditionFaults: Faults = {
  'takes the start of a text for all of it': [
    meaning(({ field, op, value }, row) =>
      op === 'eq' && typeof value === 'string' ? String(row[field]).startsWith(value) : undefined,
    ),
    ...both('text that is equal'),
  ],
  'finds numbers, bigints and dates from a value on': [
    meaning(({ field, op, value }, row) =>
      op === 'eq' && typeof value !== 'string' && value !== null && typeof value !== 'boolean'
        ? matches([{ field, op: 'gte', value }], row)
        : undefined,
    ),
    ...both('numbers, bigints, dates and booleans that are equal'),
  ],
  'takes absent for null': [
    meaning(({ field, op, value }, row) =>
      op === 'eq' && value === null ? (row[field] ?? null) === null : undefined,
    ),
    'finds null, which is no absent value',
  ],
  'never finds null': [
    meaning(({ field }, row) => (row[field] === null ? false : undefined)),
    ...both('null, which is no absent value'),
  ],
  'finds no null among other values': [
    meaning(({ field, op }, row) => (op === 'ne' && row[field] === null ? false : undefined)),
    'finds another value, null among them, absent ones not',
  ],
  'finds absent ones among other values': [
    meaning(({ field, op }, row) => (op === 'ne' && row[field] === undefined ? true : undefined)),
    ...both('another value, null among them, absent ones not'),
  ],
  'looks for the last of several values alone': [
    meaning(({ field, op, value }, row) =>
      op === 'in' ? matches([{ field, op: 'eq', value: value.at(-1) ?? null }], row) : undefined,
    ),
    ...both('one of several values'),
  ],
  'compares text by halves of characters': [
    meaning(({ field, op, value }, row) =>
      op === 'gt' && typeof value === 'string' ? String(row[field]) > value : undefined,
    ),
    ...both('text above and below, by its bytes in UTF-8'),
  ],
  'takes a bound in that is not wanted': [
    meaning(({ field, op, value }, row) =>
      op === 'lt' || op === 'gt' ? matches([{ field, op: `${op}e`, value }], row) : undefined,
    ),
    ...both('numbers above and below'),
    ...both('bigints and dates above and below'),
  ],
  'looks for the start of a text anywhere in it': [
    meaning(({ field, op, value }, row) =>
      op === 'startsWith' ? String(row[field]).toLowerCase().startsWith(value.toLowerCase()) : undefined,
    ),
    'finds the start of a text',
  ],
  'has no text that starts with nothing': [
    meaning(({ op, value }) => (op === 'startsWith' && value === '' ? false : undefined)),
    ...both('the start of a text'),
  ],
  'looks for elements in the text of a list': [
    meaning(({ field, op, value }, row) =>
      op === 'contains' ? [...Object(row[field] ?? [])].join('').includes(String(value)) : undefined,
    ),
    'finds a part of a text, and an element of a list or a set',
  ],
  'does not look into sets': [
    meaning(({ field, op }, row) => (op === 'contains' && row[field] instanceof Set ? false : undefined)),
    ...both('a part of a text, and an element of a list or a set'),
  ],
  'takes null for no value': [
    meaning(({ field, op, value }, row) =>
      op === 'exists' ? ((row[field] ?? null) !== null) === value : undefined,
    ),
    'finds whether there is a value, null being one',
  ],
  'takes every field for one that has a value': [
    meaning(({ op, value }) => (op === 'exists' ? value : undefined)),
    ...both('whether there is a value, null being one'),
  ],
  'asks for one condition of all': [
    (store) =>
      naiveStore(store, { every: (conditions, test) => conditions.length === 0 || conditions.some(test) }),
    ...both('several operators and fields, all of which must hold'),
  ],
  'keeps an index that it does not write to': [
    other((store) => {
      const first = new Map<string, Page<StoredRow>>()
      return {
        async list(name, options) {
          const asked = JSON.stringify([name, options])
          const page = first.get(asked) ?? (await store.list(name, options))
          first.set(asked, page)
          return page
        },
      }
    }),
    'finds what was written, changed and deleted since',
  ],
  'filters children alone': [
    other((store) => ({
      list: (name, options = {}) =>
        store.list(name, name === 'boards' ? { ...options, where: undefined } : options),
    })),
    'finds rows of a root, and by its key',
  ],
}

const orderFaults: Faults = {
  'orders text by halves of characters': [
    (store) =>
      naiveStore(store, {
        compare: (a, b) => (typeof a === 'string' ? (a < String(b) ? -1 : 1) : compareValues(a, b)),
      }),
    ...bothWays('orders rows by text, dates, bigints and unique values'),
    ...bothWays('orders the rows of one parent by a field'),
    ...bothWays('orders the rows that match by a field'),
    ...bothWays("lists a root, and queries a parent's rows, in key order"),
  ],
  'orders by key where rows are looked for': [
    (store) =>
      naiveStore(store, {
        order: ({ conditions, orderBy }) => (conditions.length > 0 ? undefined : orderBy),
      }),
    ...bothWays('orders the rows that match by a field'),
  ],
  'orders the rows of a parent by key': [
    (store) => naiveStore(store, { order: ({ orderBy }, call) => (call === 'query' ? undefined : orderBy) }),
    ...bothWays('orders the rows of one parent by a field'),
  ],
  'goes on behind all rows of one value': [
    (store) =>
      naiveStore(store, {
        end: (_index, last, order) => String(last?.row[order?.field ?? 'id']),
        start: (cursor, sorted, order) => {
          const values = sorted.map(({ row }) => String(row[order?.field ?? 'id']))
          return values.lastIndexOf(cursor) + 1
        },
      }),
    ...bothWays('pages through many rows of one value, each once'),
  ],
  'goes on at a number of rows': [
    (store) => naiveStore(store, {}),
    'goes on while the rows of each page are deleted',
    'goes on in order after rows that were deleted or came between two pages',
    'refuses the cursor of another list, order, condition or parent',
  ],
}

const fieldFaults: Faults = {
  'answers whole rows': [
    (store) => naiveStore(store, { select: (row) => row }),
    'reads the fields that are asked for and those of the key, and no other',
    'reads the key alone where no field is asked for by name',
  ],
  'leaves null out where fields are named': [
    (store) =>
      naiveStore(store, {
        select: (row, fields) => {
          const selected = Object.entries(selectFields(row, fields))
          return Object.fromEntries(fields ? selected.filter(([, value]) => value !== null) : selected)
        },
      }),
    'leaves a field that is asked for absent where the row has none, and null where it is null',
  ],
  'answers a field that is absent as undefined': [
    (store) =>
      naiveStore(store, {
        select: (row, fields) =>
          fields ? Object.fromEntries(fields.map((field) => [field, row[field]])) : row,
      }),
    'leaves a field that is asked for absent where the row has none, and null where it is null',
  ],
  'binds cursors to fields': [
    other((store) => ({
      async query(name, { cursor, ...options }) {
        const bound = JSON.stringify(options.fields ?? [])
        const page = await store.query(name, { ...options, cursor: cursor?.replace(`${bound}!`, '') })
        return { ...page, cursor: page.cursor === null ? null : `${bound}!${page.cursor}` }
      },
    })),
    'goes on with other fields than the page before had',
  ],
  'reads a hundred keys': [
    other((store) => ({ batchGet: (name, keys) => store.batchGet(name, keys.slice(0, 100)) })),
    'reads any number of keys, in their order, also twice, and those of no row',
  ],
  'leaves out keys of no row': [
    other((store) => ({
      batchGet: async (name, keys, options) =>
        (await store.batchGet(name, keys, options)).filter((stored) => stored !== undefined),
    })),
    'reads any number of keys, in their order, also twice, and those of no row',
  ],
  'answers one row for one key': [
    other((store) => ({
      async batchGet(name, keys, options) {
        const rows = await store.batchGet(name, keys, options)
        const first = new Map(rows.map((stored) => [JSON.stringify(stored?.row), stored]))
        return rows.map((stored) => first.get(JSON.stringify(stored?.row)))
      },
    })),
    'keeps the rows of two answers for one key apart',
  ],
  'finds nothing where it need not be consistent': [
    other((store) => ({
      get: async (name, key, options) =>
        options?.consistent === false ? undefined : store.get(name, key, options),
    })),
    'finds what was written, however consistent it is asked to be',
  ],
  'never stops': [
    other((store) => ({
      batchGet: (name, keys, options) => store.batchGet(name, keys, { ...options, signal: undefined }),
    })),
    'stops each read where it is told to',
  ],
}

const refusalFaults: Faults = {
  'finds nothing for what it does not understand': [
    other((store) => ({
      list: (name, options) => store.list(name, options).catch(() => ({ items: [], cursor: null })),
    })),
    'refuses fields, operators, values and orders that an entity does not have',
  ],
  'reads the parent’s key as a condition': [
    other((store) => ({
      // Sound: what is asked of any entity is checked where it is read.
      query: (name, options) => store.list(name, { ...options, where: options.where as Where }),
    })),
    'refuses what is asked wrongly of one parent',
  ],
  'leaves unknown fields out': [
    other((store) => ({ get: (name, key) => store.get(name, key) })),
    'refuses fields that an entity does not have, of rows that are read by their keys',
  ],
}

const groups = {
  conditions: conditionChecks,
  order: orderChecks,
  fields: fieldChecks,
  refusals: refusalChecks,
}
const faults = { ...conditionFaults, ...orderFaults, ...fieldFaults, ...refusalFaults }

describe('the contract of reads', () => {
  it('is kept by a store whose pages are short', async () => {
    for (const pageWork of [1, 2]) {
      expect(await failingChecks(storeChecks, () => memoryStore(contractModel, { pageWork }))).toEqual([])
    }
  })

  it.each(Object.entries(faults))('catches a store that %s', async (_fault, [breakStore, ...caughtBy]) => {
    const failing = await failingChecks(groups, () => breakStore(memoryStore(contractModel)))
    expect(failing).toEqual(expect.arrayContaining(caughtBy))
  })

  it('has no check that nothing fails', () => {
    const caught = new Set(Object.values(faults).flatMap(([, ...names]) => names))
    const names = Object.values(groups).flatMap((checks) => checks.map(({ name }) => name))
    expect(names.filter((name) => !caught.has(name))).toEqual([])
  })
})
