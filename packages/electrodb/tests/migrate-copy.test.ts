import { defineEntity, defineModel } from '@throughline/schema'
import { describe, expect, it, onTestFinished } from 'vitest'
import { createDynamoStore, createTable, deleteTable, tableLayout, tenantLayout } from '../src/index.ts'
import { migrate } from '../src/migrate/index.ts'
import { libraryModel, libraryRows, secondModel, secondUpgrades } from './library-model.ts'
import {
  freshName,
  newClient,
  oldTable,
  planFrom,
  scanAll,
  watchRequests,
  writesOf,
} from './migrate-table.ts'
import { mutationId } from './shop-model.ts'

const plain = libraryModel()
const unique = libraryModel({ unique: true })
const second = { model: secondModel, upgrades: secondUpgrades }
const { authors, books } = unique.entities

const rekeyed = defineModel({
  service: 'library',
  entities: {
    authors: defineEntity({ singular: 'author', keyPrefix: 'A', schema: authors.schema }),
    books: defineEntity({ singular: 'book', schema: books.schema }),
  },
})

describe('a copy to another table', () => {
  it('has all rows under their new keys, with their values and clients; the old table stays', async () => {
    const table = await oldTable({ model: unique }, libraryRows(12, 4))
    const source = { clientId: 'phone', seq: 1 }
    const update = (name: string) => ({
      op: 'update' as const,
      mutationId: mutationId(),
      entity: 'authors' as const,
      key: { id: 'a3' },
      changes: { name },
    })
    const sent = update('Bea')
    const [answer] = await table.store.push([sent], source)
    const before = await scanAll(table.client, table.layout.tableName)
    const tableName = freshName()
    const plan = planFrom(table, { model: rekeyed }, { tableName })
    onTestFinished(() => deleteTable(table.client, plan.to.layout))
    const report = await migrate(table.client, plan, { model: rekeyed })
    expect(
      report.steps.map(({ kind, counts: { rows, written, changed } }) => [kind, rows, written, changed]),
    ).toEqual([
      ['new_table', 0, 0, 0],
      ['backfill', 60, 60, 0],
    ])
    expect(await scanAll(table.client, table.layout.tableName)).toEqual(before)

    const store = createDynamoStore(rekeyed, { client: table.client, tableName })
    const rows = async (from: typeof table.store) => (await from.snapshot({ limit: 1000 })).items
    // Sound: both models have these entities.
    expect(await rows(store as unknown as typeof table.store)).toEqual(await rows(table.store))
    expect(await store.get('authors', { id: 'a3' })).toMatchObject({
      row: { name: 'Bea' },
      meta: { version: 2 },
    })
    expect((await scanAll(table.client, tableName)).has('A#a3 / BOOK#b0')).toBe(true)
    const twin = { id: 'new', name: 'N', email: 'ann5@example.org' }
    const [outcome] = await store.push([
      { op: 'insert', mutationId: mutationId(), entity: 'authors', row: twin },
    ])
    expect(outcome).toMatchObject({ status: 'rejected', code: 'already_exists' })
    // Sent again, it is answered and not applied.
    expect(await store.push([sent], source)).toMatchObject([
      { status: 'applied', version: answer?.status === 'applied' ? answer.version : 0 },
    ])
    expect((await store.get('authors', { id: 'a3' }))?.meta.version).toBe(2)
  })

  it('done once more brings what was written since, and takes nothing back', async () => {
    const table = await oldTable({ model: plain }, libraryRows(6, 2))
    const tableName = freshName()
    const plan = planFrom(table, second, { tableName })
    onTestFinished(() => deleteTable(table.client, plan.to.layout))
    await migrate(table.client, plan, second)
    const store = createDynamoStore(secondModel, {
      client: table.client,
      tableName,
      upgrades: secondUpgrades,
    })
    const change = (id: string) => ({
      op: 'update' as const,
      mutationId: mutationId(),
      entity: 'authors' as const,
      key: { id },
    })
    await table.store.push([{ ...change('a1'), changes: { name: 'Old Side' } }])
    await store.push([{ ...change('a2'), changes: { lastName: 'NewSide' } }])
    const report = await migrate(table.client, plan, { ...second, again: true })
    expect(report.steps[1]?.counts).toMatchObject({ rows: 18, written: 1 })
    expect(await store.get('authors', { id: 'a1' })).toMatchObject({
      row: { lastName: 'Side' },
      meta: { version: 2 },
    })
    expect(await store.get('authors', { id: 'a2' })).toMatchObject({
      row: { lastName: 'NewSide' },
      meta: { version: 2 },
    })
  })

  it('never takes the place of a row that was written there meanwhile', async () => {
    const table = await oldTable({ model: plain }, libraryRows(3, 0))
    const tableName = freshName()
    const plan = planFrom(table, { model: plain }, { tableName })
    onTestFinished(() => deleteTable(table.client, plan.to.layout))
    const client = newClient()
    const store = createDynamoStore(plain, { client: table.client, tableName })
    const done = new Set<unknown>()
    watchRequests(client, async ({ name, input }) => {
      if (name !== 'PutItem' || input['TableName'] !== tableName) return
      // Sound: every put has an item.
      const { __edb_e__: mark, id } = input['Item'] as { __edb_e__?: string; id?: string }
      if (mark === undefined || id === undefined || done.has(id)) return
      done.add(id)
      const row = { id, name: 'There', email: 'there@example.org' }
      await store.push([{ op: 'insert', mutationId: mutationId(), entity: 'authors', row }])
    })
    const report = await migrate(client, plan, { model: plain })
    expect(done.size).toBe(3)
    expect(report.steps[1]?.counts).toMatchObject({ rows: 3, written: 0, refused: 0 })
    const { items } = await store.list('authors')
    expect(items.map(({ row, meta }) => [row.name, meta.version])).toEqual([
      ['There', 1],
      ['There', 1],
      ['There', 1],
    ])
  })

  it('makes room for a local index', async () => {
    const table = await oldTable({ model: plain }, libraryRows(4, 3))
    const layout = { local: { books: ['pages'] } }
    const tableName = freshName()
    const plan = planFrom(table, { model: plain, layout }, { tableName })
    onTestFinished(() => deleteTable(table.client, plan.to.layout))
    await migrate(table.client, plan, { model: plain })
    const { client } = table
    const store = createDynamoStore(plain, { client, layout: plan.to.layout })
    const found = await store.query('books', { where: { authorId: 'a1', pages: { gte: 10 } } })
    expect(new Set(found.items.map(({ row }) => row.pages))).toEqual(new Set([10, 20]))
    const items = [...(await scanAll(client, tableName)).values()]
    expect(items.filter((item) => 'lsi1sk' in item)).toHaveLength(12)
  })
})

