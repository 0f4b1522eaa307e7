import { describe, expect, it } from 'vitest'
import * as z from 'zod'
import { defineEntity } from '../define-entity.ts'
import { defineModel } from '../define-model.ts'
import { fieldMeta } from '../field-meta.ts'
import type { Mutation } from '../mutation.types.ts'
import type { Store } from '../store.types.ts'
import { board, card, contractModel } from '../testing/contract-model.ts'
import { readAll } from '../testing/read-all.ts'
import { pullAll } from '../testing/replica.ts'
import { storeContract } from '../testing/store-contract.ts'
import { syncStoreContract } from '../testing/sync-contract.ts'
import { project, syncModel, task, team } from '../testing/sync-model.ts'
import { memoryStore } from './memory-store.ts'

storeContract('memoryStore', { create: async () => memoryStore(contractModel) })

for (const shards of [1, 5]) {
  syncStoreContract(`memoryStore, ${shards} shards`, {
    create: async ({ now, feedBefore }) => memoryStore(syncModel, { now, shards, feedBefore }),
  })
}

describe('memoryStore', () => {
  const tagged = defineModel({
    service: 'tagged',
    entities: {
      notes: defineEntity({
        key: ['number'],
        schema: z.object({
          number: z.int(),
          text: z.string().register(fieldMeta, { unique: true }),
          extra: z.any().optional(),
        }),
      }),
    },
  })
  const note = (number: number, text: string, extra?: unknown): Mutation<typeof tagged> => ({
    op: 'insert',
    mutationId: crypto.randomUUID(),
    entity: 'notes',
    row: { number, text, ...(extra !== undefined && { extra }) },
  })

  it('lists whole numbers by their value', async () => {
    const store = memoryStore(tagged)
    const numbers = [10, 9, -1, 100, -20, 0, 2 ** 52, -(2 ** 52)]
    await store.push(numbers.map((number) => note(number, `Note ${number}`)))
    const { items } = await readAll((cursor) => store.list('notes', { limit: 3, cursor }))
    expect(items.map(({ row }) => row.number)).toEqual(numbers.toSorted((a, b) => a - b))
  })

  it('pages through keys of any text', async () => {
    const store = memoryStore(contractModel)
    const keys = ['a', 'a b', 'ü', '🦊', 'Ω', '漢', '~', 'undefined', '__proto__']
    await store.push(keys.map((id) => board(id)))
    const { items } = await readAll((cursor) => store.list('boards', { limit: 2, cursor }))
    expect(items.map(({ row }) => row.id).toSorted()).toEqual(keys.toSorted())
  })

  it('refuses what is no data, at its field', async () => {
    const store = memoryStore(tagged)
    const outcomes = await store.push([note(1, 'a', { run: () => 1 }), note(2, 'b', [new URL('http://a.b')])])
    expect(outcomes).toMatchObject([
      { status: 'rejected', code: 'invalid', issues: [{ path: ['extra', 'run'] }] },
      { status: 'rejected', code: 'invalid', issues: [{ path: ['extra', '0'] }] },
    ])
  })

  it('finds nothing under a key that no row can have, and refuses to query by another', async () => {
    const store = memoryStore(syncModel)
    await store.push([team('a'), project('a', 1), task('a', 1, 't')])
    const find = (where: object) =>
      store.query('tasks', { where: where as { teamId: string; projectNumber: number } })
    expect((await find({ teamId: 'a', projectNumber: 1 })).items).toHaveLength(1)
    for (const where of [
      { teamId: 'a', projectNumber: 1.5 },
      { teamId: 'a\u00001', projectNumber: 1 },
      { teamId: '', projectNumber: 1 },
    ]) {
      expect((await find(where)).items).toEqual([])
    }
    expect(await store.get('tasks', { teamId: 'a', projectNumber: 1 } as never)).toBeUndefined()
    const boards = memoryStore(contractModel)
    await boards.push([board('b1'), card('b1', 'c1')])
    expect((await boards.query('cards', { where: { boardId: 'b1\u0000c1' } })).items).toEqual([])
    for (const where of [{}, { teamId: 'a' }, { teamId: 'a', id: 't' }]) {
      await expect(find(where)).rejects.toThrow('Give its parent: teamId, projectNumber.')
    }
    await expect(find({ teamId: 'a', projectNumber: '1' })).rejects.toThrow(
      '"tasks.projectNumber" asked by "eq" takes a finite number, not text.',
    )
    const ofRoot = store.query('teams', { where: {} as never })
    await expect(ofRoot).rejects.toThrow('It has no parent: use list.')
  })

  it('loads over rows with a higher version each time that they differ', async () => {
    const store = memoryStore(syncModel)
    const load = async (name: string) => {
      const row = { teamId: 'a', number: 1, name, version: 77, updatedAt: '2026-01-01T00:00:00.000Z' }
      await store.load([{ entity: 'projects', row }])
      return store.get('projects', { teamId: 'a', number: 1 })
    }
    const feed = await store.heads()
    expect(await load('One')).toMatchObject({ row: { version: 1 }, meta: { version: 1 } })
    expect(await load('One')).toMatchObject({ meta: { version: 1 } })
    expect(await load('Two')).toMatchObject({ row: { name: 'Two', version: 2 }, meta: { version: 2 } })
    expect((await pullAll(store, feed)).map(({ version }) => version)).toEqual([1, 2])
  })

  it('keeps a row that it loaded from whoever gave it', async () => {
    const store = memoryStore(syncModel)
    const due = new Date(0)
    const row = { id: 't', teamId: 'a', projectNumber: 1, title: 'Task', done: false, labels: ['x'], due }
    await store.load([{ entity: 'tasks', row }])
    due.setTime(1)
    row.labels.push('y')
    const stored = await store.get('tasks', { teamId: 'a', projectNumber: 1, id: 't' })
    expect(stored?.row).toMatchObject({ due: new Date(0), labels: ['x'] })
  })

  it('refuses to load two rows with one value of a unique field', async () => {
    const store = memoryStore(tagged)
    const row = (number: number) => ({ entity: 'notes' as const, row: { number, text: 'Same', extra: 1 } })
    const load = store.load([row(1), row(2)])
    await expect(load).rejects.toThrow(
      'A row of notes is not valid. text: Another note has this text already.',
    )
  })

  it('refuses an entity that the model does not have, whatever is asked of it', async () => {
    const store = memoryStore(contractModel) as unknown as Store
    const calls = [
      () => store.get('toString', {}),
      () => store.list('toString'),
      () => store.query('toString', { where: {} }),
      () => store.load([{ entity: 'toString', row: {} }]),
    ]
    for (const call of calls) {
      await expect(call()).rejects.toThrow('The model "boards" has no entity "toString". It has: boards')
    }
  })

  it('stops where it is told to', async () => {
    const store = memoryStore(contractModel)
    const signal = AbortSignal.abort()
    for (const call of [
      () => store.list('boards', { signal }),
      () => store.snapshot({ signal }),
      () => store.clear({ signal }),
    ]) {
      await expect(call()).rejects.toMatchObject({ name: 'StoreError', code: 'aborted' })
    }
  })
})
