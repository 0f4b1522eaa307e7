import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import * as z from 'zod'
import { defineEntity } from '../define-entity.ts'
import { defineModel } from '../define-model.ts'
import type { Mutation, StoredRow } from '../mutation.types.ts'
import type { Page, Store } from '../store.types.ts'
import { StoreError } from '../store-error.ts'

const BoardSchema = z.object({
  id: z.string().min(1),
  title: z.string().min(1),
  color: z.enum(['red', 'green', 'blue']).default('red'),
  createdAt: z.iso.datetime(),
})

const CardSchema = z
  .object({
    id: z.string().min(1),
    boardId: z.string().min(1),
    title: z.string().min(1),
    points: z.number().int().min(0).nullable(),
    note: z.string().optional(),
    tags: z.array(z.string()),
    due: z.date().optional(),
    place: z.object({ x: z.number(), y: z.number() }).optional(),
  })
  .refine((card) => card.title !== card.note, { path: ['note'], error: 'The note repeats the title.' })

/** The model that the contract runs on: a root, two kinds of children, one field of each storable kind. */
export const contractModel = defineModel({
  service: 'boards',
  entities: {
    boards: defineEntity({ singular: 'board', schema: BoardSchema }),
    cards: defineEntity({ singular: 'card', schema: CardSchema }),
    members: defineEntity({
      singular: 'member',
      schema: z.object({ id: z.string().min(1), boardId: z.string().min(1), name: z.string() }),
    }),
  },
})

type ContractStore = Store<typeof contractModel>
type ContractMutation = Mutation<typeof contractModel>

/** What {@link storeContract} needs of an implementation. */
export interface StoreContractOptions {
  /** Makes an empty store of {@link contractModel}; called once, the store is cleared before each test. */
  readonly create: () => Promise<ContractStore>
  /** Releases what `create` took. */
  readonly dispose?: () => Promise<void>
}

let counter = 0
const mutationId = (): string => `00000000-0000-4000-8000-${String((counter += 1)).padStart(12, '0')}`

const board = (id: string, title = `Board ${id}`): ContractMutation => ({
  op: 'insert',
  mutationId: mutationId(),
  entity: 'boards',
  row: { id, title },
})

const card = (boardId: string, id: string, title = `Card ${id}`): ContractMutation => ({
  op: 'insert',
  mutationId: mutationId(),
  entity: 'cards',
  row: { id, boardId, title, points: null, tags: [] },
})

async function readAll<T>(read: (cursor: string | undefined) => Promise<Page<T>>): Promise<{ items: T[]; pages: number }> {
  const items: T[] = []
  let pages = 0
  let cursor: string | undefined
  do {
    const page = await read(cursor)
    items.push(...page.items)
    pages += 1
    cursor = page.cursor ?? undefined
  } while (cursor !== undefined)
  return { items, pages }
}

const ids = (rows: readonly StoredRow<{ id: string }>[]): string[] => rows.map(({ row }) => row.id)

/** The tests that every implementation of `Store` passes; call it inside a test file. */
export function storeContract(name: string, { create, dispose }: StoreContractOptions): void {
  describe(`${name}: Store contract`, () => {
    let store: ContractStore
    beforeAll(async () => {
      store = await create()
    })
    beforeEach(async () => {
      await store.clear()
    })
    afterAll(async () => {
      await dispose?.()
    })

    insertTests(() => store)
    updateTests(() => store)
    deleteTests(() => store)
    readTests(() => store)
    loadTests(() => store)
  })
}

