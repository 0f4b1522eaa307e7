import { expect } from 'vitest'
import { StoreError } from '../store-error.ts'
import { collectChecks } from './check.ts'
import { board, card, type ContractStore, ids, mutationId } from './contract-model.ts'
import { readAll } from './read-all.ts'

/** What the reads answer. */
export const readChecks = collectChecks<ContractStore>((check) => {
  check('answers undefined for a row that does not exist', async (store) => {
    expect(await store.get('cards', { boardId: 'b1', id: 'c1' })).toBeUndefined()
  })

  check('lists an entity page by page, in key order, each row once', async (store) => {
    await store.push(Array.from({ length: 7 }, (_, index) => board(`b${index}`)))
    const { items, pages } = await readAll((cursor) => store.list('boards', { limit: 3, cursor }))
    expect(ids(items)).toEqual(['b0', 'b1', 'b2', 'b3', 'b4', 'b5', 'b6'])
    expect(pages).toBe(3)
  })

  check('lists the rows of a child entity over all parents', async (store) => {
    await store.push([board('b1'), board('b2'), card('b1', 'c1'), card('b2', 'c2'), card('b1', 'c3')])
    const { items } = await readAll((cursor) => store.list('cards', { limit: 2, cursor }))
    expect(ids(items).toSorted()).toEqual(['c1', 'c2', 'c3'])
  })

  check('queries the rows of one parent, page by page', async (store) => {
    await store.push([
      board('b1'),
      board('b10'),
      ...['c1', 'c2', 'c3'].map((id) => card('b1', id)),
      card('b10', 'c4'),
    ])
    const { items, pages } = await readAll((cursor) =>
      store.query('cards', { where: { boardId: 'b1' }, limit: 2, cursor }),
    )
    expect(ids(items)).toEqual(['c1', 'c2', 'c3'])
    expect(pages).toBe(2)
  })

  check('snapshots every row of every entity once', async (store) => {
    await store.push([board('b1'), board('b2'), card('b1', 'c1'), card('b2', 'c2')])
    const { items } = await readAll((cursor) => store.snapshot({ limit: 3, cursor }))
    expect(
      items.map(({ entity, row, meta }) => `${entity}/${String(row['id'])}@${meta.version}`).toSorted(),
    ).toEqual(['boards/b1@1', 'boards/b2@1', 'cards/c1@1', 'cards/c2@1'])
  })

  check('goes on after a row that was deleted between two pages', async (store) => {
    await store.push([board('b1'), board('b2'), board('b3')])
    const first = await store.list('boards', { limit: 2 })
    await store.push([{ op: 'delete', mutationId: mutationId(), entity: 'boards', key: { id: 'b2' } }])
    const second = await store.list('boards', { limit: 2, cursor: first.cursor ?? undefined })
    expect(ids(second.items)).toEqual(['b3'])
  })

  for (const cursor of ['nonsense', '', btoa('{"pk":"BOARD#b1"}')])
    check(`refuses the cursor "${cursor}"`, async (store) => {
      await expect(store.list('boards', { cursor })).rejects.toMatchObject({
        name: 'StoreError',
        code: 'invalid',
      })
    })

  check('refuses the cursor of another list', async (store) => {
    await store.push([board('b1'), board('b2'), card('b1', 'c1'), card('b1', 'c2')])
    const { cursor } = await store.list('boards', { limit: 1 })
    const other = store.query('cards', { where: { boardId: 'b1' }, cursor: cursor ?? '' })
    await expect(other).rejects.toBeInstanceOf(StoreError)
  })

  for (const limit of [0, 1001, 1.5, Number.NaN])
    check(`refuses a page of ${limit} rows`, async (store) => {
      await expect(store.list('boards', { limit })).rejects.toMatchObject({ code: 'invalid' })
    })
})

/** What load and clear do. */
export const loadChecks = collectChecks<ContractStore>((check) => {
  const rows = (
    count: number,
  ): { entity: 'boards'; row: { id: string; title: string; color: 'red'; createdAt: string } }[] =>
    Array.from({ length: count }, (_, index) => ({
      entity: 'boards' as const,
      row: {
        id: `b${index}`,
        title: `Board ${index}`,
        color: 'red' as const,
        createdAt: '2020-01-01T00:00:00.000Z',
      },
    }))

  check('writes rows as they are, twice the same, and tells the progress', async (store) => {
    const seen: number[] = []
    await store.load(rows(60), { onProgress: (progress) => seen.push(progress.rows) })
    expect(await store.load(rows(60))).toEqual({ rows: 60 })
    expect(seen.at(-1)).toBe(60)
    const { items } = await readAll((cursor) => store.list('boards', { limit: 50, cursor }))
    expect(items).toHaveLength(60)
    expect(items[0]?.meta).toEqual({
      version: 1,
      createdAt: '2020-01-01T00:00:00.000Z',
      updatedAt: '2020-01-01T00:00:00.000Z',
    })
  })

  check('refuses a row that the schema refuses, and names the field', async (store) => {
    const bad = [
      { entity: 'boards' as const, row: { id: 'b1', title: '', color: 'red' as const, createdAt: '' } },
    ]
    await expect(store.load(bad)).rejects.toThrow(/boards.*title/)
  })

  check('stops when it is told to', async (store) => {
    const controller = new AbortController()
    const loading = store.load(
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

  check('clears every row', async (store) => {
    await store.load(rows(30))
    expect(await store.clear()).toEqual({ rows: 30 })
    expect((await store.snapshot()).items).toEqual([])
  })
})
