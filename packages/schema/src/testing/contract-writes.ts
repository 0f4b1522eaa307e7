import { describe, expect, it } from 'vitest'
import { board, card, type ContractMutation, type ContractStore, mutationId } from './contract-model.ts'

/** What an insert does. */
export function insertTests(getStore: () => ContractStore): void {
  describe('insert', () => {
    it('stores a row with defaults, version 1 and its times', async () => {
      const [outcome] = await getStore().push([board('b1')])
      expect(outcome).toMatchObject({ status: 'applied', stored: { meta: { version: 1 } } })
      const stored = await getStore().get('boards', { id: 'b1' })
      expect(stored?.row).toEqual({
        id: 'b1',
        title: 'Board b1',
        color: 'red',
        createdAt: stored?.meta.createdAt,
      })
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

/** What an update does. */
export function updateTests(getStore: () => ContractStore): void {
  const update = (id: string, changes: object, baseVersion?: number): ContractMutation => ({
    op: 'update',
    mutationId: mutationId(),
    entity: 'boards',
    key: { id },
    changes,
    baseVersion,
  })

  describe('update', () => {
    it('changes the named fields alone and raises the version by one', async () => {
      const [inserted] = await getStore().push([board('b1')])
      const [outcome] = await getStore().push([update('b1', { color: 'blue' }, 1)])
      expect(outcome).toMatchObject({
        status: 'applied',
        stored: { row: { title: 'Board b1', color: 'blue' } },
      })
      const stored = await getStore().get('boards', { id: 'b1' })
      expect(stored?.meta.version).toBe(2)
      expect(inserted).toMatchObject({ stored: { meta: { createdAt: stored?.meta.createdAt } } })
    })

    it('does not fill in a default for a field that the update leaves alone', async () => {
      await getStore().push([board('b1'), update('b1', { color: 'green' }), update('b1', { title: 'New' })])
      expect((await getStore().get('boards', { id: 'b1' }))?.row).toMatchObject({
        title: 'New',
        color: 'green',
      })
    })

    it('answers a conflict with the row as it is now, and changes nothing', async () => {
      await getStore().push([board('b1'), update('b1', { title: 'Theirs' })])
      const [outcome] = await getStore().push([update('b1', { title: 'Mine' }, 1)])
      expect(outcome).toMatchObject({
        status: 'conflict',
        stored: { row: { title: 'Theirs' }, meta: { version: 2 } },
      })
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
      const change = (changes: object): ContractMutation => ({
        op: 'update',
        mutationId: mutationId(),
        entity: 'cards',
        key: { boardId: 'b1', id: 'c1' },
        changes,
      })
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
            {
              op: 'update',
              mutationId: mutationId(),
              entity: 'cards',
              key: { boardId: 'b1', id: 'c1' },
              changes: { points },
            },
          ]),
        ),
      )
      expect(outcomes.flat().map(({ status }) => status)).toEqual(Array.from({ length: 5 }, () => 'applied'))
      expect((await getStore().get('cards', { boardId: 'b1', id: 'c1' }))?.meta.version).toBe(6)
    })
  })
}

/** What a delete does. */
export function deleteTests(getStore: () => ContractStore): void {
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
      expect(items.map(({ entity, row }) => `${entity}/${String(row['id'])}`).toSorted()).toEqual([
        'boards/b2',
        'cards/c2',
      ])
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
