import { expect } from 'vitest'
import type { OrderBy, OrderDirection } from '../read.types.ts'
import { type Check, collectChecks } from './check.ts'
import { type ContractStore, ids, mutationId, type TicketRow } from './contract-model.ts'
import { loadTickets, ticketIds, ticketRow, ticketRows } from './contract-tickets.ts'
import { readAll } from './read-all.ts'

/** The tickets of `ticketRows` by each field that has an index; those without a value are in no such order. */
const orders: Readonly<Record<string, readonly string[]>> = {
  title: ['t4', 't1', 't2', 't3', 't6', 't5'],
  due: ['t3', 't1', 't4', 't6'],
  size: ['t3', 't1', 't6', 't4'],
  code: ['t1', 't3', 't4'],
}

const directions = ['asc', 'desc'] as const

/** The order of one field; the model's fields are known to the tests by name only. */
const by = (field: string, direction: OrderDirection): OrderBy<TicketRow> => ({ [field]: direction })

const inDirection = (list: readonly string[], direction: OrderDirection): string[] =>
  direction === 'asc' ? [...list] : list.toReversed()

/** In which order rows come, and how a list goes on. */
export const orderChecks: readonly Check<ContractStore>[] = collectChecks<ContractStore>((check) => {
  for (const direction of directions) {
    check(`orders rows by text, dates, bigints and unique values: ${direction}`, async (store) => {
      await loadTickets(store)
      for (const [field, expected] of Object.entries(orders)) {
        for (const limit of [2, 100]) {
          const found = await ticketIds(store, { orderBy: by(field, direction), limit })
          expect(found, `by ${field}`).toEqual(inDirection(expected, direction))
        }
      }
    })

    check(`orders the rows of one parent by a field: ${direction}`, async (store) => {
      await loadTickets(store)
      const within = new Set(ticketRows.flatMap(({ row }) => (row.boardId === 'b2' ? [row.id] : [])))
      for (const [field, all] of Object.entries(orders)) {
        const { items } = await readAll((cursor) =>
          store.query('tickets', {
            where: { boardId: 'b2' },
            orderBy: by(field, direction),
            limit: 2,
            cursor,
          }),
        )
        const expected = all.filter((id) => within.has(id))
        expect(ids(items), `by ${field}`).toEqual(inDirection(expected, direction))
      }
    })

    check(`orders the rows that match by a field: ${direction}`, async (store) => {
      await loadTickets(store)
      const where = { urgent: false, title: { gt: 'B' } }
      const found = await ticketIds(store, { where, orderBy: by('title', direction), limit: 1 })
      expect(found).toEqual(inDirection(['t2', 't3', 't6', 't5'], direction))
      const ofMember = await ticketIds(store, { where: { memberId: 'm1' }, orderBy: by('title', direction) })
      expect(ofMember).toEqual(inDirection(['t1', 't2', 't5'], direction))
    })

    check(`pages through many rows of one value, each once: ${direction}`, async (store) => {
      const rows = Array.from({ length: 23 }, (_, index) =>
        ticketRow(`t${String(index).padStart(2, '0')}`, {
          rank: index === 7 ? null : index % 3,
          title: 'Same',
        }),
      )
      await loadTickets(store, rows)
      const rankOf = new Map(rows.map(({ row }) => [row.id, row.rank]))
      const found = await ticketIds(store, { orderBy: by('rank', direction), limit: 4 })
      const ranks = found.map((id) => rankOf.get(id))
      expect(ranks).toEqual(inDirection(ranks.map(String).toSorted(), direction).map(Number))
      const ranked = rows.flatMap(({ row }) => (row.rank === null ? [] : [row.id]))
      expect(found.toSorted()).toEqual(ranked)
      const same = await ticketIds(store, { orderBy: by('title', direction), limit: 5 })
      expect(same.toSorted()).toEqual(rows.map(({ row }) => row.id))
    })

    check(`lists a root, and queries a parent's rows, in key order: ${direction}`, async (store) => {
      const keys = ['A', 'a', 'a b', 'b1', 'b10', 'b2', '～', '🦊']
      await loadTickets(
        store,
        keys.map((id) => ticketRow(id, { boardId: id })),
      )
      const boards = await readAll((cursor) =>
        store.list('boards', { orderBy: { id: direction }, limit: 3, cursor }),
      )
      expect(ids(boards.items)).toEqual(inDirection(keys, direction))
      await loadTickets(
        store,
        keys.map((id) => ticketRow(id)),
      )
      const { items } = await readAll((cursor) =>
        store.query('tickets', { where: { boardId: 'b1' }, orderBy: { id: direction }, limit: 3, cursor }),
      )
      expect(ids(items)).toEqual(inDirection(keys, direction))
      const some = { boardId: 'b1', id: { gt: 'a', lt: '～' } }
      const between = await readAll((cursor) =>
        store.query('tickets', { where: some, orderBy: { id: direction }, limit: 2, cursor }),
      )
      expect(ids(between.items)).toEqual(inDirection(keys.slice(2, 6), direction))
    })
  }

  check('goes on while the rows of each page are deleted', async (store) => {
    const rows = Array.from({ length: 12 }, (_, index) =>
      ticketRow(`t${String(index).padStart(2, '0')}`, {
        rank: Math.floor(index / 2),
        urgent: index % 3 === 0,
      }),
    )
    const lists = [
      { where: { urgent: true }, expected: 4 },
      { where: { rank: { gte: 2 } }, expected: 8 },
      { orderBy: { rank: 'asc' }, expected: 12 },
      { orderBy: { rank: 'desc' }, expected: 12 },
      { where: { urgent: false }, orderBy: { title: 'desc' }, expected: 8 },
    ] as const
    for (const { expected, ...options } of lists) {
      await store.clear()
      await loadTickets(store, rows)
      const found: string[] = []
      await readAll(async (cursor) => {
        const page = await store.list('tickets', { ...options, limit: 1, cursor })
        for (const { row } of page.items) {
          found.push(row.id)
          await store.push([remove(row.id)])
        }
        return page
      })
      expect(new Set(found).size, JSON.stringify(options)).toBe(expected)
      expect(found, JSON.stringify(options)).toHaveLength(expected)
    }
  })

  check('goes on in order after rows that were deleted or came between two pages', async (store) => {
    await loadTickets(
      store,
      ['a', 'b', 'c', 'd', 'e'].map((id, index) => ticketRow(id, { rank: index * 10 })),
    )
    const options = { orderBy: { rank: 'asc' }, limit: 2 } as const
    const first = await store.list('tickets', options)
    expect(ids(first.items)).toEqual(['a', 'b'])
    await store.push([remove('b'), remove('c'), insert('early', 5), insert('earlier', 4), insert('late', 35)])
    const { items } = await readAll((cursor) =>
      store.list('tickets', { ...options, cursor: cursor ?? first.cursor ?? undefined }),
    )
    expect(ids(items)).toEqual(['d', 'late', 'e'])
  })

  check('refuses the cursor of another list, order, condition or parent', async (store) => {
    await loadTickets(
      store,
      [1, 2, 3, 4].map((rank) => ticketRow(`t${rank}`, { rank, boardId: rank > 2 ? 'b2' : 'b1' })),
    )
    const where = { rank: { gt: 0 } }
    const lists: Readonly<Record<string, (cursor?: string) => Promise<{ cursor: string | null }>>> = {
      all: (cursor) => store.list('tickets', { limit: 1, cursor }),
      matching: (cursor) => store.list('tickets', { limit: 1, cursor, where }),
      'matching another value': (cursor) =>
        store.list('tickets', { limit: 1, cursor, where: { rank: { gt: 1 } } }),
      'matching by another operator': (cursor) =>
        store.list('tickets', { limit: 1, cursor, where: { rank: { gte: 0 } } }),
      'by rank': (cursor) => store.list('tickets', { limit: 1, cursor, orderBy: { rank: 'asc' } }),
      'by rank, backwards': (cursor) =>
        store.list('tickets', { limit: 1, cursor, orderBy: { rank: 'desc' } }),
      'by title': (cursor) => store.list('tickets', { limit: 1, cursor, orderBy: { title: 'asc' } }),
      'matching, by rank': (cursor) =>
        store.list('tickets', { limit: 1, cursor, where, orderBy: { rank: 'asc' } }),
      'of a parent': (cursor) => store.query('tickets', { limit: 1, cursor, where: { boardId: 'b1' } }),
      'of another parent': (cursor) => store.query('tickets', { limit: 1, cursor, where: { boardId: 'b2' } }),
      'of a parent, backwards': (cursor) =>
        store.query('tickets', { limit: 1, cursor, where: { boardId: 'b1' }, orderBy: { id: 'desc' } }),
      'of a parent, matching': (cursor) =>
        store.query('tickets', { limit: 1, cursor, where: { boardId: 'b1', ...where } }),
      'of another entity': (cursor) => store.list('boards', { limit: 1, cursor }),
    }
    for (const [name, read] of Object.entries(lists)) {
      const { cursor } = await read()
      expect(cursor, name).not.toBeNull()
      await read(cursor ?? '')
      for (const [other, readOther] of Object.entries(lists)) {
        if (other === name) continue
        const answer = readOther(cursor ?? '').then(
          () => 'taken',
          (error: unknown) => error,
        )
        expect(await answer, `the cursor of ${name} for ${other}`).toMatchObject({
          name: 'StoreError',
          code: 'invalid',
        })
      }
    }
  })
})

const remove = (id: string) =>
  ({ op: 'delete', mutationId: mutationId(), entity: 'tickets', key: { boardId: 'b1', id } }) as const

const insert = (id: string, rank: number) => {
  const { row } = ticketRow(id, { rank })
  return { op: 'insert', mutationId: mutationId(), entity: 'tickets', row } as const
}
