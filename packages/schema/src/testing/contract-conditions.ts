import { expect } from 'vitest'
import type { Where } from '../read.types.ts'
import { type Check, collectChecks } from './check.ts'
import { type BoardRow, type ContractStore, ids, type TicketRow } from './contract-model.ts'
import { loadTickets, ticketIds, ticketRows } from './contract-tickets.ts'
import { readAll } from './read-all.ts'

type Cases = readonly (readonly [Where<TicketRow>, ...string[]])[]

const newYear = new Date('2026-01-01T00:00:00.000Z')
const huge = 2n ** 70n

/** What each condition finds among `ticketRows`, told by hand. */
const cases: Readonly<Record<string, Cases>> = {
  'text that is equal': [
    [{ title: 'Alpha' }, 't1'],
    [{ title: { eq: 'alpha' } }, 't3'],
    [{ title: 'Al' }],
    [{ code: 'C1' }, 't1'],
    [{ note: '' }, 't4'],
    [{ id: 't2' }, 't2'],
    [{ state: 'open' }, 't1', 't5'],
    [{ memberId: 'm1' }, 't1', 't2', 't5'],
    [{ boardId: 'b2' }, 't4', 't5', 't6'],
    [{ boardId: 'b' }],
    [{ boardId: 'b#2' }],
  ],
  'numbers, bigints, dates and booleans that are equal': [
    [{ rank: 1 }, 't1', 't5'],
    [{ rank: { eq: -2.5 } }, 't3'],
    [{ rank: 0 }, 't6'],
    [{ points: 40 }, 't4'],
    [{ size: huge }, 't4'],
    [{ size: { eq: -huge } }, 't3'],
    [{ due: newYear }, 't1'],
    [{ due: { eq: new Date(newYear.getTime() + 1) } }, 't4'],
    [{ urgent: true }, 't1', 't4'],
    [{ urgent: { eq: false } }, 't2', 't3', 't5', 't6'],
  ],
  'null, which is no absent value': [
    [{ rank: null }, 't2'],
    [{ note: null }, 't2'],
    [{ memberId: { eq: null } }, 't3', 't6'],
    [{ note: { ne: null } }, 't1', 't4', 't5'],
    [{ rank: { in: [null, 10] } }, 't2', 't4'],
  ],
  'another value, null among them, absent ones not': [
    [{ title: { ne: 'Alpha' } }, 't2', 't3', 't4', 't5', 't6'],
    [{ rank: { ne: 1 } }, 't2', 't3', 't4', 't6'],
    [{ note: { ne: 'x' } }, 't2', 't4', 't5'],
    [{ state: { ne: 'open' } }, 't2', 't4'],
    [{ due: { ne: newYear } }, 't3', 't4', 't6'],
    [{ size: { ne: 10n } }, 't1', 't3', 't4'],
    [{ urgent: { ne: true } }, 't2', 't3', 't5', 't6'],
  ],
  'one of several values': [
    [{ title: { in: ['Alpha', 'Beta', 'Gamma', 'Beta'] } }, 't1', 't2'],
    [{ rank: { in: [0, 1] } }, 't1', 't5', 't6'],
    [{ points: { in: [5, -3] } }, 't1', 't3'],
    [{ due: { in: [newYear] } }, 't1'],
    [{ size: { in: [1n, 10n] } }, 't1', 't6'],
    [{ urgent: { in: [true, false] } }, 't1', 't2', 't3', 't4', 't5', 't6'],
    [{ state: { in: ['done', 'late'] } }, 't2', 't4'],
    [
      { title: { in: Array.from({ length: 100 }, (_, index) => (index === 99 ? '🦊' : `none ${index}`)) } },
      't5',
    ],
  ],
  'text above and below, by its bytes in UTF-8': [
    [{ title: { gt: 'Alpha' } }, 't2', 't3', 't5', 't6'],
    [{ title: { gte: 'Alpha', lt: 'alpha' } }, 't1', 't2'],
    [{ title: { lte: 'Alpha' } }, 't1', 't4'],
    [{ title: { gt: '～' } }, 't5'],
    [{ title: { gt: 'b', lt: '🦊' } }, 't6'],
    [{ note: { lt: 'x' } }, 't4', 't5'],
    [{ state: { gte: 'late' } }, 't1', 't4', 't5'],
    [{ title: { gt: 'b', lt: 'a' } }],
    [{ id: { gt: 't4' } }, 't5', 't6'],
  ],
  'numbers above and below': [
    [{ rank: { gt: 1 } }, 't4'],
    [{ rank: { gte: 1 } }, 't1', 't4', 't5'],
    [{ rank: { lt: 1 } }, 't3', 't6'],
    [{ rank: { lte: -2.5 } }, 't3'],
    [{ rank: { gt: -2.5, lte: 1 } }, 't1', 't5', 't6'],
    [{ rank: { gt: -1e300, lt: 1e300 } }, 't1', 't3', 't4', 't5', 't6'],
    [{ points: { gt: -3 } }, 't1', 't4'],
    [{ points: { lt: 40 } }, 't1', 't3'],
  ],
  'bigints and dates above and below': [
    [{ size: { gt: 1n } }, 't4', 't6'],
    [{ size: { gt: 10n } }, 't4'],
    [{ size: { lt: 1n } }, 't3'],
    [{ size: { gte: 1n, lte: 10n } }, 't1', 't6'],
    [{ due: { lt: new Date(0) } }, 't3'],
    [{ due: { gt: newYear } }, 't4', 't6'],
    [{ due: { gte: newYear, lt: new Date('2030-01-01') } }, 't1', 't4'],
  ],
  'the start of a text': [
    [{ title: { startsWith: 'Al' } }, 't1', 't4'],
    [{ title: { startsWith: 'Alpha' } }, 't1'],
    [{ title: { startsWith: '' } }, 't1', 't2', 't3', 't4', 't5', 't6'],
    [{ title: { startsWith: '🦊' } }, 't5'],
    [{ note: { startsWith: 'X' } }, 't5'],
    [{ code: { startsWith: 'C1' } }, 't1', 't3'],
    [{ id: { startsWith: 't' } }, 't1', 't2', 't3', 't4', 't5', 't6'],
  ],
  'a part of a text, and an element of a list or a set': [
    [{ title: { contains: 'lph' } }, 't1', 't3'],
    [{ title: { contains: '' } }, 't1', 't2', 't3', 't4', 't5', 't6'],
    [{ note: { contains: ' ' } }, 't5'],
    [{ labels: { contains: 'a' } }, 't1', 't5'],
    [{ labels: { contains: 'A' } }, 't4'],
    [{ marks: { contains: 2 } }, 't1'],
    [{ marks: { contains: 2.5 } }, 't4'],
    [{ marks: { contains: 7 } }],
  ],
  'whether there is a value, null being one': [
    [{ note: { exists: true } }, 't1', 't2', 't4', 't5'],
    [{ note: { exists: false } }, 't3', 't6'],
    [{ due: { exists: false } }, 't2', 't5'],
    [{ size: { exists: true } }, 't1', 't3', 't4', 't6'],
    [{ place: { exists: true } }, 't1'],
    [{ marks: { exists: false } }, 't2', 't5', 't6'],
    [{ state: { exists: false } }, 't3', 't6'],
  ],
  'several operators and fields, all of which must hold': [
    [{ rank: 1, state: 'open' }, 't1', 't5'],
    [{ rank: 1, title: { startsWith: 'A' } }, 't1'],
    [{ title: { startsWith: 'Al', ne: 'Alpha', contains: 'p' } }, 't4'],
    [{ due: { gt: new Date(0) }, size: { gt: 1n }, rank: { lt: 5 } }, 't6'],
    [{ memberId: 'm1', note: { exists: true }, labels: { contains: 'a' } }, 't1', 't5'],
    [{ boardId: 'b2', rank: { gte: 0 }, urgent: false }, 't5', 't6'],
    [{ id: 't1', boardId: 'b1', title: 'Alpha' }, 't1'],
    [{ id: 't1', boardId: 'b2' }],
    [{ rank: null, title: 'Alpha' }],
    [{}, 't1', 't2', 't3', 't4', 't5', 't6'],
  ],
}

