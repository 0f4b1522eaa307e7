import { GetCommand, PutCommand, ScanCommand } from '@aws-sdk/lib-dynamodb'
import type { AnyModel, EntityRow, SyncStore } from '@throughline/schema'
import { beforeEach, describe, expect, inject, it } from 'vitest'
import {
  createDynamoClient,
  createDynamoStore,
  createTable,
  deriveService,
  tableLayout,
  tenantLayout,
  type TableLayout,
  type Tenancy,
} from '../src/index.ts'
import { modelItems } from '../src/items/item.ts'
import { mutationId } from './shop-model.ts'
import { ticketsLayout, ticketsModel } from './tickets-model.ts'

type Tickets = typeof ticketsModel
type Rows = EntityRow<Tickets>[]

const client = createDynamoClient({ endpoint: inject('endpoint') })
const later = new Date('2100-01-01T00:00:00.000Z')
let counter = 0

/** Rows of one tenant: with the same unique values as another's, and, but for `attribute`, with the same ids. */
function rowsOf(tenant: string, tenancy: Tenancy): Rows {
  const own = (id: string): string => (tenancy === 'attribute' ? `${id}-${tenant}` : id)
  return [
    { entity: 'projects', row: { id: own('p'), slug: 'one' } },
    {
      entity: 'tickets',
      row: {
        id: own('t'),
        projectId: own('p'),
        status: 'open',
        urgent: true,
        dueAt: new Date(0),
        points: 5,
        endsAt: later,
      },
    },
    {
      entity: 'comments',
      row: {
        id: own('c'),
        projectId: own('p'),
        ticketId: own('t'),
        text: tenant,
        at: '2100-01-01T00:00:00Z',
      },
    },
  ]
}

