import { expect } from 'vitest'
import type { Page, Store } from '../store.types.ts'
import { type Check, collectChecks } from './check.ts'
import { board, card, type ContractStore } from './contract-model.ts'
import { loadTickets, ticketRow } from './contract-tickets.ts'
import { readAll } from './read-all.ts'
import { anyStore } from './replica.ts'

/** Which fields are read, and of how many keys. */
export const fieldChecks: readonly Check<ContractStore>[] = collectChecks<ContractStore>((check) => {
  check('reads the fields that are asked for and those of the key, and no other', async (store) => {
    await loadTickets(store)
    const fields = ['rank', 'marks', 'note'] as const
    const key = { boardId: 'b1', id: 't1' }
    const expected = { boardId: 'b1', id: 't1', rank: 1, marks: new Set([1, 2]), note: 'x' }
    const whole = await store.get('tickets', key)
    expect(await store.get('tickets', key, { fields })).toEqual({ row: expected, meta: whole?.meta })
    expect(await store.batchGet('tickets', [key], { fields })).toEqual([{ row: expected, meta: whole?.meta }])
    const reads: readonly ((cursor: string | undefined) => Promise<Page<unknown>>)[] = [
      (cursor) => store.list('tickets', { fields, where: { title: 'Alpha' }, cursor }),
      (cursor) => store.list('tickets', { fields, where: { urgent: true, boardId: 'b1' }, cursor }),
      (cursor) =>
        store.query('tickets', { fields, where: { boardId: 'b1', memberId: 'm1', rank: 1 }, cursor }),
      (cursor) => store.list('tickets', { fields, where: { id: 't1' }, orderBy: { due: 'asc' }, cursor }),
    ]
    for (const read of reads)
      expect((await readAll(read)).items).toEqual([{ row: expected, meta: whole?.meta }])
    const first = { fields, where: { boardId: 'b1' }, orderBy: { size: 'desc' }, limit: 1 } as const
    expect((await store.query('tickets', first)).items).toEqual([{ row: expected, meta: whole?.meta }])
  })

  check(
    'leaves a field that is asked for absent where the row has none, and null where it is null',
    async (store) => {
      await loadTickets(store)
      const { items } = await readAll((cursor) =>
        store.query('tickets', { where: { boardId: 'b1' }, fields: ['note', 'id'], limit: 1, cursor }),
      )
      expect(items.map(({ row }) => row)).toEqual([
        { boardId: 'b1', id: 't1', note: 'x' },
        { boardId: 'b1', id: 't2', note: null },
        { boardId: 'b1', id: 't3' },
      ])
      expect(Object.keys(items[2]?.row ?? {}).toSorted()).toEqual(['boardId', 'id'])
    },
  )

  check('reads the key alone where no field is asked for by name', async (store) => {
    await store.push([board('b1'), card('b1', 'c1')])
    const { items } = await store.list('boards', { fields: [] })
    expect(items).toMatchObject([{ row: { id: 'b1' }, meta: { version: 1 } }])
    expect(Object.keys(items[0]?.row ?? {})).toEqual(['id'])
    const stored = await store.get('cards', { boardId: 'b1', id: 'c1' }, { fields: ['id'] })
    expect(stored?.row).toEqual({ boardId: 'b1', id: 'c1' })
  })

  check('goes on with other fields than the page before had', async (store) => {
    await loadTickets(store)
    const options = { where: { boardId: 'b2' }, orderBy: { rank: 'asc' } } as const
    const first = await store.query('tickets', { ...options, fields: ['rank'], limit: 1 })
    expect(first.items.map(({ row }) => row.rank)).toEqual([0])
    const { items } = await readAll((cursor) =>
      store.query('tickets', { ...options, cursor: cursor ?? first.cursor ?? undefined }),
    )
    expect(items.map(({ row }) => row.title)).toEqual(['🦊', 'Alp'])
  })

  check('reads any number of keys, in their order, also twice, and those of no row', async (store) => {
    const rows = Array.from({ length: 130 }, (_, index) => ticketRow(`t${index}`, { rank: index }))
    await loadTickets(store, rows)
    const keys = Array.from({ length: 260 }, (_, index) => ({ boardId: 'b1', id: `t${(index * 7) % 150}` }))
    const found = await store.batchGet('tickets', keys)
    expect(found.map((stored) => stored?.row.id)).toEqual(
      keys.map(({ id }) => (Number(id.slice(1)) < 130 ? id : undefined)),
    )
    expect(found[1]).toEqual(await store.get('tickets', { boardId: 'b1', id: 't7' }))
    expect(found[1]).toEqual(found[151])
    expect(await store.batchGet('tickets', [])).toEqual([])
    const none = [
      { boardId: 'b2', id: 't1' },
      { boardId: 'b1', id: 't#1' },
      { boardId: 'b1', id: '' },
    ]
    expect(await store.batchGet('tickets', none)).toEqual([undefined, undefined, undefined])
  })

  check('keeps the rows of two answers for one key apart', async (store) => {
    await loadTickets(store)
    const key = { boardId: 'b1', id: 't1' }
    const [first, second] = await store.batchGet('tickets', [key, key])
    first?.row.labels.push('spoilt')
    expect(second?.row.labels).toEqual(['a', 'b'])
  })

  check('finds what was written, however consistent it is asked to be', async (store) => {
    await loadTickets(store)
    const key = { boardId: 'b1', id: 't1' }
    for (const consistent of [true, false]) {
      expect((await store.get('tickets', key, { consistent }))?.row.id).toBe('t1')
      expect((await store.batchGet('tickets', [key], { consistent }))[0]?.row.id).toBe('t1')
      const where = { boardId: 'b1' }
      const { items } = await readAll((cursor) => store.query('tickets', { where, consistent, cursor }))
      expect(items).toHaveLength(3)
    }
    expect((await store.list('tickets', { consistent: false })).items).toHaveLength(6)
  })

  check('stops each read where it is told to', async (store) => {
    await loadTickets(store)
    const signal = AbortSignal.abort()
    const key = { boardId: 'b1', id: 't1' }
    for (const read of [
      () => store.get('tickets', key, { signal }),
      () => store.batchGet('tickets', [key], { signal }),
      () => store.list('tickets', { signal, where: { rank: 1 } }),
      () => store.query('tickets', { signal, where: { boardId: 'b1' }, orderBy: { title: 'asc' } }),
    ]) {
      await expect(read()).rejects.toMatchObject({ name: 'StoreError', code: 'aborted' })
    }
  })
})

