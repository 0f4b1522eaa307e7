import { defineEntity, defineModel } from '@throughline/schema'
import { describe, expect, it } from 'vitest'
import { defineUpgrades } from '../src/index.ts'
import { migrate } from '../src/migrate/index.ts'
import { libraryModel, libraryRows, secondModel, secondUpgrades, textOf } from './library-model.ts'
import {
  oldTable,
  type OldTable,
  planFrom,
  rawItem,
  scanAll,
  storeOf,
  watchRequests,
  writtenRows,
} from './migrate-table.ts'
import { mutationId } from './shop-model.ts'

const plain = libraryModel()
const second = { model: secondModel, upgrades: secondUpgrades }

describe('a backfill of rows in an older form', () => {
  let table: OldTable<typeof plain>
  it('writes what reads made of them, with one more version, and begins the feed anew', async () => {
    table = await oldTable({ model: plain }, libraryRows(3, 2))
    const store = storeOf(table, second)
    const cursor = await store.heads()
    // There is a feed whose cursors have to be told.
    await table.store.push([
      {
        op: 'update',
        mutationId: mutationId(),
        entity: 'authors',
        key: { id: 'a1' },
        changes: { name: 'Bea Bay' },
      },
    ])
    const read = await store.snapshot()
    const plan = planFrom(table, second)
    expect(plan.problems).toEqual([])
    const dry = await migrate(table.client, plan, { ...second, dryRun: true })
    const report = await migrate(table.client, plan, second)
    const { counts } = report.steps.find(({ kind }) => kind === 'backfill') ?? {}
    expect(counts).toMatchObject({ rows: 9, written: 9, changed: 9, refused: 0 })
    // The checkpoint is an item too.
    expect(dry.steps.find(({ kind }) => kind === 'backfill')?.counts).toEqual({ ...counts, scanned: 13 })
    const items = [...(await scanAll(table.client, table.layout.tableName)).values()].filter(
      (item) => '__edb_e__' in item,
    )
    expect(items.every((item) => item['modelVersion'] === 2)).toBe(true)
    const after = await store.snapshot()
    expect(after.items.map(({ entity, row }) => ({ entity, row }))).toEqual(
      read.items.map(({ entity, row }) => ({ entity, row })),
    )
    expect(after.items.map(({ meta }) => meta.version)).toEqual(
      read.items.map(({ meta }) => meta.version + 1),
    )
    expect(after.items.every(({ meta }, index) => meta.createdAt === read.items[index]?.meta.createdAt)).toBe(
      true,
    )
    expect(await store.pull({ cursor })).toEqual({ kind: 'reset' })
    expect(await store.pull({ cursor: read.feed })).toEqual({ kind: 'reset' })

    const fresh = await store.heads()
    const sent = watchRequests(table.client)
    const again = await migrate(table.client, plan, { ...second, again: true })
    expect(writtenRows(sent)).toEqual([])
    expect(again.steps[0]?.counts).toMatchObject({ written: 0, changed: 0 })
    expect(await store.pull({ cursor: fresh })).toMatchObject({ kind: 'changes', changes: [] })
  })

  it('leaves the fields that the model has no more, until it is told to delete them', async () => {
    table = await oldTable({ model: plain }, libraryRows(2, 0))
    const kept = {
      model: secondModel,
      upgrades: defineUpgrades(secondModel, [
        { to: 2, entities: { authors: (row) => ({ ...row, firstName: 'F', lastName: 'L' }) } },
      ]),
    }
    const plan = planFrom(table, kept)
    await migrate(table.client, plan, kept)
    expect(await rawItem(table, 'AUTHOR#a0 / PROFILE')).toMatchObject({
      name: 'Ann Number0',
      firstName: 'F',
      version: 2,
    })
    await migrate(table.client, plan, { ...kept, destructive: true })
    const item = await rawItem(table, 'AUTHOR#a0 / PROFILE')
    expect(item).toMatchObject({ firstName: 'F', version: 2, modelVersion: 2 })
    expect(item).not.toHaveProperty('name')
  })

  it('renames fields and entities without an upgrade', async () => {
    const { authors, books } = plain.entities
    const { name } = authors.schema.shape
    table = await oldTable({ model: plain }, libraryRows(3, 2))
    const next = defineModel({
      service: 'library',
      entities: {
        authors: defineEntity({
          singular: 'author',
          schema: authors.schema.omit({ name: true }).extend({ title: name }),
        }),
        volumes: defineEntity({ singular: 'volume', keyPrefix: 'BOOK', schema: books.schema }),
      },
    })
    const renames = { entities: { books: 'volumes' }, fields: { 'authors.name': 'title' } }
    const cursor = await table.store.heads()
    await table.store.push([
      { op: 'delete', mutationId: mutationId(), entity: 'books', key: { authorId: 'a2', id: 'b1' } },
    ])
    const plan = planFrom(table, { model: next }, { renames })
    const report = await migrate(table.client, plan, { model: next })
    expect(report.steps.map(({ kind, counts: { written, changed } }) => [kind, written, changed])).toEqual([
      ['backfill', 8, 3],
    ])
    const store = storeOf(table, { model: next })
    expect((await store.list('authors')).items.map(({ row }) => row.title)).toEqual([
      'Ann Number0',
      'Ann Number1',
      'Ann Number2',
    ])
    expect((await store.query('volumes', { where: { authorId: 'a1' } })).items).toMatchObject([
      { row: { title: 'Book 0' }, meta: { version: 1 } },
      { row: { title: 'Book 1' }, meta: { version: 1 } },
    ])
    expect((await table.store.query('books', { where: { authorId: 'a1' } })).items).toEqual([])
    expect(await store.pull({ cursor })).toEqual({ kind: 'reset' })
    const sent = watchRequests(table.client)
    await migrate(table.client, plan, { model: next, again: true })
    expect(writtenRows(sent)).toEqual([])
  })

  it('stops at rows that do not fit, when all others are done, and names them', async () => {
    table = await oldTable({ model: plain }, libraryRows(4, 0))
    const broken = {
      model: secondModel,
      upgrades: defineUpgrades(secondModel, [
        {
          to: 2,
          entities: {
            authors: ({ id, name, ...row }) => {
              if (id === 'a2') throw new RangeError('Not this one.')
              return { ...row, id, firstName: textOf(name), lastName: 'L' }
            },
          },
        },
      ]),
    }
    const plan = planFrom(table, broken)
    await expect(migrate(table.client, plan, broken)).rejects.toThrow(
      /^1 row could not be rewritten by "backfill".*\nAUTHOR#a2 \/ PROFILE: The row of authors with id "a2".*RangeError: Not this one\./,
    )
    const items = [...(await scanAll(table.client, table.layout.tableName)).values()]
    expect(items.filter((item) => item['modelVersion'] === 2)).toHaveLength(3)
    const report = await migrate(table.client, plan, second)
    expect(report.steps[0]?.counts).toMatchObject({ rows: 4, written: 1, refused: 0 })
  })

  it('stops at a row that has outgrown an item', async () => {
    table = await oldTable({ model: plain }, libraryRows(2, 0))
    const large = {
      model: secondModel,
      upgrades: defineUpgrades(secondModel, [
        {
          to: 2,
          entities: {
            authors: (row) => ({
              ...row,
              firstName: 'x'.repeat(row['id'] === 'a1' ? 410_000 : 1),
              lastName: 'L',
            }),
          },
        },
      ]),
    }
    const run = migrate(table.client, planFrom(table, large), large)
    await expect(run).rejects.toThrow(
      /^1 row could not .*\nAUTHOR#a1 \/ PROFILE: DynamoDB refused the row\. \(.*size/,
    )
    expect(await rawItem(table, 'AUTHOR#a0 / PROFILE')).toMatchObject({ modelVersion: 2 })
  })
})
