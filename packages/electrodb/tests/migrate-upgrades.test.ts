import { StoreError } from '@throughline/schema'
import { describe, expect, it } from 'vitest'
import { defineUpgrades, deriveEntities } from '../src/index.ts'
import { libraryModel, libraryRows, secondModel, secondUpgrades, textOf } from './library-model.ts'
import { oldTable, type OldTable, rawItem, scanAll, storeOf } from './migrate-table.ts'
import { mutationId } from './shop-model.ts'

const plain = libraryModel()
const second = { model: secondModel, upgrades: secondUpgrades }

function upgradedAuthor(index: number) {
  const born = new Date(index)
  return {
    id: `a${index}`,
    firstName: 'Ann',
    lastName: `Number${index}`,
    email: `ann${index}@example.org`,
    born,
  }
}

describe('items of an older version', () => {
  let table: OldTable<typeof plain>
  let store: ReturnType<typeof storeOf<typeof secondModel>>
  let cursor: string

  const setUp = async (): Promise<void> => {
    table = await oldTable({ model: plain }, libraryRows(3, 2))
    cursor = await table.store.heads()
    await table.store.push([
      {
        op: 'update',
        mutationId: mutationId(),
        entity: 'authors',
        key: { id: 'a1' },
        changes: { name: 'Bea Bay' },
      },
    ])
    store = storeOf(table, second)
  }

  it('are upgraded in memory by every way of reading, and stay as they are', async () => {
    await setUp()
    const before = await scanAll(table.client, table.layout.tableName)
    const stored = await store.get('authors', { id: 'a0' })
    expect(stored).toMatchObject({ row: upgradedAuthor(0), meta: { version: 1 } })
    expect(stored?.row).not.toHaveProperty('name')
    const bea = { ...upgradedAuthor(1), firstName: 'Bea', lastName: 'Bay' }

    const listed = await store.list('authors')
    expect(listed.items.map(({ row }) => row)).toEqual([upgradedAuthor(0), bea, upgradedAuthor(2)])
    const batch = await store.batchGet('authors', [{ id: 'a2' }, { id: 'a1' }])
    expect(batch.map((found) => found?.row)).toEqual([upgradedAuthor(2), bea])
    const books = await store.query('books', { where: { authorId: 'a0' } })
    expect(books.items.map(({ row }) => row)).toEqual([
      { id: 'b0', authorId: 'a0', title: 'Book 0', pages: 0, language: 'en' },
      { id: 'b1', authorId: 'a0', title: 'Book 1', pages: 10, language: 'en' },
    ])
    const snapshot = await store.snapshot()
    expect(snapshot.items.filter(({ entity }) => entity === 'authors').map(({ row }) => row)).toEqual([
      upgradedAuthor(0),
      bea,
      upgradedAuthor(2),
    ])
    expect(snapshot.items.filter(({ row }) => 'language' in row)).toHaveLength(6)
    const pulled = await store.pull({ cursor })
    expect(pulled).toMatchObject({
      kind: 'changes',
      changes: [{ op: 'put', version: 2, stored: { row: bea } }],
    })
    expect(await scanAll(table.client, table.layout.tableName)).toEqual(before)
  })

  it('are found by conditions on new fields, and read whole for a projection of them', async () => {
    await setUp()
    const found = await store.list('authors', { where: { lastName: 'Bay' }, fields: ['firstName'] })
    expect(found.items.map(({ row }) => row)).toEqual([{ id: 'a1', firstName: 'Bea' }])
    expect(await store.get('authors', { id: 'a0' }, { fields: ['lastName'] })).toMatchObject({
      row: { lastName: 'Number0' },
    })
    const books = await store.list('books', { where: { language: 'en', pages: { gte: 10 } } })
    expect(books.items).toHaveLength(3)
  })

  it('take their new form with the next write', async () => {
    await setUp()
    const [outcome] = await store.push([
      {
        op: 'update',
        mutationId: mutationId(),
        entity: 'authors',
        key: { id: 'a0' },
        changes: { email: 'new@example.org' },
      },
    ])
    expect(outcome).toMatchObject({ status: 'applied', version: 2 })
    const item = await rawItem(table, 'AUTHOR#a0 / PROFILE')
    expect(item).toMatchObject({
      firstName: 'Ann',
      lastName: 'Number0',
      email: 'new@example.org',
      modelVersion: 2,
      version: 2,
    })
    expect(item).not.toHaveProperty('name')
    expect(await rawItem(table, 'AUTHOR#a2 / PROFILE')).not.toHaveProperty('modelVersion')
    const row = { id: 'a9', firstName: 'Zoe', lastName: 'Zed', email: 'z@example.org' }
    await store.push([{ op: 'insert', mutationId: mutationId(), entity: 'authors', row }])
    expect(await rawItem(table, 'AUTHOR#a9 / PROFILE')).toMatchObject({ modelVersion: 2 })
    await store.load([{ entity: 'authors', row: { ...row, id: 'a10' } }])
    expect(await rawItem(table, 'AUTHOR#a10 / PROFILE')).toMatchObject({ modelVersion: 2 })
    // The old code goes on with what it knows, and marks nothing.
    expect((await table.store.get('books', { authorId: 'a0', id: 'b0' }))?.row).toMatchObject({
      title: 'Book 0',
    })
  })

  it('are not taken for what ElectroDB puts today', async () => {
    await setUp()
    const { client, layout } = table
    const { authors } = deriveEntities(secondModel, {
      client,
      table: layout.tableName,
      upgrades: secondUpgrades,
    })
    const row = { id: 'e', authorId: 'e', firstName: 'El', lastName: 'Ectro', email: 'e@example.org' }
    await authors.put(row).go()
    expect(await rawItem(table, 'AUTHOR#e / PROFILE')).toMatchObject({ modelVersion: 2 })
    expect(await store.get('authors', { id: 'e' })).toMatchObject({ row: { firstName: 'El' } })
    expect((await authors.get({ authorId: 'e' }).go()).data).not.toHaveProperty('modelVersion')
  })

  it('that no upgrade can bring here are an error that says which', async () => {
    await setUp()
    const broken = defineUpgrades(secondModel, [
      {
        to: 2,
        entities: { authors: ({ name, ...row }) => ({ ...row, firstName: textOf(name), lastName: '' }) },
      },
    ])
    const wrong = storeOf(table, { model: secondModel, upgrades: broken })
    const calls = [
      () => wrong.get('authors', { id: 'a0' }),
      () => wrong.list('authors'),
      () => wrong.snapshot(),
      () => wrong.pull({ cursor }),
    ]
    for (const call of calls) {
      const error: unknown = await call().catch((thrown: unknown) => thrown)
      expect(error).toBeInstanceOf(StoreError)
      expect(error).toMatchObject({
        code: 'not_configured',
        message: expect.stringMatching(
          /row of authors with id "a\d" .* version 2 of the model, it is of version 1: .*lastName: /,
        ),
      })
    }
    expect((await wrong.get('books', { authorId: 'a0', id: 'b0' }))?.row).toMatchObject({ language: 'en' })
  })
})