/** What a `where` finds, in a list and in the query of one parent. */
export const conditionChecks: readonly Check<ContractStore>[] = collectChecks<ContractStore>((check) => {
  for (const [name, found] of Object.entries(cases)) {
    check(`finds ${name}`, async (store) => {
      await loadTickets(store)
      for (const [where, ...expected] of found) {
        const listed = await ticketIds(store, { where, limit: 4 })
        expect(listed.toSorted(), `list ${inspect(where)}`).toEqual(expected)
      }
    })

    check(`finds ${name}, within one parent`, async (store) => {
      await loadTickets(store)
      const ofBoard = new Set(ticketRows.flatMap(({ row }) => (row.boardId === 'b2' ? [row.id] : [])))
      for (const [{ boardId: _, ...where }, ...all] of found.filter(
        ([asked]) => asked.boardId === undefined,
      )) {
        const { items } = await readAll((cursor) =>
          store.query('tickets', { where: { ...where, boardId: 'b2' }, limit: 2, cursor }),
        )
        const expected = all.filter((id) => ofBoard.has(id))
        expect(items.map(({ row }) => row.id).toSorted(), `query ${inspect(where)}`).toEqual(expected)
      }
    })
  }

  check('finds what was written, changed and deleted since', async (store) => {
    await loadTickets(store)
    const rank = { gt: 5 }
    expect(await ticketIds(store, { where: { rank } })).toEqual(['t4'])
    await store.push([
      {
        op: 'update',
        mutationId: 'm1',
        entity: 'tickets',
        key: { boardId: 'b1', id: 't1' },
        changes: { rank: 6 },
      },
      { op: 'delete', mutationId: 'm2', entity: 'tickets', key: { boardId: 'b2', id: 't4' } },
      {
        op: 'update',
        mutationId: 'm3',
        entity: 'tickets',
        key: { boardId: 'b2', id: 't6' },
        changes: { due: undefined, title: 'Alpha' },
      },
    ])
    expect(await ticketIds(store, { where: { rank } })).toEqual(['t1'])
    expect((await ticketIds(store, { where: { title: 'Alpha' } })).toSorted()).toEqual(['t1', 't6'])
    expect(await ticketIds(store, { where: { title: '～' } })).toEqual([])
    expect((await ticketIds(store, { where: { due: { gt: new Date(0) } } })).toSorted()).toEqual(['t1'])
  })

  check('finds rows of a root, and by its key', async (store) => {
    await loadTickets(store)
    const find = async (where: Where<BoardRow>, limit?: number): Promise<string[]> =>
      ids((await readAll((cursor) => store.list('boards', { where, limit, cursor }))).items)
    expect(await find({ title: 'b2' })).toEqual(['b2'])
    expect(await find({ id: { gt: 'b1' } })).toEqual(['b2'])
    expect(await find({ id: 'b1', color: 'red' })).toEqual(['b1'])
    expect(await find({ id: 'b1', color: 'blue' })).toEqual([])
    expect(await find({ createdAt: { startsWith: '2020' } }, 1)).toHaveLength(2)
  })
})

function inspect(where: object): string {
  return JSON.stringify(where, (_name, value: unknown) => (typeof value === 'bigint' ? `${value}n` : value))
}
