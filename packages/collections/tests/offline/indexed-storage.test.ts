import { type AnyModel, defineEntity, defineModel, fieldMeta } from '@throughline/schema'
import { IDBObjectStore } from 'fake-indexeddb'
import { afterEach, describe, expect, it, vi } from 'vitest'
import * as z from 'zod'
import { openStorage } from '../../src/offline/index.ts'
import { loaded } from './storage-check.ts'
import { createDisk, filled, makeKey, name, recordsOf, requested, tamper } from './storage-disk.ts'
import { entry, owner, owners, storageModel } from './storage-model.ts'

/** `storageModel` with other fields of an owner. */
function modelWith(fields: z.ZodRawShape): AnyModel {
  const { owners: known, pets } = storageModel.entities
  const secret = z.string().register(fieldMeta, { sensitive: { mask: 'all' } })
  const shape = { id: z.string(), name: z.string(), since: z.date().optional(), big: z.bigint().optional() }
  return defineModel({
    service: 'storage',
    entities: {
      owners: defineEntity({
        singular: known.singular,
        schema: z.object({ ...shape, secret: secret.optional(), ...fields }),
      }),
      pets: defineEntity({
        singular: pets.singular,
        schema: z.object({ id: z.string(), ownerId: z.string(), name: z.string() }),
      }),
    },
  })
}

afterEach(() => {
  vi.restoreAllMocks()
})

describe('a model that has changed', () => {
  it.each<[string, z.ZodRawShape, string]>([
    ['nothing', {}, 'same'],
    ['an optional field', { nick: z.string().optional() }, 'stale'],
    ['a field with a default', { rank: z.number().default(7) }, 'stale'],
    ['a limit', { name: z.string().max(40) }, 'stale'],
    ['a required field', { nick: z.string() }, 'other'],
    ['another type', { name: z.number() }, 'other'],
    [
      'a field that is sensitive now',
      { name: z.string().register(fieldMeta, { sensitive: { mask: 'all' } }) },
      'other',
    ],
  ])('with %s: %#', async (_, fields, change) => {
    const disk = createDisk()
    const old = await filled(disk)
    const before = (await loaded(old)).state
    await old.close()
    const storage = await disk.open({ model: modelWith(fields) })
    const { state, rows } = await loaded(storage)
    expect(Object.keys(rows)).toEqual(change === 'other' ? [] : ['owners 1'])
    expect([state.cursor, state.isStale]).toEqual([change === 'same' ? 'c' : '', change === 'stale'])
    expect(state.outbox).toEqual(before.outbox)
    expect(state.client).toEqual(before.client)
    if ('rank' in fields) expect(rows['owners 1']?.row['rank']).toBe(7)
  })

  it('is the only one for which something is written before rows are read', async () => {
    const disk = createDisk()
    await (await filled(disk)).close()
    const put = vi.spyOn(IDBObjectStore.prototype, 'put')
    await disk.open()
    expect(put).not.toHaveBeenCalled()
    await disk.open({ model: modelWith({ nick: z.string().optional() }) })
    expect(put).toHaveBeenCalled()
  })

  it('takes the lead from a tab of before', async () => {
    const disk = createDisk()
    const old = await filled(disk)
    await disk.open({ model: modelWith({ nick: z.string() }) })
    expect(await old.write({ cursor: 'd' })).toEqual({ kind: 'refused', reason: 'not-leader' })
  })

  it('is whole again once everything was read anew', async () => {
    const disk = createDisk()
    await (await filled(disk)).close()
    const model = modelWith({ nick: z.string().optional() })
    const storage = await disk.open({ model })
    await storage.lead()
    await storage.write({ anew: 'begin' })
    await storage.write({ anew: 'end', parts: [owners([owner('2')])], cursor: 'd' })
    const { state, rows } = await loaded(await disk.open({ model }))
    expect([state.cursor, state.isStale, Object.keys(rows)]).toEqual(['d', false, ['owners 2']])
  })
})