function insertTests(getStore: () => ContractStore): void {
  describe('insert', () => {
    it('stores a row with defaults, version 1 and its times', async () => {
      const [outcome] = await getStore().push([board('b1')])
      expect(outcome).toMatchObject({ status: 'applied', stored: { meta: { version: 1 } } })
      const stored = await getStore().get('boards', { id: 'b1' })
      expect(stored?.row).toEqual({ id: 'b1', title: 'Board b1', color: 'red', createdAt: stored?.meta.createdAt })
      expect(stored?.meta.updatedAt).toBe(stored?.meta.createdAt)
      expect(outcome).toMatchObject({ stored })
    })

    it('reads every kind of value back equal, and tells absent from null', async () => {
      const row = {
        id: 'c1',
        boardId: 'b1',
        title: 'All kinds',
        points: 3,
        tags: ['a', '', 'ü'],
        due: new Date('2026-01-02T03:04:05.678Z'),
        place: { x: -1.5, y: 0 },
      }
      await getStore().push([board('b1'), { op: 'insert', mutationId: mutationId(), entity: 'cards', row }])
      expect((await getStore().get('cards', { boardId: 'b1', id: 'c1' }))?.row).toEqual(row)
      await getStore().push([card('b1', 'c2')])
      const second = await getStore().get('cards', { boardId: 'b1', id: 'c2' })
      expect(second?.row.points).toBeNull()
      expect(second?.row).not.toHaveProperty('note')
    })

    it('refuses a key that is taken, and leaves the row alone', async () => {
      await getStore().push([board('b1', 'First')])
      const [outcome] = await getStore().push([board('b1', 'Second')])
      expect(outcome).toMatchObject({ status: 'rejected', code: 'already_exists' })
      expect((await getStore().get('boards', { id: 'b1' }))?.row.title).toBe('First')
    })

    it('refuses a child whose parent does not exist', async () => {
      const [outcome] = await getStore().push([card('nowhere', 'c1')])
      expect(outcome).toMatchObject({ status: 'rejected', code: 'parent_not_found' })
      expect(await getStore().get('cards', { boardId: 'nowhere', id: 'c1' })).toBeUndefined()
    })

    it.each([
      ['a value that the schema refuses', { id: 'b1', title: '' }, ['title']],
      ['an unknown field', { id: 'b1', title: 'T', admin: true }, ['admin']],
      ['a managed field', { id: 'b1', title: 'T', createdAt: '2020-01-01T00:00:00Z' }, ['createdAt']],
      ['a key that breaks the grammar', { id: 'b#1', title: 'T' }, ['id']],
      ['an empty key', { id: '', title: 'T' }, ['id']],
      ['a missing key', { title: 'T' }, ['id']],
    ])('refuses %s, with the issue at its field', async (_case, row, path) => {
      const mutation = { op: 'insert', mutationId: mutationId(), entity: 'boards', row } as ContractMutation
      const [outcome] = await getStore().push([mutation])
      expect(outcome).toMatchObject({ status: 'rejected', code: 'invalid' })
      expect(outcome?.status === 'rejected' && outcome.issues.map((issue) => issue.path)).toContainEqual(path)
      expect((await getStore().list('boards')).items).toEqual([])
    })

    it('refuses a row that breaks a check of the whole row', async () => {
      const row = { id: 'c1', boardId: 'b1', title: 'Same', note: 'Same', points: null, tags: [] }
      const [, outcome] = await getStore().push([
        board('b1'),
        { op: 'insert', mutationId: mutationId(), entity: 'cards', row },
      ])
      expect(outcome).toMatchObject({ status: 'rejected', issues: [{ path: ['note'] }] })
    })

    it('keeps ids apart that differ in case only', async () => {
      await getStore().push([board('AbC', 'Upper'), board('abc', 'Lower')])
      expect((await getStore().get('boards', { id: 'AbC' }))?.row.title).toBe('Upper')
      expect((await getStore().get('boards', { id: 'abc' }))?.row.title).toBe('Lower')
    })

    it('throws for an entity that the model does not have', async () => {
      const mutation = { ...board('b1'), entity: 'constructor' } as unknown as ContractMutation
      await expect(getStore().push([mutation])).rejects.toMatchObject({ name: 'StoreError', code: 'invalid' })
    })
  })
}

