import { expect } from 'vitest'
import { collectChecks } from './check.ts'
import { mutationId } from './contract-model.ts'
import { pullAll, readTable } from './replica.ts'
import {
  day,
  newClient,
  project,
  removeTeam,
  rename,
  type SyncMutation,
  type SyncSubject,
  task,
  team,
} from './sync-model.ts'

/** What a push with a source promises: exactly once, in order. */
export const pushChecks = collectChecks<SyncSubject>((check) => {
  check('applies a batch in order, and answers it again without applying it again', async ({ store }) => {
    const source = { clientId: newClient(), seq: 1 }
    const batch = [team('a'), project('a', 1), task('a', 1, 't'), rename('a', 'New'), removeTeam('b')]
    const feed = await store.heads()
    const outcomes = await store.push(batch, source)
    expect(outcomes.map(({ status }) => status)).toEqual([...Array(4).fill('applied'), 'rejected'])
    expect(outcomes.map(({ mutationId: id }) => id)).toEqual(batch.map(({ mutationId: id }) => id))
    const before = await readTable(store)
    expect(await store.push(batch, source)).toEqual(outcomes)
    expect(await store.push(batch, source)).toEqual(outcomes)
    expect(await readTable(store)).toEqual(before)
    expect(await pullAll(store, feed)).toHaveLength(4)
  })

  check('answers what came before and applies the rest of a batch', async ({ store }) => {
    const clientId = newClient()
    const [first, second, third] = [team('a'), rename('a', 'Second'), rename('a', 'Third')] as const
    const [, known] = await store.push([first, second], { clientId, seq: 1 })
    const outcomes = await store.push([second, third], { clientId, seq: 2 })
    expect(outcomes[0]).toEqual(known)
    expect(outcomes[1]).toMatchObject({ status: 'applied', version: 3, stored: { row: { name: 'Third' } } })
  })

  check('gives a rejected mutation the same answer when what it lacked is there', async ({ store }) => {
    const source = { clientId: newClient(), seq: 1 }
    const poison = [rename('a', 'Mine')]
    const outcomes = await store.push(poison, source)
    expect(outcomes).toMatchObject([{ status: 'rejected', code: 'not_found' }])
    await store.push([team('a')])
    expect(await store.push(poison, source)).toEqual(outcomes)
    expect((await store.get('teams', { id: 'a' }))?.row.name).toBe('Team a')
  })

  check('gives a conflict the same answer, with the row as it was then', async ({ store }) => {
    const source = { clientId: newClient(), seq: 1 }
    await store.push([team('a'), rename('a', 'Second')])
    const mine = [rename('a', 'Mine', 1)]
    const outcomes = await store.push(mine, source)
    expect(outcomes).toMatchObject([{ status: 'conflict', stored: { meta: { version: 2 } } }])
    await store.push([rename('a', 'Third')])
    expect(await store.push(mine, source)).toEqual(outcomes)
  })

  const others: readonly [string, (sent: SyncMutation) => SyncMutation][] = [
    ['another mutation', () => rename('a', 'Other')],
    [
      'another content under the same id',
      (sent) => ({ ...rename('a', 'Other'), mutationId: sent.mutationId }),
    ],
  ]
  for (const [what, other] of others)
    check(`refuses ${what} at a place that is taken, with all that follows`, async ({ store }) => {
      const clientId = newClient()
      const sent = rename('a', 'Mine')
      await store.push([team('a'), sent], { clientId, seq: 1 })
      const again = store.push([other(sent), team('b')], { clientId, seq: 2 })
      const sequence = { kind: 'used', lastSeq: 2 }
      await expect(again).rejects.toMatchObject({ name: 'StoreError', code: 'invalid', sequence })
      expect((await store.get('teams', { id: 'a' }))?.row.name).toBe('Mine')
      expect(await store.get('teams', { id: 'b' })).toBeUndefined()
      await store.push([team('b')], { clientId, seq: 3 })
    })

  check('refuses a batch with a gap before it, and says where to go on', async ({ store }) => {
    const clientId = newClient()
    const early = store.push([team('a')], { clientId, seq: 2 })
    await expect(early).rejects.toMatchObject({ code: 'invalid', sequence: { kind: 'gap', lastSeq: 0 } })
    await store.push([team('a')], { clientId, seq: 1 })
    const gap = store.push([team('c')], { clientId, seq: 3 })
    await expect(gap).rejects.toMatchObject({ code: 'invalid', sequence: { kind: 'gap', lastSeq: 1 } })
    expect([...(await readTable(store)).values()].map(({ row }) => row['id'])).toEqual(['a'])
    await store.push([team('b'), team('c')], { clientId, seq: 2 })
  })

  check('keeps the orders of clients apart', async ({ store }) => {
    const [one, other] = [newClient(), newClient()]
    await store.push([team('a'), team('b')], { clientId: one, seq: 1 })
    expect(await store.push([team('c')], { clientId: other, seq: 1 })).toMatchObject([{ status: 'applied' }])
    const gap = store.push([team('d')], { clientId: other, seq: 3 })
    await expect(gap).rejects.toMatchObject({ sequence: { lastSeq: 1 } })
  })

  check('knows a mutation that was kept and read again', async ({ store }) => {
    const source = { clientId: newClient(), seq: 1 }
    const [id, due] = [mutationId(), new Date('2026-05-06T07:08:09.123Z')]
    const row = { id: 't', teamId: 'a', projectNumber: 1, title: 'Task', due, place: { x: 1, y: 2 } }
    await store.push([team('a'), project('a', 1)])
    const sent: SyncMutation = {
      op: 'insert',
      mutationId: id,
      entity: 'tasks',
      row: { ...row, labels: undefined },
    }
    const kept: SyncMutation = {
      entity: 'tasks',
      row: {
        place: { y: 2, x: 1 },
        due: new Date(due),
        title: 'Task',
        projectNumber: 1,
        teamId: 'a',
        id: 't',
      },
      mutationId: id,
      op: 'insert',
    }
    const outcomes = await store.push([sent], source)
    expect(outcomes).toMatchObject([{ status: 'applied' }])
    expect(await store.push([kept], source)).toEqual(outcomes)
  })

  check('answers two sends of one batch that overtake each other alike', async ({ store }) => {
    const source = { clientId: newClient(), seq: 1 }
    const batch = [team('a'), rename('a', 'New')]
    const feed = await store.heads()
    const [one, other] = await Promise.all([store.push(batch, source), store.push(batch, source)])
    expect(one).toEqual(other)
    expect(await pullAll(store, feed)).toHaveLength(2)
  })

  check('answers again after 44 days', async ({ store, clock }) => {
    const clientId = newClient()
    const batch = [team('a'), rename('b', 'Poison'), rename('a', 'New', 1)]
    const outcomes = await store.push(batch, { clientId, seq: 1 })
    clock.advance(44 * day)
    await store.push([team('b')], { clientId: newClient(), seq: 1 })
    expect(await store.push(batch, { clientId, seq: 1 })).toEqual(outcomes)
  })

  check('never applies a mutation again, however long after', async ({ store, clock }) => {
    const source = { clientId: newClient(), seq: 1 }
    const batch = [team('a'), rename('a', 'Mine')]
    const outcomes = await store.push(batch, source)
    await store.push([rename('a', 'Theirs')])
    clock.advance(400 * day)
    await store.push([team('b')], { clientId: newClient(), seq: 1 })
    const again = await store.push(batch, source).catch((error: unknown) => error)
    if (Array.isArray(again)) expect(again).toEqual(outcomes)
    else expect(again).toMatchObject({ code: 'invalid', sequence: { kind: 'used', lastSeq: 2 } })
    expect((await store.get('teams', { id: 'a' }))?.row.name).toBe('Theirs')
    await store.push([rename('a', 'Next')], { ...source, seq: 3 })
  })

  check('refuses a whole batch for an entity that the model does not have', async ({ store }) => {
    const clientId = newClient()
    const unknown = { ...team('b'), entity: 'toString' } as unknown as SyncMutation
    const push = store.push([team('a'), unknown], { clientId, seq: 1 })
    await expect(push).rejects.toMatchObject({ name: 'StoreError', code: 'invalid' })
    await expect(push).rejects.not.toHaveProperty('sequence')
    expect(await readTable(store)).toEqual(new Map())
    expect(await store.push([team('a')], { clientId, seq: 1 })).toMatchObject([{ status: 'applied' }])
  })

  for (const seq of [0, -1, 1.5, Number.NaN, Infinity])
    check(`refuses the place ${seq}`, async ({ store }) => {
      const push = store.push([team('a')], { clientId: newClient(), seq })
      await expect(push).rejects.toMatchObject({ name: 'StoreError', code: 'invalid' })
      expect(await readTable(store)).toEqual(new Map())
    })

  for (const clientId of ['', 'a#b', 'a\nb', 'x'.repeat(257)])
    check(`refuses the client id ${JSON.stringify(clientId.slice(0, 9))}`, async ({ store }) => {
      const push = store.push([team('a')], { clientId, seq: 1 })
      await expect(push).rejects.toMatchObject({ name: 'StoreError', code: 'invalid' })
    })

  check('tells of what it applied the version and the place in the feed', async ({ store }) => {
    const feed = await store.heads()
    const batch = [team('a'), team('a'), rename('a', 'New', 7), rename('a', 'New'), removeTeam('a')]
    const outcomes = await store.push(batch, { clientId: newClient(), seq: 1 })
    const applied = outcomes.flatMap((outcome) => (outcome.status === 'applied' ? [outcome] : []))
    const changes = await pullAll(store, feed)
    expect(changes.map(({ place, version, mutationId: id }) => ({ place, version, id }))).toEqual(
      applied.map(({ place, version, mutationId: id }) => ({ place, version, id })),
    )
    expect(applied.map(({ version }) => version)).toEqual([1, 2, 3])
  })
})