describe('sensitive fields', () => {
  it('are nowhere on the disk in plain text, and come back', async () => {
    const disk = createDisk()
    const encryptionKey = await makeKey()
    const storage = await filled(disk, { encryptionKey })
    const records = [
      ...(await recordsOf(disk.indexedDB, 'rows')),
      ...(await recordsOf(disk.indexedDB, 'outbox')),
    ]
    expect(JSON.stringify(records)).toContain('Owner 1')
    expect(JSON.stringify(records)).not.toMatch(/hush|psst/)
    await storage.close()
    const { rows, state } = await loaded(await disk.open({ encryptionKey }))
    expect(rows['owners 1']?.row['secret']).toBe('hush')
    expect(state.outbox[0]?.values).toEqual({ secret: 'psst' })
  })

  it.each([
    ['another key', true],
    ['no key', false],
  ])('stay closed for %s, and on the disk', async (_, hasKey) => {
    const disk = createDisk()
    const encryptionKey = await makeKey()
    await (await filled(disk, { encryptionKey })).close()
    const wrong = await disk.open({ encryptionKey: hasKey ? await makeKey() : undefined })
    expect(wrong.status()).toMatchObject({ kind: 'memory', reason: 'locked' })
    const { state } = await loaded(await disk.open({ encryptionKey }))
    expect([state.cursor, state.outbox.length]).toEqual(['c', 1])
  })

  it('are sealed from the first key on: rows are read anew, entries are kept', async () => {
    const disk = createDisk()
    await (await filled(disk)).close()
    const encryptionKey = await makeKey()
    const { state, rows } = await loaded(await disk.open({ encryptionKey }))
    expect([rows, state.cursor, state.outbox[0]?.values]).toEqual([{}, '', { secret: 'psst' }])
    const records = await Promise.all(['rows', 'outbox'].map((store) => recordsOf(disk.indexedDB, store)))
    expect(JSON.stringify(records)).not.toMatch(/hush|psst/)
  })
})

describe('a disk that fails', () => {
  it('is done without where there is none, or asking for it throws', async () => {
    const none = await openStorage({ model: storageModel, user: 'me' })
    expect(none.status()).toMatchObject({ kind: 'memory', reason: 'unavailable' })
    expect(await none.write({ outbox: { add: [entry('a')] } })).toMatchObject({ kind: 'written' })
    const { indexedDB, open } = createDisk()
    vi.spyOn(indexedDB, 'open').mockImplementation(() => {
      throw new DOMException('Private.', 'SecurityError')
    })
    expect((await open()).status()).toMatchObject({ kind: 'memory', reason: 'unavailable' })
  })

  it('is not waited for where another tab does not let go of it', async () => {
    const { indexedDB, open } = createDisk()
    const request = indexedDB.open(name, 1)
    request.addEventListener('upgradeneeded', () => request.result.createObjectStore('other'))
    await requested(request)
    // It lacks the stores, and so has to be deleted; but it is held open.
    const began = performance.now()
    expect((await open()).status()).toMatchObject({ kind: 'memory', reason: 'blocked' })
    expect(performance.now() - began).toBeLessThan(2_000)
  })

  it('is left to a newer version of the application', async () => {
    const { indexedDB, open } = createDisk()
    const storage = await filled({ indexedDB, open })
    const newer = requested(indexedDB.open(name, 9))
    await expect.poll(() => storage.status()).toMatchObject({ kind: 'memory', reason: 'outdated' })
    expect(await storage.write({ outbox: { add: [entry('b')] } })).toEqual({ kind: 'kept' })
    expect(storage.status()).toMatchObject({ atRisk: 1 })
    expect(await loaded(storage)).toMatchObject({ rows: {}, isWhole: false })
    const database = await newer
    expect((await open()).status()).toMatchObject({ kind: 'memory', reason: 'outdated' })
    database.close()
  })

  it('takes nothing more where it was emptied and made anew meanwhile', async () => {
    const disk = createDisk()
    const storage = await filled(disk)
    await tamper(disk.indexedDB, 'client', async (clients) => {
      const client = await requested(clients.get('client'))
      await requested(clients.put({ ...client, stamp: 'another' }, 'client'))
    })
    expect(await storage.write({ outbox: { add: [entry('b')] } })).toEqual({
      kind: 'refused',
      reason: 'cleared',
    })
    expect(storage.status()).toEqual({ kind: 'closed', reason: 'cleared' })
  })

  it('loses no more than the records that cannot be read', async () => {
    const disk = createDisk()
    const storage = await filled(disk)
    await storage.write({ parts: [owners([owner('2')])], cursor: 'd' })
    await storage.close()
    await tamper(disk.indexedDB, 'rows', async (rows) => {
      const [key = ''] = await requested(rows.getAllKeys())
      await requested(rows.put({ text: '{"broken' }, key))
    })
    const found = await loaded(await disk.open())
    expect([Object.keys(found.rows), found.isWhole]).toEqual([['owners 2'], false])
    const again = await loaded(await disk.open())
    expect([Object.keys(again.rows), again.isWhole]).toEqual([['owners 2'], true])
    expect([again.state.cursor, again.state.isStale, again.state.outbox.length]).toEqual(['', true, 1])
  })

  it('keeps entries that cannot be read, and says so', async () => {
    const disk = createDisk()
    const encryptionKey = await makeKey()
    await (await filled(disk, { encryptionKey })).close()
    await tamper(disk.indexedDB, 'outbox', async (outbox) => {
      const record = await requested(outbox.get('a'))
      await requested(
        outbox.put({ ...record, sealed: { ...record.sealed, bytes: new ArrayBuffer(40) } }, 'a'),
      )
    })
    for (const _ of [1, 2]) {
      const { state } = await loaded(await disk.open({ encryptionKey }))
      expect([state.outbox, state.unreadable]).toEqual([[], 1])
    }
  })
})