function updateTests(getStore: () => ContractStore): void {
  const update = (id: string, changes: object, baseVersion?: number): ContractMutation =>
    ({ op: 'update', mutationId: mutationId(), entity: 'boards', key: { id }, changes, baseVersion }) as ContractMutation

  describe('update', () => {
    it('changes the named fields alone and raises the version by one', async () => {
      const [inserted] = await getStore().push([board('b1')])
      const [outcome] = await getStore().push([update('b1', { color: 'blue' }, 1)])
      expect(outcome).toMatchObject({ status: 'applied', stored: { row: { title: 'Board b1', color: 'blue' } } })
      const stored = await getStore().get('boards', { id: 'b1' })
      expect(stored?.meta.version).toBe(2)
      expect(inserted).toMatchObject({ stored: { meta: { createdAt: stored?.meta.createdAt } } })
    })

    it('does not fill in a default for a field that the update leaves alone', async () => {
      await getStore().push([board('b1'), update('b1', { color: 'green' }), update('b1', { title: 'New' })])
      expect((await getStore().get('boards', { id: 'b1' }))?.row).toMatchObject({ title: 'New', color: 'green' })
    })

    it('answers a conflict with the row as it is now, and changes nothing', async () => {
      await getStore().push([board('b1'), update('b1', { title: 'Theirs' })])
      const [outcome] = await getStore().push([update('b1', { title: 'Mine' }, 1)])
      expect(outcome).toMatchObject({ status: 'conflict', stored: { row: { title: 'Theirs' }, meta: { version: 2 } } })
      expect((await getStore().get('boards', { id: 'b1' }))?.row.title).toBe('Theirs')
    })

    it('answers not_found for a row that does not exist', async () => {
      const [outcome] = await getStore().push([update('b1', { title: 'New' })])
      expect(outcome).toMatchObject({ status: 'rejected', code: 'not_found' })
      expect(await getStore().get('boards', { id: 'b1' })).toBeUndefined()
    })

    it.each([
      ['a value that the schema refuses', { color: 'pink' }, ['color']],
      ['the key', { id: 'b2' }, ['id']],
      ['a managed field', { updatedAt: '2020-01-01T00:00:00Z' }, ['updatedAt']],
      ['an unknown field', { colour: 'red' }, ['colour']],
    ])('refuses %s', async (_case, changes, path) => {
      await getStore().push([board('b1')])
      const [outcome] = await getStore().push([update('b1', changes)])
      expect(outcome).toMatchObject({ status: 'rejected', code: 'invalid', issues: [{ path }] })
      expect((await getStore().get('boards', { id: 'b1' }))?.meta.version).toBe(1)
    })

    it('refuses an update of a child that moves it or breaks a check of the whole row', async () => {
      await getStore().push([board('b1'), card('b1', 'c1', 'Title')])
      const change = (changes: object): ContractMutation =>
        ({ op: 'update', mutationId: mutationId(), entity: 'cards', key: { boardId: 'b1', id: 'c1' }, changes }) as ContractMutation
      const outcomes = await getStore().push([change({ boardId: 'b2' }), change({ note: 'Title' })])
      expect(outcomes).toMatchObject([
        { status: 'rejected', issues: [{ path: ['boardId'] }] },
        { status: 'rejected', issues: [{ path: ['note'] }] },
      ])
    })

    it('applies concurrent updates one after the other, none lost', async () => {
      await getStore().push([board('b1'), card('b1', 'c1')])
      const outcomes = await Promise.all(
        Array.from({ length: 5 }, (_, points) =>
          getStore().push([
            { op: 'update', mutationId: mutationId(), entity: 'cards', key: { boardId: 'b1', id: 'c1' }, changes: { points } },
          ]),
        ),
      )
      expect(outcomes.flat().map(({ status }) => status)).toEqual(Array.from({ length: 5 }, () => 'applied'))
      expect((await getStore().get('cards', { boardId: 'b1', id: 'c1' }))?.meta.version).toBe(6)
    })
  })
}

function deleteTests(getStore: () => ContractStore): void {
  const remove = (id: string, baseVersion?: number): ContractMutation => ({
    op: 'delete',
    mutationId: mutationId(),
    entity: 'boards',
    key: { id },
    ...(baseVersion !== undefined && { baseVersion }),
  })

  describe('delete', () => {
    it('deletes a row with all its children, and no one else’s', async () => {
      const member: ContractMutation = {
        op: 'insert',
        mutationId: mutationId(),
        entity: 'members',
        row: { id: 'm1', boardId: 'b1', name: 'Ann' },
      }
      await getStore().push([board('b1'), board('b2'), card('b1', 'c1'), card('b2', 'c2'), member])
      expect(await getStore().push([remove('b1', 1)])).toMatchObject([{ status: 'applied', stored: null }])
      const { items } = await getStore().snapshot()
      expect(items.map(({ entity, row }) => `${entity}/${String(row['id'])}`).toSorted()).toEqual(['boards/b2', 'cards/c2'])
    })

    it('deletes more children than fit in one transaction', async () => {
      await getStore().push([board('b1')])
      const rows = Array.from({ length: 230 }, (_, index) => ({
        entity: 'cards' as const,
        row: { id: `c${index}`, boardId: 'b1', title: `Card ${index}`, points: null, tags: [] },
      }))
      await getStore().load(rows)
      expect(await getStore().push([remove('b1')])).toMatchObject([{ status: 'applied' }])
      expect((await getStore().snapshot()).items).toEqual([])
    })

    it('answers a conflict and not_found as an update does', async () => {
      await getStore().push([board('b1')])
      expect(await getStore().push([remove('b1', 7), remove('b2')])).toMatchObject([
        { status: 'conflict', stored: { row: { id: 'b1' } } },
        { status: 'rejected', code: 'not_found' },
      ])
    })
  })
}

