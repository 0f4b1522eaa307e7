import { describe, expect, it } from 'vitest'
import { StoreError } from '../store-error.ts'
import { board, card, type ContractStore, ids, mutationId, readAll } from './contract-model.ts'

/** What the reads answer. */
export function readTests(getStore: () => ContractStore): void {
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
      await getStore().push([
        board('b1'),
        board('b10'),
        ...['c1', 'c2', 'c3'].map((id) => card('b1', id)),
        card('b10', 'c4'),
      ])
      const { items, pages } = await readAll((cursor) =>
        getStore().query('cards', { where: { boardId: 'b1' }, limit: 2, cursor }),
      )
      expect(ids(items)).toEqual(['c1', 'c2', 'c3'])
      expect(pages).toBe(2)
    })

    it('snapshots every row of every entity once', async () => {
      await getStore().push([board('b1'), board('b2'), card('b1', 'c1'), card('b2', 'c2')])
      const { items } = await readAll((cursor) => getStore().snapshot({ limit: 3, cursor }))
      expect(
        items.map(({ entity, row, meta }) => `${entity}/${String(row['id'])}@${meta.version}`).toSorted(),
      ).toEqual(['boards/b1@1', 'boards/b2@1', 'cards/c1@1', 'cards/c2@1'])
    })

    it('goes on after a row that was deleted between two pages', async () => {
      await getStore().push([board('b1'), board('b2'), board('b3')])
      const first = await getStore().list('boards', { limit: 2 })
      await getStore().push([{ op: 'delete', mutationId: mutationId(), entity: 'boards', key: { id: 'b2' } }])
      const second = await getStore().list('boards', { limit: 2, cursor: first.cursor ?? undefined })
      expect(ids(second.items)).toEqual(['b3'])
    })

    it.each(['nonsense', '', btoa('{"pk":"BOARD#b1"}')])('refuses the cursor %j', async (cursor) => {
      await expect(getStore().list('boards', { cursor })).rejects.toMatchObject({
        name: 'StoreError',
        code: 'invalid',
      })
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

/** What load and clear do. */
export function loadTests(getStore: () => ContractStore): void {
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

  describe('load and clear', () => {
    it('writes rows as they are, twice the same, and tells the progress', async () => {
      const seen: number[] = []
      await getStore().load(rows(60), { onProgress: (progress) => seen.push(progress.rows) })
      expect(await getStore().load(rows(60))).toEqual({ rows: 60 })
      expect(seen.at(-1)).toBe(60)
      const { items } = await readAll((cursor) => getStore().list('boards', { limit: 50, cursor }))
      expect(items).toHaveLength(60)
      expect(items[0]?.meta).toEqual({
        version: 1,
        createdAt: '2020-01-01T00:00:00.000Z',
        updatedAt: '2020-01-01T00:00:00.000Z',
      })
    })

    it('refuses a row that the schema refuses, and names the field', async () => {
      const bad = [
        { entity: 'boards' as const, row: { id: 'b1', title: '', color: 'red' as const, createdAt: '' } },
      ]
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
