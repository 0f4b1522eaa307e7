import { afterEach, describe, expect, it, vi } from 'vitest'
import { authorId, closeClients, openClient, settle } from './library.ts'

async function client(count: number) {
  const made = await openClient(count)
  const stop = made.store.list('authors', { orderBy: { lastName: 'asc' } }).subscribe(() => {})
  await vi.waitFor(() => expect(made.store.status.get()).toMatchObject({ loading: false, rows: count }))
  await settle()
  return { ...made, stop }
}

const names = (rows: readonly { lastName: string }[]) => rows.map(({ lastName }) => lastName)

afterEach(closeClients)

describe('a window of a list', () => {
  it('is cut anywhere, in both directions, with the total', async () => {
    const { store } = await client(2_000)
    const list = store.list('authors', { orderBy: { lastName: 'asc' }, offset: 1_500, limit: 3 })
    expect(names(list.get().data)).toEqual(['Last01500', 'Last01501', 'Last01502'])
    expect(list.get().total).toBe(2_000)
    const down = store.list('authors', { orderBy: { lastName: 'desc' }, offset: 1, limit: 2 })
    expect(names(down.get().data)).toEqual(['Last01998', 'Last01997'])
    expect(store.list('authors', { offset: 5_000, limit: 10 }).get()).toMatchObject({
      data: [],
      total: 2_000,
    })
  })

  it('stays the same object until something in it changes', async () => {
    const { store } = await client(100)
    const list = store.list('authors', { orderBy: { lastName: 'asc' }, limit: 10 })
    const stop = list.subscribe(() => {})
    const before = list.get()
    const outside = store.list('authors', { orderBy: { lastName: 'asc' }, offset: 50, limit: 1 }).get()
      .data[0]
    await store.update('authors', outside?.id ?? '', { firstName: 'Changed' }).confirmed
    await store.refresh()
    expect(list.get()).toBe(before)
    const first = before.data[0]
    store.update('authors', first?.id ?? '', { firstName: 'Changed' })
    expect(list.get()).not.toBe(before)
    expect(list.get().data[0]?.firstName).toBe('Changed')
    expect(list.get().data[1]).toBe(before.data[1])
    stop()
  })

  it('follows rows that come, go, move, match and no longer match', async () => {
    const { store } = await client(50)
    const list = store.list('authors', {
      where: { lastName: { ilike: '%t0000%' } },
      orderBy: { lastName: 'asc' },
    })
    const stop = list.subscribe(() => {})
    expect(list.get().total).toBe(10)
    const made = store.insert('authors', { firstName: 'N', lastName: 'LAST00005b' })
    expect(names(list.get().data).slice(5, 7)).toEqual(['Last00005', 'LAST00005b'])
    store.update('authors', made.row.id, { lastName: 'Last00000a' })
    expect(names(list.get().data)[1]).toBe('Last00000a')
    store.update('authors', made.row.id, { lastName: 'Elsewhere' })
    expect(list.get().total).toBe(10)
    store.delete('authors', list.get().data[0]?.id ?? '')
    expect(list.get().total).toBe(9)
    stop()
    await settle()
  })

  it('is read whole when nobody listens, and up to date all the same', async () => {
    const { store } = await client(20)
    const list = store.list('authors', { orderBy: { born: 'desc' }, limit: 2 })
    expect(list.get().data.map(({ born }) => born)).toEqual([1919, 1918])
    store.insert('authors', { firstName: 'N', lastName: 'N', born: 2000 })
    expect(list.get().data.map(({ born }) => born)).toEqual([2000, 1919])
  })

  it('is asked for by values, comparisons, patterns and alternatives', async () => {
    const { store } = await client(100)
    const total = (where: NonNullable<Parameters<typeof store.list<'authors'>>[1]>['where']) =>
      store.list('authors', { where }).get().total
    expect(total({ id: authorId(3) })).toBe(1)
    expect(total({ id: { in: [authorId(3), authorId(4), 'x'] } })).toBe(2)
    expect(total({ born: { gte: 1910, lt: 1920 } })).toBe(10)
    expect(total({ born: { gt: 1910, lte: 1920 }, firstName: 'First0' })).toBe(1)
    expect(total({ lastName: { like: 'LAST%' } })).toBe(0)
    expect(total({ lastName: { ilike: 'LAST0000_' } })).toBe(10)
    expect(total({ or: [{ firstName: 'First0' }, { firstName: { eq: 'First1' } }] })).toBe(30)
    expect(total({ born: null })).toBe(0)
    expect(total({ firstName: undefined })).toBe(100)
  })
})