function readTests(getStore: () => ContractStore): void {
  describe('reads', () => {
    it('answers undefined for a row that does not exist', async () => {
      expect(await getStore().get('cards', { boardId: 'b1', id: 'c1' })).toBeUndefined()
    })

    it('lists an entity page by page, in key order, each row once', async () => {
      await getStore().push(Array.from({ length: 7 }, (_, index) => board(`b${index}`)))
      const { items, pages } = await readAll((cursor) => getStore().list('boards', { limit: 3, cursor }))
      expect(ids(items)).toEqual(['b0', 'b1', 'b2', 'b3', 'b4', 'b5', 'b6'])
      expect(pages).toBe(3)
    })

    it('lists the rows of a child entity over all parents', async () => {
      await getStore().push([board('b1'), board('b2'), card('b1', 'c1'), card('b2', 'c2'), card('b1', 'c3')])
      const { items } = await readAll((cursor) => getStore().list('cards', { limit: 2, cursor }))
      expect(ids(items).toSorted()).toEqual(['c1', 'c2', 'c3'])
    })

    it('queries the rows of one parent, page by page', async () => {
      await getStore().push([board('b1'), board('b10'), ...['c1', 'c2', 'c3'].map((id) => card('b1', id)), card('b10', 'c4')])
      const { items, pages } = await readAll((cursor) =>
        getStore().query('cards', { where: { boardId: 'b1' }, limit: 2, cursor }),
      )
      expect(ids(items)).toEqual(['c1', 'c2', 'c3'])
      expect(pages).toBe(2)
    })

    it('snapshots every row of every entity once', async () => {
      await getStore().push([board('b1'), board('b2'), card('b1', 'c1'), card('b2', 'c2')])
      const { items } = await readAll((cursor) => getStore().snapshot({ limit: 3, cursor }))
      expect(items.map(({ entity, row, meta }) => `${entity}/${String(row['id'])}@${meta.version}`).toSorted()).toEqual([
        'boards/b1@1',
        'boards/b2@1',
        'cards/c1@1',
        'cards/c2@1',
      ])
    })

    it('goes on after a row that was deleted between two pages', async () => {
      await getStore().push([board('b1'), board('b2'), board('b3')])
      const first = await getStore().list('boards', { limit: 2 })
      await getStore().push([{ op: 'delete', mutationId: mutationId(), entity: 'boards', key: { id: 'b2' } }])
      const second = await getStore().list('boards', { limit: 2, cursor: first.cursor ?? undefined })
      expect(ids(second.items)).toEqual(['b3'])
    })

    it.each(['nonsense', '', btoa('{"pk":"BOARD#b1"}')])('refuses the cursor %j', async (cursor) => {
      await expect(getStore().list('boards', { cursor })).rejects.toMatchObject({ name: 'StoreError', code: 'invalid' })
    })

    it('refuses the cursor of another list', async () => {
      await getStore().push([board('b1'), board('b2'), card('b1', 'c1'), card('b1', 'c2')])
      const { cursor } = await getStore().list('boards', { limit: 1 })
      const other = getStore().query('cards', { where: { boardId: 'b1' }, cursor: cursor ?? '' })
      await expect(other).rejects.toBeInstanceOf(StoreError)
    })

    it.each([0, 1001, 1.5, Number.NaN])('refuses a page of %d rows', async (limit) => {
      await expect(getStore().list('boards', { limit })).rejects.toMatchObject({ code: 'invalid' })
    })
  })
}

function loadTests(getStore: () => ContractStore): void {
  const rows = (count: number): { entity: 'boards'; row: { id: string; title: string; color: 'red'; createdAt: string } }[] =>
    Array.from({ length: count }, (_, index) => ({
      entity: 'boards' as const,
      row: { id: `b${index}`, title: `Board ${index}`, color: 'red' as const, createdAt: '2020-01-01T00:00:00.000Z' },
    }))

  describe('load and clear', () => {
    it('writes rows as they are, twice the same, and tells the progress', async () => {
      const seen: number[] = []
      await getStore().load(rows(60), { onProgress: (progress) => seen.push(progress.rows) })
      expect(await getStore().load(rows(60))).toEqual({ rows: 60 })
      expect(seen.at(-1)).toBe(60)
      const { items } = await readAll((cursor) => getStore().list('boards', { limit: 50, cursor }))
      expect(items).toHaveLength(60)
      expect(items[0]?.meta).toEqual({ version: 1, createdAt: '2020-01-01T00:00:00.000Z', updatedAt: '2020-01-01T00:00:00.000Z' })
    })

    it('refuses a row that the schema refuses, and names the field', async () => {
      const bad = [{ entity: 'boards' as const, row: { id: 'b1', title: '', color: 'red' as const, createdAt: '' } }]
      await expect(getStore().load(bad)).rejects.toThrow(/boards.*title/)
    })

    it('stops when it is told to', async () => {
      const controller = new AbortController()
      const loading = getStore().load(
        (function* endless() {
          for (;;) {
            yield* rows(25)
            controller.abort()
          }
        })(),
        { signal: controller.signal },
      )
      await expect(loading).rejects.toMatchObject({ name: 'StoreError', code: 'aborted' })
    })

    it('clears every row', async () => {
      await getStore().load(rows(30))
      expect(await getStore().clear()).toEqual({ rows: 30 })
      expect((await getStore().snapshot()).items).toEqual([])
    })
  })
}
