import { expect } from 'vitest'
import { collectChecks } from './check.ts'
import {
  board,
  card,
  type ContractMutation,
  type ContractStore,
  mutationId,
  type SampleRow,
} from './contract-model.ts'

/** What an insert does. */
export const insertChecks = collectChecks<ContractStore>((check) => {
  check('stores a row with defaults, version 1 and its times', async (store) => {
    const [outcome] = await store.push([board('b1')])
    expect(outcome).toMatchObject({ status: 'applied', stored: { meta: { version: 1 } } })
    const stored = await store.get('boards', { id: 'b1' })
    expect(stored?.row).toEqual({
      id: 'b1',
      title: 'Board b1',
      color: 'red',
      createdAt: stored?.meta.createdAt,
    })
    expect(stored?.meta.updatedAt).toBe(stored?.meta.createdAt)
    expect(outcome).toMatchObject({ stored })
  })

  check('reads every kind of value back equal, and tells absent from null', async (store) => {
    const row = {
      id: 'c1',
      boardId: 'b1',
      title: 'All kinds',
      points: 3,
      tags: ['a', '', 'ü'],
      due: new Date('2026-01-02T03:04:05.678Z'),
      place: { x: -1.5, y: 0 },
    }
    await store.push([board('b1'), { op: 'insert', mutationId: mutationId(), entity: 'cards', row }])
    expect((await store.get('cards', { boardId: 'b1', id: 'c1' }))?.row).toEqual(row)
    await store.push([card('b1', 'c2')])
    const second = await store.get('cards', { boardId: 'b1', id: 'c2' })
    expect(second?.row.points).toBeNull()
    expect(second?.row).not.toHaveProperty('note')
  })

  const samples: readonly SampleRow[] = [
    {
      id: 'full',
      boardId: 'b1',
      labels: new Set(['b', 'a', 'ü', '']),
      amounts: new Map([
        ['one', 1],
        ['other', -1.5],
      ]),
      dates: new Map([
        [10, new Date('2026-01-02T03:04:05.678Z')],
        [-9, null],
      ]),
      flags: { yes: true, no: false },
      total: -(2n ** 80n),
      span: [0.1, 'x', true, false],
      target: { x: 1 },
      level: null,
      outline: { title: 'A', parts: [{ title: 'B', parts: [{ title: 'C', parts: [] }] }, { title: 'D' }] },
    },
    { id: 'empty', boardId: 'b1', labels: new Set(), amounts: new Map(), flags: {}, total: 0n, target: [] },
    { id: 'other', boardId: 'b1', span: [-1, ''], target: 'text', level: 'top', outline: { title: '' } },
    { id: 'bare', boardId: 'b1' },
  ]
  for (const row of samples)
    check(`reads the values of the "${row.id}" sample back equal, wherever they are read`, async (store) => {
      const insert = { op: 'insert', mutationId: mutationId(), entity: 'samples', row } as const
      const expected = structuredClone(row)
      const [, outcome] = await store.push([board('b1'), insert])
      expect(outcome).toMatchObject({ status: 'applied' })
      expect(outcome?.status === 'applied' && outcome.stored?.row).toEqual(expected)
      expect((await store.get('samples', { boardId: 'b1', id: row.id }))?.row).toEqual(expected)
      expect((await store.list('samples')).items.map((stored) => stored.row)).toEqual([expected])
      const { items } = await store.query('samples', { where: { boardId: 'b1' } })
      expect(items.map((stored) => stored.row)).toEqual([expected])
      const rows = (await store.snapshot()).items
      expect(rows.find(({ entity }) => entity === 'samples')?.row).toEqual(expected)
    })

  check('refuses a key that is taken, and leaves the row alone', async (store) => {
    await store.push([board('b1', 'First')])
    const [outcome] = await store.push([board('b1', 'Second')])
    expect(outcome).toMatchObject({ status: 'rejected', code: 'already_exists' })
    expect((await store.get('boards', { id: 'b1' }))?.row.title).toBe('First')
  })

  check('refuses a child whose parent does not exist', async (store) => {
    const [outcome] = await store.push([card('nowhere', 'c1')])
    expect(outcome).toMatchObject({ status: 'rejected', code: 'parent_not_found' })
    expect(await store.get('cards', { boardId: 'nowhere', id: 'c1' })).toBeUndefined()
  })

  for (const [name, row, path] of [
    ['a value that the schema refuses', { id: 'b1', title: '' }, ['title']],
    ['an unknown field', { id: 'b1', title: 'T', admin: true }, ['admin']],
    ['a managed field', { id: 'b1', title: 'T', createdAt: '2020-01-01T00:00:00Z' }, ['createdAt']],
    ['a key that breaks the grammar', { id: 'b#1', title: 'T' }, ['id']],
    ['an empty key', { id: '', title: 'T' }, ['id']],
    ['a missing key', { title: 'T' }, ['id']],
  ] as const)
    check(`refuses ${name}, with the issue at its field`, async (store) => {
      const mutation = { op: 'insert', mutationId: mutationId(), entity: 'boards', row } as ContractMutation
      const [outcome] = await store.push([mutation])
      expect(outcome).toMatchObject({ status: 'rejected', code: 'invalid' })
      expect(outcome?.status === 'rejected' && outcome.issues.map((issue) => issue.path)).toContainEqual(path)
      expect((await store.list('boards')).items).toEqual([])
    })

  check('refuses a row that breaks a check of the whole row', async (store) => {
    const row = { id: 'c1', boardId: 'b1', title: 'Same', note: 'Same', points: null, tags: [] }
    const [, outcome] = await store.push([
      board('b1'),
      { op: 'insert', mutationId: mutationId(), entity: 'cards', row },
    ])
    expect(outcome).toMatchObject({ status: 'rejected', issues: [{ path: ['note'] }] })
  })

  check('keeps ids apart that differ in case only', async (store) => {
    await store.push([board('AbC', 'Upper'), board('abc', 'Lower')])
    expect((await store.get('boards', { id: 'AbC' }))?.row.title).toBe('Upper')
    expect((await store.get('boards', { id: 'abc' }))?.row.title).toBe('Lower')
  })

  check('throws for an entity that the model does not have', async (store) => {
    const mutation = { ...board('b1'), entity: 'constructor' } as unknown as ContractMutation
    await expect(store.push([mutation])).rejects.toMatchObject({ name: 'StoreError', code: 'invalid' })
  })
})