describe('tenants', () => {
  it.each(['prefix', 'attribute'] as const)(
    'of one table (%s) are migrated together, each by its own keys',
    async (tenancy) => {
      const client = newClient()
      const layout = tableLayout(plain, { tenancy, tableName: freshName() })
      await createTable(client, layout)
      onTestFinished(() => deleteTable(client, layout))
      const names = ['acme', 'umbrella']
      const cursors: string[] = []
      for (const [index, tenant] of names.entries()) {
        const store = createDynamoStore(plain, { client, layout, tenant })
        // Of the tenancy `attribute`, no two tenants have a key in common.
        const rows = libraryRows(5, 2).map(({ entity, row }) =>
          entity === 'authors'
            ? { entity, row: { ...row, id: `${tenant}${row.id}` } }
            : { entity, row: { ...row, authorId: `${tenant}${row.authorId}` } },
        )
        await store.load(rows)
        await store.push([
          {
            op: 'update',
            mutationId: mutationId(),
            entity: 'authors',
            key: { id: `${tenant}a0` },
            changes: { name: `Mr ${index}` },
          },
        ])
        cursors.push(await store.heads())
      }
      const version = { ...second, layout: { tenancy, shards: 2 } }
      const plan = planFrom({ model: plain, layout }, version)
      const report = await migrate(client, plan, second)
      expect(report.steps[0]?.counts).toMatchObject({ rows: 30, written: 30, changed: 30, refused: 0 })
      for (const [index, tenant] of names.entries()) {
        const store = createDynamoStore(secondModel, {
          client,
          layout: plan.to.layout,
          tenant,
          upgrades: secondUpgrades,
        })
        const { items } = await store.snapshot()
        expect(items).toHaveLength(15)
        expect(await store.get('authors', { id: `${tenant}a0` })).toMatchObject({
          row: { lastName: String(index) },
          meta: { version: 3 },
        })
        expect(await store.pull({ cursor: cursors[index] ?? '' })).toEqual({ kind: 'reset' })
      }
      const sent = watchRequests(client)
      const again = await migrate(client, plan, { ...second, dryRun: true })
      expect(again.steps[0]?.counts).toMatchObject({ rows: 30, written: 0 })
      expect(writesOf(sent)).toBe(0)
    },
  )

  it('with a table each are migrated one by one, by one plan', async () => {
    const client = newClient()
    const layout = tableLayout(plain, { tenancy: 'table', tableName: freshName() })
    const own = tenantLayout(layout, 'acme')
    await createTable(client, own)
    onTestFinished(() => deleteTable(client, own))
    await createDynamoStore(plain, { client, layout, tenant: 'acme' }).load(libraryRows(3, 1))
    const plan = planFrom({ model: plain, layout }, { ...second, layout: { tenancy: 'table' } })
    await expect(migrate(client, plan, second)).rejects.toMatchObject({ code: 'invalid' })
    const report = await migrate(client, plan, { ...second, tenant: 'acme' })
    expect(report.steps[0]?.counts).toMatchObject({ rows: 6, written: 6 })
    const store = createDynamoStore(secondModel, { client, layout: plan.to.layout, tenant: 'acme' })
    expect((await store.get('authors', { id: 'a0' }))?.row).toMatchObject({ lastName: 'Number0' })
  })
})