type Options = Readonly<Record<string, unknown>>

const names =
  'id, boardId, memberId, title, rank, due, size, code, urgent, state, note, points, labels, marks, place'
const ordered = 'title, rank, due, size, code'

/** What is asked wrongly of a list, with the sentence that every store answers. */
const refusals: readonly (readonly [Options, string])[] = [
  [{ where: { titel: 'a' } }, `"tickets" has no field "titel". It has: ${names}.`],
  [{ where: { constructor: 'a' } }, `"tickets" has no field "constructor". It has: ${names}.`],
  [{ where: JSON.parse('{"__proto__":{"eq":1}}') }, `"tickets" has no field "__proto__". It has: ${names}.`],
  [
    { where: { rank: { like: 1 } } },
    '"tickets.rank" cannot be asked by "like". It can by: eq, ne, in, gt, gte, lt, lte.',
  ],
  [
    { where: { rank: JSON.parse('{"__proto__":1}') } },
    '"tickets.rank" cannot be asked by "__proto__". It can by: eq, ne, in, gt, gte, lt, lte.',
  ],
  [{ where: { urgent: { gt: false } } }, '"tickets.urgent" cannot be asked by "gt". It can by: eq, ne, in.'],
  [{ where: { labels: ['a'] } }, '"tickets.labels" cannot be asked by "eq". It can by: contains.'],
  [{ where: { place: { x: 1 } } }, '"tickets.place" cannot be asked by "x". It can by: exists.'],
  [{ where: { rank: '1' } }, '"tickets.rank" asked by "eq" takes a finite number or null, not text.'],
  [{ where: { rank: { gt: null } } }, '"tickets.rank" asked by "gt" takes a finite number, not null.'],
  [{ where: { rank: Number.NaN } }, '"tickets.rank" asked by "eq" takes a finite number or null, not NaN.'],
  [{ where: { title: null } }, '"tickets.title" asked by "eq" takes text, not null.'],
  [{ where: { due: '2026-01-01' } }, '"tickets.due" asked by "eq" takes a date, not text.'],
  [
    { where: { due: new Date(Number.NaN) } },
    '"tickets.due" asked by "eq" takes a date, not an invalid date.',
  ],
  [{ where: { size: { lt: 1 } } }, '"tickets.size" asked by "lt" takes a bigint, not a finite number.'],
  [
    { where: { state: 'lost' } },
    '"tickets.state" asked by "eq" takes one of "open", "done", "late", not another value.',
  ],
  [
    { where: { note: undefined } },
    '"tickets.note" asked by "eq" takes a value, not undefined. Leave the condition out.',
  ],
  [
    { where: { note: { exists: 1 } } },
    '"tickets.note" asked by "exists" takes true or false, not a finite number.',
  ],
  [
    { where: { marks: { contains: '1' } } },
    '"tickets.marks" asked by "contains" takes a finite number, not text.',
  ],
  [
    { where: { title: { startsWith: 1 } } },
    '"tickets.title" asked by "startsWith" takes text, not a finite number.',
  ],
  [
    { where: { title: '\uD83E' } },
    '"tickets.title" asked by "eq" takes text, not text with half a character.',
  ],
  [{ where: { rank: { in: [] } } }, '"tickets.rank" asked by "in" takes a list of 1 to 100 values, not 0.'],
  [
    { where: { rank: { in: Array.from({ length: 101 }, () => 1) } } },
    '"tickets.rank" asked by "in" takes a list of 1 to 100 values, not 101.',
  ],
  [
    { where: { rank: { in: [1, 'a'] } } },
    '"tickets.rank" asked by "in" takes a finite number or null, not text.',
  ],
  [
    { where: { rank: {} } },
    '"tickets.rank" is asked by no operator. Give one: eq, ne, in, gt, gte, lt, lte.',
  ],
  [{ where: [] }, 'The "where" of "tickets" is no object of conditions by field.'],
  [
    { orderBy: { points: 'asc' } },
    `"tickets" cannot be ordered by "points". Mark the field as \`indexed\`, or order by: ${ordered}.`,
  ],
  // Over all parents, rows are not in the order of their own keys.
  [
    { orderBy: { id: 'asc' } },
    `"tickets" cannot be ordered by "id". Mark the field as \`indexed\`, or order by: ${ordered}.`,
  ],
  [{ orderBy: { titel: 'asc' } }, `"tickets" has no field "titel". It has: ${names}.`],
  [{ orderBy: { title: 'up' } }, `"tickets.title" is ordered 'asc' or 'desc', and not otherwise.`],
  [
    { orderBy: { title: 'asc', rank: 'asc' } },
    `"tickets" is ordered by one field, given as { field: 'asc' } or { field: 'desc' }.`,
  ],
  [{ fields: ['titel'] }, `"tickets" has no field "titel". It has: ${names}.`],
  [{ fields: 'title' }, 'The "fields" of "tickets" are a list of its fields\' names.'],
]

