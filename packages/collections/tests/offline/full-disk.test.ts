import { IDBObjectStore } from 'fake-indexeddb'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { loaded } from './storage-check.ts'
import { createDisk, fill, filled, recordsOf } from './storage-disk.ts'
import { entry, owner, owners } from './storage-model.ts'

afterEach(() => {
  vi.restoreAllMocks()
})

describe('a disk that is full', () => {
  it('stores edits, and leaves rows and cursor as they were', async () => {
    const disk = createDisk()
    const storage = await filled(disk)
    fill('rows')
    const write = { parts: [owners([owner('2')])], cursor: 'd' }
    expect(await storage.write(write)).toEqual({ kind: 'kept' })
    expect(storage.status()).toMatchObject({ kind: 'memory', reason: 'quota', atRisk: 0 })
    vi.restoreAllMocks()
    // There is room again, but the cursor may not pass the rows that were left out.
    expect(await storage.write({ parts: [owners([owner('3')])], cursor: 'e' })).toEqual({ kind: 'kept' })
    expect(await storage.write({ ...write, outbox: { add: [entry('b')] } })).toMatchObject({
      kind: 'written',
    })
    const { rows, state } = await loaded(await disk.open())
    expect([Object.keys(rows), state.cursor, state.outbox.map(({ id }) => id)]).toEqual([
      ['owners 1'],
      'c',
      ['a', 'b'],
    ])
  })

  it('gives up rows of before an edit that was applied', async () => {
    const disk = createDisk()
    const storage = await filled(disk)
    fill('rows')
    const remove = [{ id: 'a', revision: 1 }]
    const write = { parts: [owners([owner('2')])], cursor: 'd', outbox: { remove } }
    expect(await storage.write(write)).toMatchObject({ kind: 'written' })
    expect(storage.status()).toMatchObject({ kind: 'memory', reason: 'quota' })
    vi.restoreAllMocks()
    const { rows, state } = await loaded(await disk.open())
    expect([rows, state.cursor, state.outbox]).toEqual([{}, '', []])
  })

  it('gives up rows where there is no room for an edit', async () => {
    const disk = createDisk()
    const storage = await filled(disk)
    const { clear, put } = IDBObjectStore.prototype
    let isFull = true
    vi.spyOn(IDBObjectStore.prototype, 'clear').mockImplementation(function (this: IDBObjectStore) {
      isFull = false
      return clear.call(this)
    })
    vi.spyOn(IDBObjectStore.prototype, 'put').mockImplementation(function (this: IDBObjectStore, ...args) {
      if (isFull) throw new DOMException('No room.', 'QuotaExceededError')
      return put.apply(this, args)
    })
    expect(await storage.write({ outbox: { add: [entry('b')] } })).toMatchObject({ kind: 'written' })
    vi.restoreAllMocks()
    const { rows, state } = await loaded(await disk.open())
    expect([rows, state.cursor, state.outbox.map(({ id }) => id)]).toEqual([{}, '', ['a', 'b']])
  })

  it('gets the edits that it could not take, in their order and as they are by then, with a later one', async () => {
    const disk = createDisk()
    const storage = await filled(disk)
    fill('outbox')
    for (const id of ['b', 'c', 'd']) {
      expect(await storage.write({ outbox: { add: [entry(id)] } })).toEqual({ kind: 'kept' })
    }
    const change = [{ ...entry('b', { attempts: 3 }), revision: 1 }]
    expect(await storage.write({ outbox: { change, remove: [{ id: 'c', revision: 1 }] } })).toEqual({
      kind: 'kept',
    })
    expect(await storage.write({ outbox: { remove: [{ id: 'b', revision: 1 }] } })).toMatchObject({
      kind: 'refused',
    })
    expect(storage.status()).toMatchObject({ reason: 'quota', atRisk: 2 })
    vi.restoreAllMocks()
    expect(await storage.write({ outbox: { add: [entry('e')] } })).toMatchObject({ kind: 'written' })
    expect(storage.status()).toMatchObject({ reason: 'quota', atRisk: 0 })
    const { outbox } = (await loaded(await disk.open())).state
    expect(outbox.map(({ id, attempts, revision }) => [id, attempts, revision])).toEqual([
      ['a', 0, 1],
      ['b', 3, 2],
      ['d', 0, 1],
      ['e', 0, 1],
    ])
  })
})

describe('records', () => {
  it('become few again when small ones are many, and when most of them is old', async () => {
    const disk = createDisk()
    const storage = await disk.open()
    await storage.lead()
    for (let index = 0; index < 40; index += 1)
      await storage.write({ parts: [owners([owner(String(index % 7), index + 1)])] })
    expect(await storage.compact()).toBe(39)
    expect(await recordsOf(disk.indexedDB, 'rows')).toHaveLength(1)
    for (let index = 0; index < 3; index += 1) {
      const rows = Array.from({ length: 1_000 }, (_, id) => owner(String(id), 100 + index))
      await storage.write({ parts: [owners(rows)] })
    }
    const before = await loaded(storage)
    expect(await storage.compact()).toBe(3)
    const { rows } = await loaded(await disk.open())
    expect(rows).toEqual(before.rows)
    expect(Object.keys(rows)).toHaveLength(1_000)
    for (const id of ['x', 'y', 'z']) {
      const more = Array.from({ length: 1_000 }, (_, index) => owner(`${id}${index}`))
      await storage.write({ parts: [owners(more)] })
    }
    // More rows, and not more of old ones: it is looked at once.
    await storage.compact()
    const after = await recordsOf(disk.indexedDB, 'rows')
    expect(await storage.compact()).toBe(0)
    expect(await recordsOf(disk.indexedDB, 'rows')).toEqual(after)
    expect(Object.keys((await loaded(storage)).rows)).toHaveLength(4_000)
  })

  it('are left alone by one who leads no more', async () => {
    const disk = createDisk()
    const storage = await disk.open()
    await storage.lead()
    for (let index = 0; index < 40; index += 1)
      await storage.write({ parts: [owners([owner(String(index))])] })
    await (await disk.open()).lead()
    expect(await storage.compact()).toBe(0)
  })

  it('of one user are nothing to another', async () => {
    const disk = createDisk()
    await filled(disk)
    for (const other of [{ user: 'you' }, { tenant: 'other' }]) {
      const { rows, state } = await loaded(await disk.open(other))
      expect([rows, state.outbox]).toEqual([{}, []])
    }
  })
})
