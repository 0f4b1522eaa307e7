import { collectionsOf } from '@throughline/collections/tanstack-db'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { authorId, settle } from './library.ts'
import { client, shown, remotely, sources, version, atOnce } from './sync-client.ts'
import { closeSynced } from './sync-server.ts'

afterEach(() => {
  closeSynced()
  vi.useRealTimers()
  vi.restoreAllMocks()
})

describe('an outbox', () => {
  it('numbers what it sends, under one client id', async () => {
    const one = await client()
    await one.store.update('authors', authorId(0), { firstName: 'A' }).confirmed
    const two = [
      one.store.update('authors', authorId(0), { firstName: 'B' }),
      one.store.update('authors', authorId(1), { firstName: 'C' }),
    ]
    await Promise.all(two.map(({ confirmed }) => confirmed))
    await one.store.update('authors', authorId(2), { firstName: 'D' }).confirmed
    const sent = sources(one)
    expect(sent.map(({ seq }) => seq)).toEqual([1, 2, 4])
    expect(new Set(sent.map(({ clientId }) => clientId)).size).toBe(1)
  })

  it.each(['lost', 'offline', 'twice', 'throttled'] as const)(
    'sends a batch as it was until it is answered, and it is applied once: %s',
    async (fault) => {
      atOnce()
      const one = await client()
      one.network.faults.push = [fault, fault]
      const { confirmed } = one.store.update('authors', authorId(0), { firstName: 'Mine' })
      expect(await confirmed).toMatchObject({ firstName: 'Mine' })
      const sent = sources(one)
      expect(sent).toHaveLength(fault === 'twice' ? 1 : 3)
      expect(new Set(sent.map((each) => JSON.stringify(each))).size).toBe(1)
      expect(await version(one)).toBe(2)
      expect(one.errors).toEqual([])
      expect(one.store.status.get()).toMatchObject({ offline: false, pending: 0 })
    },
  )

  it('keeps an insert whose answer was lost, shown once', async () => {
    atOnce()
    const one = await client()
    one.network.faults.push = ['lost']
    const made = one.store.insert('authors', { firstName: 'A', lastName: 'B' })
    await made.confirmed
    await settle(4)
    expect(collectionsOf(one.store).authors.size).toBe(4)
    expect((await one.server.list('authors')).items).toHaveLength(4)
  })

  it('waits as long as the server wishes', async () => {
    atOnce()
    const one = await client()
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
    one.network.retryAfter = 5_000
    one.network.faults.push = ['throttled']
    const { confirmed } = one.store.update('authors', authorId(0), { firstName: 'Mine' })
    await vi.advanceTimersByTimeAsync(4_900)
    expect(one.network.count('push')).toBe(1)
    await vi.advanceTimersByTimeAsync(200)
    await confirmed
    expect(one.network.count('push')).toBe(2)
  })

  it.each([
    ['denied', 'denied'],
    ['upgrade', 'not_configured'],
  ] as const)('keeps what waits for the user, and sends it when told: %s', async (fault, code) => {
    const one = await client()
    one.network.faults.push = [fault]
    const { confirmed } = one.store.update('authors', authorId(0), { firstName: 'Mine' })
    await settle(6)
    expect(one.store.status.get()).toMatchObject({ pending: 1, error: { code } })
    expect(shown(one)?.firstName).toBe('Mine')
    expect(one.network.count('push')).toBe(1)
    await one.store.refresh()
    await confirmed
    expect(one.store.status.get()).toMatchObject({ pending: 0, error: null })
  })

  it('goes on where the server stands after a gap', async () => {
    const one = await client()
    await one.store.update('authors', authorId(0), { firstName: 'A' }).confirmed
    // The server forgets the client's places.
    const { push } = one.server
    const seqs: unknown[] = []
    vi.spyOn(one.server, 'push').mockImplementation((mutations, options) => {
      seqs.push(options?.seq)
      if (options?.seq === undefined) return push(mutations, options)
      return push(mutations, { ...options, clientId: `${options.clientId}-restored` })
    })
    await one.store.update('authors', authorId(0), { firstName: 'B' }).confirmed
    await one.store.update('authors', authorId(0), { firstName: 'C' }).confirmed
    expect(seqs).toEqual([2, 1, 2])
    expect(await version(one)).toBe(4)
  })

  it('begins as another client where its place was taken, on the rows as they are now', async () => {
    const one = await client()
    await one.store.update('authors', authorId(0), { firstName: 'A' }).confirmed
    const [{ clientId } = { clientId: '' }] = sources(one)
    // A copy of this tab has sent something else.
    await one.server.push(
      [
        {
          op: 'update',
          mutationId: crypto.randomUUID(),
          entity: 'authors',
          key: { id: authorId(0) },
          changes: { lastName: 'Copy' },
        },
      ],
      { clientId, seq: 2 },
    )
    const mine = one.store.update('authors', authorId(0), { firstName: 'B' })
    expect(await mine.confirmed).toMatchObject({ firstName: 'B', lastName: 'Copy' })
    const last = sources(one).at(-1)
    expect(last?.clientId).not.toBe(clientId)
    expect(last?.seq).toBe(1)
    expect(one.errors).toEqual([])
  })

  it('refuses one write, and not those sent with it', async () => {
    const one = await client()
    await one.server.push([
      { op: 'delete', mutationId: crypto.randomUUID(), entity: 'authors', key: { id: authorId(1) } },
    ])
    one.network.cut()
    const bad = one.store.insert('books', { authorId: authorId(1), title: 'T', pages: 1 })
    const good = one.store.update('authors', authorId(0), { firstName: 'Fine' })
    await expect(bad.confirmed).rejects.toMatchObject({ reason: 'parent_not_found' })
    await good.confirmed
    expect(shown(one)?.firstName).toBe('Fine')
  })
})