describe.each<Tenancy>(['prefix', 'attribute', 'table'])('two tenants, kept apart by %s', (tenancy) => {
  let layout: TableLayout
  let stores: Record<'acme' | 'other', SyncStore<Tickets>>
  const storeOf = (tenant: string): SyncStore<Tickets> =>
    createDynamoStore(ticketsModel, { client, layout, tenant })

  beforeEach(async () => {
    const tableName = `tenants-${process.pid}-${Date.now()}-${(counter += 1)}`
    layout = tableLayout(ticketsModel, { ...ticketsLayout, tableName, tenancy, shards: 2 })
    await createTable(client, tenantLayout(layout, 'acme'))
    await createTable(client, tenantLayout(layout, 'other'))
    stores = { acme: storeOf('acme'), other: storeOf('other') }
    await stores.acme.load(rowsOf('acme', tenancy))
    await stores.other.load(rowsOf('other', tenancy))
  })

  /** What all reads of a store show, without what the server keeps. */
  async function shown(store: SyncStore<Tickets>, rows: Rows): Promise<unknown[]> {
    const [project, ticket, comment] = rows.map(({ row }) => row)
    // Sound: the rows above, in their order.
    const { id: projectId } = project as { id: string }
    const { id: ticketId } = ticket as { id: string }
    const { id, text } = comment as { id: string; text: string }
    const key = { projectId, ticketId, id }
    const pages = await Promise.all([
      store.list('projects'),
      store.list('projects', { where: { slug: 'one' } }),
      store.list('tickets'),
      store.list('tickets', { where: { projectId } }),
      store.list('tickets', { where: { status: 'open', urgent: true, dueAt: new Date(0) } }),
      store.list('tickets', { where: { status: 'open', urgent: true }, orderBy: { dueAt: 'asc' } }),
      store.query('tickets', { where: { projectId } }),
      store.query('tickets', { where: { projectId, points: { gte: 1 } } }),
      store.list('comments', { where: { text: { startsWith: text.slice(0, 2) } } }),
      store.query('comments', { where: { projectId, ticketId, text } }),
      store.snapshot(),
    ])
    const found = [await store.get('comments', key), ...(await store.batchGet('comments', [key]))]
    return [...pages.map(({ items }) => items.map(({ row }) => row)), ...found.map((stored) => [stored?.row])]
  }

  const rowOf = (rows: Rows, name: string): unknown[] =>
    rows.filter(({ entity }) => entity === name).map(({ row }) => row)
  function expected(rows: Rows): unknown[] {
    const [projects, tickets, comments] = ['projects', 'tickets', 'comments'].map((name) => rowOf(rows, name))
    return [
      projects,
      projects,
      ...Array.from({ length: 6 }, () => tickets),
      comments,
      comments,
      expect.toSatisfy(
        (all: unknown[]) =>
          all.length === rows.length &&
          all.every((one) => rows.some(({ row }) => JSON.stringify(row) === JSON.stringify(one))),
      ),
      comments,
      comments,
    ]
  }

  it('see their own rows by every read, and none of the other’s', async () => {
    for (const tenant of ['acme', 'other'] as const) {
      const rows = rowsOf(tenant, tenancy)
      expect(await shown(stores[tenant], rows)).toEqual(expected(rows))
    }
  })

  it('see nothing by the other’s keys', async () => {
    // Of the two others, the same keys are the tenant's own.
    if (tenancy !== 'attribute') return
    const seen = await shown(stores.acme, rowsOf('other', tenancy))
    const [, , , ofParent, , , ofQuery, ofLocal, byText, byLocalText, , got, batch] = seen
    expect([ofParent, ofQuery, ofLocal, byText, byLocalText]).toEqual([[], [], [], [], []])
    expect([got, batch]).toEqual([[undefined], [undefined]])
    const { entities, collections } = deriveService(ticketsModel, { client, layout, tenant: 'acme' })
    expect((await entities.projects.get({ projectId: 'p-other' }).go()).data).toBeNull()
    expect((await entities.tickets.query.primary({ projectId: 'p-other' }).go()).data).toEqual([])
    const { data } = await collections.project({ projectId: 'p-other' }).go()
    expect([data.projects, data.tickets, data.comments]).toEqual([[], [], []])
    expect((await entities.projects.get({ projectId: 'p-acme' }).go()).data).toMatchObject({ slug: 'one' })
  })

  it('have unique values of their own, each once', async () => {
    const insert = (store: SyncStore<Tickets>, slug: string) =>
      store.push([
        { op: 'insert', mutationId: mutationId(), entity: 'projects', row: { id: mutationId(), slug } },
      ])
    expect(await insert(stores.acme, 'two')).toMatchObject([{ status: 'applied' }])
    expect(await insert(stores.other, 'two')).toMatchObject([{ status: 'applied' }])
    expect(await insert(stores.acme, 'two')).toMatchObject([{ status: 'rejected', code: 'already_exists' }])
    expect(await insert(stores.other, 'one')).toMatchObject([{ status: 'rejected', code: 'already_exists' }])
  })

  it('have feeds of their own', async () => {
    const cursor = await stores.other.heads()
    const before = await stores.acme.heads()
    const id = rowsOf('acme', tenancy)[0]?.row.id ?? ''
    await stores.acme.push([
      { op: 'update', mutationId: mutationId(), entity: 'projects', key: { id }, changes: { slug: 'new' } },
    ])
    expect(await stores.other.pull({ cursor })).toMatchObject({ kind: 'changes', changes: [] })
    expect(await stores.acme.pull({ cursor: before })).toMatchObject({
      kind: 'changes',
      changes: [{ op: 'put' }],
    })
    await expect(stores.other.pull({ cursor: before })).rejects.toMatchObject({ code: 'invalid' })
  })

  it('are cleared one by one', async () => {
    await stores.acme.clear()
    expect((await stores.acme.snapshot()).items).toEqual([])
    const rows = rowsOf('other', tenancy)
    expect(await shown(stores.other, rows)).toEqual(expected(rows))
    const { entities } = deriveService(ticketsModel, { client, layout, tenant: 'other' })
    expect((await entities.projects.query.list({}).go()).data).toHaveLength(1)
  })

  it('leave an item of another tenant as it is, whose key is asked for', async () => {
    if (tenancy !== 'attribute') return
    const [project] = rowsOf('other', tenancy)
    const { tableName: TableName } = layout
    const Key = { pk: 'PROJECT#p-other', sk: 'PROFILE' }
    const before = (await client.send(new GetCommand({ TableName, Key }))).Item
    expect(before).toMatchObject({ tenant: 'other' })
    const id = 'p-other'
    const mutations = [
      { op: 'insert', mutationId: mutationId(), entity: 'projects', row: { id, slug: 'x' } },
      { op: 'update', mutationId: mutationId(), entity: 'projects', key: { id }, changes: { slug: 'x' } },
      { op: 'delete', mutationId: mutationId(), entity: 'projects', key: { id } },
    ] as const
    for (const mutation of mutations) {
      const outcome = await stores.acme.push([mutation]).catch((error: unknown) => error)
      expect(outcome).not.toMatchObject([{ status: 'applied' }])
    }
    await stores.acme.load([project ?? []].flat()).catch(() => undefined)
    expect((await client.send(new GetCommand({ TableName, Key }))).Item).toEqual(before)
  })
})

describe('a table of the tenancy `attribute`', () => {
  it('shows no item without a tenant', async () => {
    const tableName = `tenants-${process.pid}-${Date.now()}-${(counter += 1)}`
    const layout = tableLayout(ticketsModel, { tableName, tenancy: 'attribute' })
    await createTable(client, layout)
    const model: AnyModel = ticketsModel
    const plain = modelItems(model, tableLayout(model, { tableName }))
    const meta = { version: 1, createdAt: '2026-01-01T00:00:00.000Z', updatedAt: '2026-01-01T00:00:00.000Z' }
    const Item = plain.of('projects').toItem({ row: { id: 'p', slug: 's' }, meta })
    await client.send(new PutCommand({ TableName: tableName, Item }))
    const store = createDynamoStore(ticketsModel, { client, layout, tenant: 'acme' })
    expect(await store.get('projects', { id: 'p' })).toBeUndefined()
    await store.clear()
    const { Items } = await client.send(new ScanCommand({ TableName: tableName, ConsistentRead: true }))
    expect(Items?.filter((item) => item['pk'] === 'PROJECT#p')).toEqual([Item])
  })
})