/** What a query of one parent is refused for, beside. */
const queryRefusals: readonly (readonly [Options, string])[] = [
  [{ where: {} }, '"tickets" cannot be queried by nothing. Give its parent: boardId.'],
  [{ where: { rank: 1 } }, '"tickets" cannot be queried by rank. Give its parent: boardId.'],
  [{ where: { boardId: { startsWith: 'b' } } }, '"tickets.boardId" asked by "eq" takes text, not an object.'],
  [{ where: { boardId: 1 } }, '"tickets.boardId" asked by "eq" takes text, not a finite number.'],
  [{ where: { boardId: 'b1', titel: 'a' } }, `"tickets" has no field "titel". It has: ${names}.`],
  [
    { where: { boardId: 'b1' }, orderBy: { points: 'asc' } },
    `"tickets" cannot be ordered by "points". Mark the field as \`indexed\`, or order by: id, ${ordered}.`,
  ],
]

/** What every store refuses, and in which words. */
export const refusalChecks: readonly Check<ContractStore>[] = collectChecks<ContractStore>((check) => {
  const refuses = async (read: () => Promise<unknown>, message: string): Promise<void> => {
    const answer = await read().then(
      () => 'an answer',
      (error: unknown) => error,
    )
    expect(answer, message).toMatchObject({ name: 'StoreError', code: 'invalid', message })
  }
  const asAny = (store: ContractStore): Store => anyStore(store)

  check('refuses fields, operators, values and orders that an entity does not have', async (store) => {
    for (const [options, message] of refusals)
      await refuses(() => asAny(store).list('tickets', options), message)
  })

  check('refuses what is asked wrongly of one parent', async (store) => {
    for (const [options, message] of queryRefusals) {
      await refuses(() => asAny(store).query('tickets', options as { where: Options }), message)
    }
    const root = '"boards" cannot be queried by id. It has no parent: use list.'
    await refuses(() => asAny(store).query('boards', { where: { id: 'b1' } }), root)
  })

  check('refuses fields that an entity does not have, of rows that are read by their keys', async (store) => {
    const message = `"tickets" has no field "titel". It has: ${names}.`
    const key = { boardId: 'b1', id: 't1' }
    await refuses(() => asAny(store).get('tickets', key, { fields: ['titel'] }), message)
    await refuses(() => asAny(store).batchGet('tickets', [key], { fields: ['titel'] }), message)
  })
})
