import { entityOf } from '@throughline/schema/adapter'
import { orgModel } from '@throughline/schema/testing'
import { expect, it } from 'vitest'
import { createFold } from '../src/fold.ts'
import { createLiveQueries } from '../src/live-queries.ts'
import type { Loader } from '../src/loader.ts'
import type { Values } from '../src/values.ts'

const meta = { createdAt: '2026', updatedAt: '2026' }
const people = 2_000
const reportsOfEach = 3

/** 500 managers with three reports each, all read. */
function open() {
  const fold = createFold(orgModel)
  const loader = {
    acquire: () => ({ loaded: true as const, release: () => {} }),
    state: () => ({ loaded: true, fetching: false, error: null, syncedAt: null }),
    subscribe: () => () => {},
  } as unknown as Loader
  const wake = () => {}
  const queries = createLiveQueries({ model: orgModel, fold, loader, wake })
  const table = fold.table('people')
  let version = 0
  const put = (rows: readonly Values[]): void => {
    version += 1
    fold.batch(() => {
      fold.receive(
        table,
        rows.map((row) => ({ row, meta: { ...meta, version } })),
        fold.beginRead(),
      )
    })
    fold.endRead()
  }
  const person = (index: number, values: Values = {}): Values => ({
    id: `p${String(index).padStart(5, '0')}`,
    companyId: 'c',
    unitId: 'u',
    managerId: index < 500 ? null : `p${String(Math.floor((index - 500) / reportsOfEach)).padStart(5, '0')}`,
    name: `N${String(index).padStart(5, '0')}`,
    title: 'Engineer',
    skills: new Set(),
    ...values,
  })
  put(Array.from({ length: people }, (_, index) => person(index)))
  const examined = (work: () => void): number => {
    const before = queries.work.examined
    work()
    return queries.work.examined - before
  }
  return { queries, put, person, examined, entity: entityOf(orgModel, 'people') }
}

const where = { companyId: 'c' }

it('looks at the children of one row for a change of one of them, whatever else is in the window', () => {
  const { queries, put, person, examined, entity } = open()
  const list = queries.list(entity, {
    where: { managerId: null },
    orderBy: { name: 'asc' },
    limit: 50,
    include: ['reports'],
  })
  const first = examined(() => {
    list.subscribe(() => {})
    list.get()
  })
  // Counted at all: each row of the window with its children, and each row that the condition is held against.
  expect(first).toBeGreaterThanOrEqual(50 * (1 + reportsOfEach))
  expect(first).toBeLessThanOrEqual(people + 50 * (1 + reportsOfEach))
  const spent = examined(() => put([person(500, { title: 'Changed' })]))
  expect(spent).toBeGreaterThanOrEqual(1 + reportsOfEach)
  expect(spent).toBeLessThanOrEqual(2 + reportsOfEach)
  expect(list.get().data[0]).toMatchObject({ reports: [{ title: 'Changed' }, {}, {}] })
  // Of a row outside of the window, none.
  expect(examined(() => put([person(1_900, { title: 'Changed' })]))).toBeLessThanOrEqual(1)
})

it('looks at one row for a change in a sorted window', () => {
  const { queries, put, person, examined, entity } = open()
  const list = queries.list(entity, { where, orderBy: { name: 'asc' }, limit: 50 })
  list.subscribe(() => void list.get())
  list.get()
  const spent = examined(() => put([person(10, { title: 'Changed' })]))
  expect(spent).toBeGreaterThan(0)
  expect(spent).toBeLessThanOrEqual(1 + 50)
  expect(list.get().data[10]).toMatchObject({ title: 'Changed' })
  // One comes in from far behind.
  const moved = examined(() => put([person(1_900, { name: 'A' })]))
  expect(moved).toBeGreaterThan(0)
  expect(moved).toBeLessThanOrEqual(1 + 50)
  expect(list.get().data.slice(0, 2)).toMatchObject([{ name: 'A' }, { name: 'N00000' }])
})

it('tests the condition on one parent for a change of one of its children', () => {
  const { queries, put, person, examined, entity } = open()
  const list = queries.list(entity, { where: { reports: { some: { title: 'Boss' } } } })
  list.subscribe(() => {})
  expect(list.get().total).toBe(0)
  // The child itself may be a parent too.
  expect(examined(() => put([person(500, { title: 'Boss' })]))).toBeLessThanOrEqual(2 * (2 + reportsOfEach))
  expect(list.get().data.map((row) => row['name'])).toEqual(['N00000'])
  // It goes to another one.
  expect(examined(() => put([person(500, { title: 'Boss', managerId: 'p00007' })]))).toBeLessThanOrEqual(
    3 * (3 + reportsOfEach),
  )
  expect(list.get().data.map((row) => row['name'])).toEqual(['N00007'])
})

it('adds and takes away single rows of an aggregate', () => {
  const { queries, put, person, examined, entity } = open()
  const numbers = queries.aggregate(entity, { where: { title: 'Boss' }, min: ['name'], max: ['name'] })
  numbers.subscribe(() => {})
  expect(numbers.get().data).toEqual({ count: 0, sum: {}, avg: {}, min: { name: null }, max: { name: null } })
  expect(
    examined(() => put([person(3, { title: 'Boss' }), person(9, { title: 'Boss' })])),
  ).toBeLessThanOrEqual(4)
  const before = numbers.get()
  expect(before.data).toMatchObject({ count: 2, min: { name: 'N00003' }, max: { name: 'N00009' } })
  put([person(9, { title: 'Boss', unitId: 'other' })])
  expect(numbers.get()).toBe(before)
})

it('looks at the rows alone whose keys are named', () => {
  const { queries, examined, entity } = open()
  const ids = Array.from({ length: 40 }, (_, index) => `p${String(index * 40).padStart(5, '0')}`)
  const list = queries.list(entity, {
    where: { and: [{ id: { in: [...ids, 'nobody'] } }, { title: 'Engineer' }] },
    orderBy: { name: 'asc' },
  })
  const spent = examined(() => {
    list.subscribe(() => {})
    expect(list.get().data.map((row) => row['id'])).toEqual(ids)
  })
  // Each is tested once, and read once for the window.
  expect(spent).toBeGreaterThanOrEqual(ids.length)
  expect(spent).toBeLessThanOrEqual(2 * ids.length)
  const one = queries.list(entity, { where: { id: 'p00007' } })
  expect(examined(() => void one.get())).toBe(2)
})
