import * as fc from 'fast-check'
import { expect, it } from 'vitest'
import type { ListOptions } from '../store.types.ts'
import { contractModel, type TicketRow } from '../testing/contract-model.ts'
import { ticketRow } from '../testing/contract-tickets.ts'
import { readAll } from '../testing/read-all.ts'
import { memoryStore } from './memory-store.ts'

// What a store finds is what a plain filter and sort of an array finds, whatever is asked and however it is paged.

const values = {
  boardId: ['b1', 'b2', 'b10'],
  title: ['', 'a', 'ab', 'B', '～', '🦊'],
  rank: [-1.5, 0, 1, 2, null],
  due: [new Date(-1), new Date(0), new Date(5), undefined],
  size: [-(2n ** 70n), 0n, 3n, undefined],
  urgent: [true, false],
  state: ['open', 'done', undefined],
  note: ['', 'a', 'ba', null, undefined],
  labels: [[], ['a'], ['a', 'b'], ['ab']],
  marks: [new Set<number>(), new Set([1]), new Set([1, 2]), undefined],
} as const

const row = fc.record(
  Object.fromEntries(
    Object.entries(values).map(([name, list]) => [name, fc.constantFrom(...(list as readonly unknown[]))]),
  ),
)
const rows = fc
  .array(row, { maxLength: 30 })
  .map((list) =>
    list.map((given, index) => ticketRow(`t${(index * 7) % 30}`, given as Partial<TicketRow>).row),
  )

type Test = (value: unknown) => boolean
interface Asked {
  readonly where: object
  readonly test: (row: Readonly<Record<string, unknown>>) => boolean
}

const utf8 = (text: string): string => Buffer.from(text).toString('hex')
/** A value as a number or a text that JavaScript itself orders as stores do. */
const plain = (value: unknown): bigint | number | string | undefined => {
  if (value instanceof Date) return value.getTime()
  if (typeof value === 'string') return utf8(value)
  return typeof value === 'number' || typeof value === 'bigint' ? value : undefined
}
const same = (a: unknown, b: unknown): boolean =>
  a instanceof Date && b instanceof Date ? a.getTime() === b.getTime() : a === b
const ordered =
  (test: (a: bigint | number | string, b: bigint | number | string) => boolean) =>
  (wanted: unknown): Test =>
  (value) => {
    const [a, b] = [plain(value), plain(wanted)]
    return a !== undefined && b !== undefined && test(a, b)
  }

const tests: Readonly<Record<string, (wanted: unknown) => Test>> = {
  eq: (wanted) => (value) => same(value, wanted),
  ne: (wanted) => (value) => value !== undefined && !same(value, wanted),
  in: (wanted) => (value) => Array.isArray(wanted) && wanted.some((one) => same(one, value)),
  gt: ordered((a, b) => a > b),
  gte: ordered((a, b) => a >= b),
  lt: ordered((a, b) => a < b),
  lte: ordered((a, b) => a <= b),
  startsWith: (wanted) => (value) => typeof value === 'string' && value.startsWith(String(wanted)),
  contains: (wanted) => (value) =>
    typeof value === 'string'
      ? value.includes(String(wanted))
      : [...((value ?? []) as Iterable<unknown>)].some((one) => same(one, wanted)),
  exists: (wanted) => (value) => (value !== undefined) === wanted,
}

/** One operator of one field, with what it takes. */
const condition: fc.Arbitrary<readonly [field: string, op: string, value: unknown]> = fc
  .constantFrom(...Object.keys(values))
  .chain((field) => {
    const list: readonly unknown[] = values[field as keyof typeof values]
    const scalars = list.filter((value) => value !== undefined)
    const bounds = scalars.filter((value) => value !== null)
    const operand = (op: string, value: fc.Arbitrary<unknown>) =>
      value.map((one) => [field, op, one] as const)
    if (field === 'labels') return operand('contains', fc.constantFrom('a', 'b', 'x'))
    if (field === 'marks') return operand('contains', fc.constantFrom(1, 2, 3))
    return fc.oneof(
      operand('eq', fc.constantFrom(...scalars)),
      operand('ne', fc.constantFrom(...scalars)),
      operand('in', fc.array(fc.constantFrom(...scalars), { minLength: 1, maxLength: 4 })),
      ...(field === 'urgent'
        ? []
        : ['gt', 'gte', 'lt', 'lte'].map((op) => operand(op, fc.constantFrom(...bounds)))),
      ...(['title', 'note', 'boardId', 'state'].includes(field)
        ? ['startsWith', 'contains'].map((op) => operand(op, fc.constantFrom('', 'a', 'b', 'o', '🦊')))
        : []),
      ...(list.includes(undefined) ? [operand('exists', fc.boolean())] : []),
    )
  })

const asked: fc.Arbitrary<Asked> = fc.array(condition, { maxLength: 4 }).map((list) => {
  const where: Record<string, Record<string, unknown>> = {}
  for (const [field, op, value] of list) where[field] = { ...where[field], [op]: value }
  const all = Object.entries(where).flatMap(([field, operators]) =>
    Object.entries(operators).map(([op, value]) => ({ field, test: tests[op]?.(value) })),
  )
  return { where, test: (given) => all.every(({ field, test }) => test?.(given[field])) }
})

const order = fc.option(
  fc.tuple(fc.constantFrom('title', 'rank', 'due', 'size'), fc.constantFrom('asc', 'desc')),
  { nil: undefined },
)
const paging = fc.record({
  limit: fc.integer({ min: 1, max: 7 }),
  pageWork: fc.constantFrom(1, 3, Infinity),
  within: fc.option(fc.constantFrom(...values.boardId), { nil: undefined }),
})

it('finds and orders as an array does, in pages of any size', async () => {
  await fc.assert(
    fc.asyncProperty(
      rows,
      asked,
      order,
      paging,
      async (all, { where, test }, by, { limit, pageWork, within }) => {
        const store = memoryStore(contractModel, { pageWork })
        await store.load(all.map((one) => ({ entity: 'tickets' as const, row: one })))
        const options = {
          limit,
          where,
          ...(by && { orderBy: { [by[0]]: by[1] } }),
        } as ListOptions<TicketRow, undefined>
        // A query's parent stands in the place of conditions on its key.
        fc.pre(within === undefined || !('boardId' in where))
        const { items } = await readAll((cursor) =>
          within === undefined
            ? store.list('tickets', { ...options, cursor })
            : store.query('tickets', { ...options, where: { ...options.where, boardId: within }, cursor }),
        )

        const found = all.filter((one) => (within === undefined || one.boardId === within) && test(one))
        const place = (one: TicketRow): string => `${one.boardId}#${one.id}`
        const rank = (one: Readonly<Record<string, unknown>>) => plain(by && one[by[0]])
        const expected = by ? found.filter((one) => rank(one) !== undefined) : found
        expect(items.map(({ row: one }) => place(one)).toSorted()).toEqual(expected.map(place).toSorted())
        if (!by) return
        const direction = by[1] === 'asc' ? 1 : -1
        const ranks = expected
          .map(rank)
          .toSorted((a = 0, b = 0) => (a < b ? -direction : a > b ? direction : 0))
        expect(items.map(({ row: one }) => rank(one))).toEqual(ranks)
      },
    ),
    { numRuns: 400 },
  )
})
