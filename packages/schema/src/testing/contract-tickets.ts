import type { ListOptions } from '../store.types.ts'
import type { ContractStore, TicketRow } from './contract-model.ts'
import { readAll } from './read-all.ts'

/** A ticket with nothing in it that may be absent. */
export const ticketRow = (
  id: string,
  values: Partial<Omit<TicketRow, 'id'>> = {},
): { readonly entity: 'tickets'; readonly row: TicketRow } => ({
  entity: 'tickets',
  row: {
    id,
    boardId: 'b1',
    memberId: null,
    title: `Ticket ${id}`,
    rank: null,
    urgent: false,
    labels: [],
    ...values,
  },
})

const huge = 2n ** 70n

/** Tickets of two boards, of which the values differ in whatever conditions could mistake. */
export const ticketRows = [
  ticketRow('t1', {
    memberId: 'm1',
    title: 'Alpha',
    rank: 1,
    due: new Date('2026-01-01T00:00:00.000Z'),
    size: 1n,
    code: 'C1',
    urgent: true,
    state: 'open',
    note: 'x',
    points: 5,
    labels: ['a', 'b'],
    marks: new Set([1, 2]),
    place: { x: 1 },
  }),
  ticketRow('t2', { memberId: 'm1', title: 'Beta', state: 'done', note: null }),
  ticketRow('t3', {
    title: 'alpha',
    rank: -2.5,
    due: new Date('1969-12-31T00:00:00.000Z'),
    size: -huge,
    code: 'C10',
    points: -3,
    labels: ['ab'],
    marks: new Set(),
  }),
  ticketRow('t4', {
    boardId: 'b2',
    memberId: 'm2',
    title: 'Alp',
    rank: 10,
    due: new Date('2026-01-01T00:00:00.001Z'),
    size: huge,
    code: 'C2',
    urgent: true,
    state: 'late',
    note: '',
    points: 40,
    labels: ['A'],
    marks: new Set([2.5]),
  }),
  // In JavaScript's own order, by halves of characters, this title is before that of the next.
  ticketRow('t5', {
    boardId: 'b2',
    memberId: 'm1',
    title: '🦊',
    rank: 1,
    state: 'open',
    note: 'X y',
    labels: ['a'],
  }),
  ticketRow('t6', {
    boardId: 'b2',
    title: '～',
    rank: 0,
    due: new Date('2030-06-01T00:00:00.000Z'),
    size: 10n,
  }),
]

/** A store with {@link ticketRows}. */
export async function loadTickets(
  store: ContractStore,
  rows: readonly { readonly entity: 'tickets'; readonly row: TicketRow }[] = ticketRows,
): Promise<void> {
  const createdAt = '2020-01-01T00:00:00.000Z'
  const boards = [...new Set(rows.map(({ row }) => row.boardId))].map((id) => ({
    entity: 'boards' as const,
    row: { id, title: id, color: 'red' as const, createdAt },
  }))
  await store.load([...boards, ...rows])
}

/** The ids of all tickets that a list finds, in its order, page by page. */
export async function ticketIds(
  store: ContractStore,
  options: ListOptions<TicketRow, undefined>,
): Promise<string[]> {
  const { items } = await readAll((cursor) => store.list('tickets', { ...options, cursor }))
  return items.map(({ row }) => row.id)
}