/** What a unique field promises. */
export const uniqueChecks = collectChecks<SyncSubject>((check) => {
  const slugs = async ({ store }: SyncSubject): Promise<unknown[]> =>
    (await store.list('teams')).items.map(({ row }) => row.slug)
  const setSlug = (id: string, slug: string | null): SyncMutation => ({
    op: 'update',
    mutationId: mutationId(),
    entity: 'teams',
    key: { id },
    changes: { slug },
  })
  const refusal = { status: 'rejected', code: 'already_exists', issues: [{ path: ['slug'] }] }

  check('refuses a value that another row has, at its field', async (subject) => {
    const batch = [
      team('a', { slug: 'x' }),
      team('b', { slug: 'x' }),
      team('c', { slug: 'y' }),
      setSlug('c', 'x'),
    ]
    const outcomes = await subject.store.push(batch)
    expect(outcomes.map(({ status }) => status)).toEqual(['applied', 'rejected', 'applied', 'rejected'])
    expect([outcomes[1], outcomes[3]]).toMatchObject([refusal, refusal])
    expect(await slugs(subject)).toEqual(['x', 'y'])
  })

  check('lets a row keep its own value, and many have none', async (subject) => {
    const batch = [
      team('a', { slug: 'x' }),
      setSlug('a', 'x'),
      team('b', { slug: null }),
      team('c', { slug: null }),
    ]
    expect((await subject.store.push(batch)).map(({ status }) => status)).toEqual(Array(4).fill('applied'))
  })

  check('frees a value with the row or the change that gives it up', async (subject) => {
    const batch = [
      team('a', { slug: 'x' }),
      setSlug('a', 'y'),
      team('b', { slug: 'x' }),
      removeTeam('a'),
      team('c', { slug: 'y' }),
    ]
    expect((await subject.store.push(batch)).map(({ status }) => status)).toEqual(Array(5).fill('applied'))
  })
})