describe('a pending edit and the feed', () => {
  it('shows a change to another field at once, and no flicker of its own', async () => {
    const one = await client()
    one.network.hold.add('push')
    const seen: unknown[] = []
    const row = one.store.row('authors', authorId(0))
    const stop = row.subscribe(() => {
      const { firstName, lastName } = row.get().data ?? {}
      const state = `${firstName} ${lastName}`
      if (seen.at(-1) !== state) seen.push(state)
    })
    const mine = one.store.update('authors', authorId(0), { firstName: 'Mine' })
    await settle(2)
    await remotely(one, { lastName: 'Theirs' })
    await settle(4)
    expect(shown(one)).toEqual({ firstName: 'Mine', lastName: 'Theirs' })
    one.network.hold.clear()
    one.network.held.splice(0)[0]?.release('lost')
    await mine.confirmed
    await settle(4)
    expect(seen).toEqual(['Mine Last00000', 'Mine Theirs'])
    stop()
  })

  it('hides what was below a row that is deleted and made again, and shows what is made below it since', async () => {
    const one = await client()
    const below = { authorId: authorId(0), title: 'Old', pages: 9, read: 0 }
    await one.server.load([{ entity: 'books', row: { id: 'old', ...below } }])
    const list = one.store.list('books', { where: { authorId: authorId(0) } })
    const stop = list.subscribe(() => {})
    await settle(4)
    expect(list.get().total).toBe(1)
    one.network.hold.add('push')
    one.store.delete('authors', authorId(0))
    one.store.insert('authors', { id: authorId(0), firstName: 'Again', lastName: 'There' })
    one.store.insert('books', { id: 'new', authorId: authorId(0), title: 'New', pages: 1 })
    const named = { mutationId: crypto.randomUUID(), entity: 'books' as const }
    const key = { id: 'old', authorId: authorId(0) }
    await one.server.push([{ ...named, op: 'update', key, changes: { title: 'Changed' } }])
    await settle(2)
    expect(list.get().data.map(({ id }) => id)).toEqual(['new'])
    one.network.hold.clear()
    for (const { release } of one.network.held.splice(0)) release()
    await vi.waitFor(() => expect(one.store.status.get().pending).toBe(0))
    await settle(2)
    expect(list.get().data.map(({ id }) => id)).toEqual(['new'])
    stop()
  })

  it('hides with a deleted row what is found to be below it later', async () => {
    const one = await client()
    const book = { id: 'b', authorId: authorId(0), title: 'T', pages: 9, read: 0 }
    const chapter = { id: 'c', authorId: authorId(0), bookId: 'b', heading: 'H' }
    await one.server.load([{ entity: 'books', row: book }])
    await one.server.load([{ entity: 'chapters', row: chapter }])
    const where = { authorId: authorId(0) }
    const chapters = one.store.list('chapters', { where: { ...where, bookId: 'b' } })
    const stops = [chapters.subscribe(() => {})]
    await settle(4)
    one.network.hold.add('push')
    one.store.delete('authors', authorId(0))
    // Whose chapter it is, its book says.
    expect(chapters.get().total).toBe(1)
    stops.push(one.store.list('books', { where }).subscribe(() => {}))
    await settle(4)
    expect(one.store.meta('books', 'b')?.version).toBe(1)
    expect(chapters.get().total).toBe(0)
    for (const stop of stops) stop()
  })

  it('is recognised where the feed is faster than the answer', async () => {
    const one = await client()
    const { push } = one.server
    let answer = (): void => {}
    vi.spyOn(one.server, 'push').mockImplementation(async (...args) => {
      const outcomes = await push(...args)
      await new Promise<void>((resolve) => {
        answer = resolve
      })
      return outcomes
    })
    const mine = one.store.insert('authors', { firstName: 'A', lastName: 'B' })
    await settle(6)
    expect(one.store.status.get().pending).toBe(1)
    expect(collectionsOf(one.store).authors.size).toBe(4)
    answer()
    await mine.confirmed
    expect(collectionsOf(one.store).authors.size).toBe(4)
    expect(one.store.meta('authors', mine.row.id)?.version).toBe(1)
  })

  it('lets a row leave that its writer may see no more', async () => {
    const one = await client()
    const { push } = one.server
    vi.spyOn(one.server, 'push').mockImplementation(async (...args) =>
      (await push(...args)).map((outcome) =>
        outcome.status === 'applied' ? Object.assign({}, outcome, { stored: null }) : outcome,
      ),
    )
    one.network.offline = true
    one.network.cut()
    await settle(2)
    one.network.offline = false
    await one.store.update('authors', authorId(0), { firstName: 'Hidden' }).confirmed
    expect(shown(one)).toBeUndefined()
  })
})
