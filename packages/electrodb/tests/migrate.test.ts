import { defineEntity, defineModel, StoreError } from '@throughline/schema'
import { describe, expect, it } from 'vitest'
import { migrate, type MigrationProgress } from '../src/migrate/index.ts'
import { readLayoutRecord } from '../src/layout/layout-record.ts'
import { layoutHash } from '../src/index.ts'
import { libraryModel, libraryRows } from './library-model.ts'
import {
  indexNames,
  oldTable,
  planFrom,
  scanAll,
  storeOf,
  watchRequests,
  writesOf,
  writtenRows,
} from './migrate-table.ts'
import { mutationId } from './shop-model.ts'

const plain = libraryModel()
const indexed = libraryModel({ indexed: true })
const unique = libraryModel({ unique: true })
const options = { segments: 4 }

describe('a unique field', () => {
  const emails = (...values: string[]) =>
    values.map((email, index) => ({
      entity: 'authors' as const,
      row: { id: `a${index}`, name: 'Ann', email },
    }))

  it('holds the values of rows that are there, and of those written meanwhile', async () => {
    const table = await oldTable({ model: plain }, libraryRows(30, 0))
    const store = storeOf(table, { model: unique })
    // New code, before the backfill: the row is in its new form, and nothing holds its value yet.
    await store.push([
      {
        op: 'update',
        mutationId: mutationId(),
        entity: 'authors',
        key: { id: 'a3' },
        changes: { name: 'Cem' },
      },
    ])
    const plan = planFrom(table, { model: unique })
    const sent = watchRequests(table.client)
    await migrate(table.client, plan, { ...options, model: unique })
    expect(writtenRows(sent)).toHaveLength(29)
    const items = await scanAll(table.client, table.layout.tableName)
    expect([...items.keys()].filter((key) => key.startsWith('UNIQUE#AUTHOR#email'))).toHaveLength(30)
    const row = { id: 'new', name: 'Dan', email: 'ann3@example.org' }
    const [outcome] = await store.push([{ op: 'insert', mutationId: mutationId(), entity: 'authors', row }])
    expect(outcome).toMatchObject({ status: 'rejected', code: 'already_exists' })
    sent.length = 0
    const again = await migrate(table.client, plan, { ...options, model: unique, again: true })
    expect(writtenRows(sent)).toEqual([])
    expect(sent.filter(({ name }) => name === 'TransactWriteItems')).toEqual([])
    expect(again.steps.at(-1)?.counts).toMatchObject({ rows: 30, written: 0 })
    expect(await scanAll(table.client, table.layout.tableName)).toEqual(items)
  })

  it('with duplicates is a problem that names the first of them, before and after', async () => {
    const table = await oldTable({ model: plain }, emails('x', 'y', 'x', 'z', 'y', 'x'))
    const plan = planFrom(table, { model: unique })
    expect(plan.problems).toMatchObject([
      { code: 'duplicates', severity: 'warning', entity: 'authors', field: 'email' },
    ])
    const items = await scanAll(table.client, table.layout.tableName)
    const dry = await migrate(table.client, plan, { ...options, model: unique, dryRun: true })
    const { counts, rows = [] } = dry.steps.at(-1) ?? {}
    expect(counts).toMatchObject({ rows: 6, written: 3, refused: 3 })
    expect(rows).toHaveLength(3)
    expect(rows[0]).toMatchObject({
      entity: 'authors',
      sk: 'PROFILE',
      message: expect.stringMatching(/"email" is that of another author, AUTHOR#a\d \/ PROFILE/),
    })
    expect(await scanAll(table.client, table.layout.tableName)).toEqual(items)

    const run = migrate(table.client, plan, { ...options, model: unique })
    await expect(run).rejects.toThrow(/^3 rows could not be rewritten by "backfill"; all others were\. /)
    // Corrected by the new code, the same migration completes.
    const store = storeOf(table, { model: unique })
    for (const [index, email] of ['x', 'y', 'x1', 'z', 'y1', 'x2'].entries()) {
      const [outcome] = await store.push([
        {
          op: 'update',
          mutationId: mutationId(),
          entity: 'authors',
          key: { id: `a${index}` },
          changes: { email },
        },
      ])
      expect(outcome?.status).toBe('applied')
    }
    const report = await migrate(table.client, plan, { ...options, model: unique })
    expect(report.steps.map(({ status }) => status)).toEqual(['done_before', 'done'])
  })

  it('lets go of its values when it is one no more', async () => {
    const table = await oldTable({ model: unique }, libraryRows(5, 1))
    const plan = planFrom(table, { model: plain })
    const items = async () => [...(await scanAll(table.client, table.layout.tableName)).keys()]
    expect((await items()).filter((key) => key.startsWith('UNIQUE'))).toHaveLength(5)
    await migrate(table.client, plan, { ...options, model: plain })
    expect((await items()).filter((key) => key.startsWith('UNIQUE'))).toEqual([])
    expect((await table.store.snapshot()).items).toHaveLength(10)
  })
})

describe('a dry run', () => {
  it('reads and counts, and writes nothing', async () => {
    const table = await oldTable({ model: plain }, libraryRows(20, 4))
    const plan = planFrom(table, { model: indexed, layout: { shards: 2 } })
    const before = await scanAll(table.client, table.layout.tableName)
    const sent = watchRequests(table.client)
    const progress: MigrationProgress[] = []
    const report = await migrate(table.client, plan, {
      ...options,
      model: indexed,
      dryRun: true,
      onProgress: (step) => progress.push(step),
    })
    expect(sent.length).toBeGreaterThan(4)
    expect(writesOf(sent)).toBe(0)
    expect(report.steps.map(({ id, status }) => [id, status])).toEqual([
      ['add_index:GSI3', 'planned'],
      ['backfill', 'planned'],
    ])
    expect(report.steps[1]?.counts).toMatchObject({
      rows: 100,
      written: 100,
      changed: 0,
      deleted: 0,
      refused: 0,
    })
    expect(progress.at(-1)).toMatchObject({
      step: 'backfill',
      kind: 'backfill',
      done: report.steps[1]?.counts.scanned,
    })
    expect(await scanAll(table.client, table.layout.tableName)).toEqual(before)
    expect(await indexNames(table)).toEqual(['GSI1', 'GSI2'])
  })
})

describe('what the model has no more', () => {
  it('is listed, and deleted only where it is asked for', async () => {
    const table = await oldTable({ model: plain }, libraryRows(4, 3))
    const schema = plain.entities.authors.schema.omit({ born: true })
    const less = defineModel({
      service: 'library',
      entities: { authors: defineEntity({ singular: 'author', schema }) },
    })
    const plan = planFrom(table, { model: less })
    const items = await scanAll(table.client, table.layout.tableName)
    const listed = await migrate(table.client, plan, { ...options, model: less })
    expect(listed.steps.map(({ id, status, counts }) => [id, status, counts.rows])).toEqual([
      ['remove_fields', 'listed', 4],
      ['remove_entity:books', 'listed', 12],
    ])
    expect(listed.steps[1]?.rows).toHaveLength(10)
    expect(await scanAll(table.client, table.layout.tableName)).toEqual(items)
    const report = await migrate(table.client, plan, { ...options, model: less, destructive: true })
    expect(report.steps.map(({ status, counts }) => [status, counts.written, counts.deleted])).toEqual([
      ['done', 4, 0],
      ['done', 0, 12],
    ])
    const left = [...(await scanAll(table.client, table.layout.tableName)).values()].filter(
      (item) => '__edb_e__' in item,
    )
    expect(left).toHaveLength(4)
    expect(left.every((item) => !('born' in item) && item['version'] === 1)).toBe(true)
  })
})

describe('migrate', () => {
  it('keeps in the table which layout its items follow, once they do', async () => {
    const table = await oldTable({ model: plain }, libraryRows(2, 2))
    const plan = planFrom(table, { model: indexed })
    const record = () => readLayoutRecord(table, table.layout.tableName)
    const before = await record()
    await migrate(table.client, plan, { ...options, model: indexed, phases: ['expand'] })
    expect(await record()).toEqual(before)
    await migrate(table.client, plan, { ...options, model: indexed })
    expect((await record())?.hash).toBe(await layoutHash(plan.to.layout))
  })

  it('refuses a plan with errors, of another model, or with senseless options', async () => {
    const table = await oldTable({ model: plain })
    const plan = planFrom(table, { model: indexed })
    const sent = watchRequests(table.client)
    const error = { code: 'missing_value', severity: 'error', message: 'No row has it.' } as const
    const calls = [
      () => migrate(table.client, { ...plan, problems: [error] }, { model: indexed }),
      () => migrate(table.client, plan, { model: plain }),
      () => migrate(table.client, plan, { model: indexed, rate: { items: 0 } }),
      () => migrate(table.client, plan, { model: indexed, segments: 0 }),
      () => migrate(table.client, plan, { model: indexed, tenant: 'acme' }),
    ]
    for (const call of calls) {
      const thrown: unknown = await call().catch((caught: unknown) => caught)
      expect(thrown).toBeInstanceOf(StoreError)
      expect(thrown).toMatchObject({ code: 'invalid' })
    }
    expect(sent).toEqual([])
  })

  it('names the table that is not there', async () => {
    const table = await oldTable({ model: plain })
    const tableName = 'migrate-no-such-table'
    const lost = { ...table, layout: { ...table.layout, tableName } }
    await expect(
      migrate(table.client, planFrom(lost, { model: indexed }), { model: indexed }),
    ).rejects.toMatchObject({
      code: 'not_configured',
      message: expect.stringContaining(tableName),
    })
  })
})