/** What an update does. */
export const updateChecks = collectChecks<ContractStore>((check) => {
  const update = (id: string, changes: object, baseVersion?: number): ContractMutation => ({
    op: 'update',
    mutationId: mutationId(),
    entity: 'boards',
    key: { id },
    changes,
    baseVersion,
  })

  check('changes the named fields alone and raises the version by one', async (store) => {
    const [inserted] = await store.push([board('b1')])
    const [outcome] = await store.push([update('b1', { color: 'blue' }, 1)])
    expect(outcome).toMatchObject({
      status: 'applied',
      stored: { row: { title: 'Board b1', color: 'blue' } },
    })
    const stored = await store.get('boards', { id: 'b1' })
    expect(stored?.meta.version).toBe(2)
    expect(inserted).toMatchObject({ stored: { meta: { createdAt: stored?.meta.createdAt } } })
  })

  check('does not fill in a default for a field that the update leaves alone', async (store) => {
    await store.push([board('b1'), update('b1', { color: 'green' }), update('b1', { title: 'New' })])
    expect((await store.get('boards', { id: 'b1' }))?.row).toMatchObject({
      title: 'New',
      color: 'green',
    })
  })

  check('answers a conflict with the row as it is now, and changes nothing', async (store) => {
    await store.push([board('b1'), update('b1', { title: 'Theirs' })])
    const [outcome] = await store.push([update('b1', { title: 'Mine' }, 1)])
    expect(outcome).toMatchObject({
      status: 'conflict',
      stored: { row: { title: 'Theirs' }, meta: { version: 2 } },
    })
    expect((await store.get('boards', { id: 'b1' }))?.row.title).toBe('Theirs')
  })

  check('answers not_found for a row that does not exist', async (store) => {
    const [outcome] = await store.push([update('b1', { title: 'New' })])
    expect(outcome).toMatchObject({ status: 'rejected', code: 'not_found' })
    expect(await store.get('boards', { id: 'b1' })).toBeUndefined()
  })

  for (const [name, changes, path] of [
    ['a value that the schema refuses', { color: 'pink' }, ['color']],
    ['the key', { id: 'b2' }, ['id']],
    ['a managed field', { updatedAt: '2020-01-01T00:00:00Z' }, ['updatedAt']],
    ['an unknown field', { colour: 'red' }, ['colour']],
  ] as const)
    check(`refuses ${name}`, async (store) => {
      await store.push([board('b1')])
      const [outcome] = await store.push([update('b1', changes)])
      expect(outcome).toMatchObject({ status: 'rejected', code: 'invalid', issues: [{ path }] })
      expect((await store.get('boards', { id: 'b1' }))?.meta.version).toBe(1)
    })

  check('refuses an update of a child that moves it or breaks a check of the whole row', async (store) => {
    await store.push([board('b1'), card('b1', 'c1', 'Title')])
    const change = (changes: object): ContractMutation => ({
      op: 'update',
      mutationId: mutationId(),
      entity: 'cards',
      key: { boardId: 'b1', id: 'c1' },
      changes,
    })
    const outcomes = await store.push([change({ boardId: 'b2' }), change({ note: 'Title' })])
    expect(outcomes).toMatchObject([
      { status: 'rejected', issues: [{ path: ['boardId'] }] },
      { status: 'rejected', issues: [{ path: ['note'] }] },
    ])
  })

  check('applies concurrent updates one after the other, none lost', async (store) => {
    await store.push([board('b1'), card('b1', 'c1')])
    const outcomes = await Promise.all(
      Array.from({ length: 5 }, (_, points) =>
        store.push([
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
    expect((await store.get('cards', { boardId: 'b1', id: 'c1' }))?.meta.version).toBe(6)
  })
})

/** What a delete does. */
export const deleteChecks = collectChecks<ContractStore>((check) => {
  const remove = (id: string, baseVersion?: number): ContractMutation => ({
    op: 'delete',
    mutationId: mutationId(),
    entity: 'boards',
    key: { id },
    ...(baseVersion !== undefined && { baseVersion }),
  })

  check('deletes a row with all its children, and no one else’s', async (store) => {
    const member: ContractMutation = {
      op: 'insert',
      mutationId: mutationId(),
      entity: 'members',
      row: { id: 'm1', boardId: 'b1', name: 'Ann' },
    }
    await store.push([board('b1'), board('b2'), card('b1', 'c1'), card('b2', 'c2'), member])
    expect(await store.push([remove('b1', 1)])).toMatchObject([{ status: 'applied', stored: null }])
    const { items } = await store.snapshot()
    expect(items.map(({ entity, row }) => `${entity}/${String(row['id'])}`).toSorted()).toEqual([
      'boards/b2',
      'cards/c2',
    ])
  })

  check('deletes more children than fit in one transaction', async (store) => {
    await store.push([board('b1')])
    const rows = Array.from({ length: 230 }, (_, index) => ({
      entity: 'cards' as const,
      row: { id: `c${index}`, boardId: 'b1', title: `Card ${index}`, points: null, tags: [] },
    }))
    await store.load(rows)
    expect(await store.push([remove('b1')])).toMatchObject([{ status: 'applied' }])
    expect((await store.snapshot()).items).toEqual([])
  })

  check('answers a conflict and not_found as an update does', async (store) => {
    await store.push([board('b1')])
    expect(await store.push([remove('b1', 7), remove('b2')])).toMatchObject([
      { status: 'conflict', stored: { row: { id: 'b1' } } },
      { status: 'rejected', code: 'not_found' },
    ])
  })
})
