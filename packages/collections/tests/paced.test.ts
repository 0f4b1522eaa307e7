import { pacedUpdate, type PacedOptions } from '@throughline/collections/paced'
import { collectionsOf } from '@throughline/collections/tanstack-db'
import { createUndo } from '@throughline/collections/undo'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { authorId, closeClients, openClient, settle } from './library.ts'
import { client, remotely, shown, version } from './sync-client.ts'
import { closeSynced } from './sync-server.ts'

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
})

afterEach(() => {
  closeClients()
  closeSynced()
  vi.useRealTimers()
})

/** A client without a feed, whose first author is being typed at. */
async function typing(options?: PacedOptions) {
  const one = await openClient(2)
  await collectionsOf(one.store).authors.preload()
  const paced = pacedUpdate(one.store, 'authors', authorId(0), options)
  const type = (text: string) =>
    Array.from(text, (_, index) => paced.update({ firstName: text.slice(0, index + 1) }))
  const now = () => collectionsOf(one.store).authors.get(authorId(0))?.firstName
  return { ...one, paced, type, now }
}

const sent = ({ network }: Pick<Awaited<ReturnType<typeof typing>>, 'network'>) =>
  network.pushes.flatMap((mutations) =>
    mutations.map((mutation) => ('changes' in mutation ? mutation.changes : mutation.op)),
  )

describe('what is typed', () => {
  it('is shown at each keystroke and sent once, after a pause', async () => {
    const one = await typing({ wait: 200 })
    const seen: unknown[] = []
    collectionsOf(one.store).authors.subscribeChanges((changes) =>
      seen.push(...changes.map(({ value }) => value.firstName)),
    )
    const writes = one.type('Ada')
    expect(writes.map(({ row }) => row.firstName)).toEqual(['A', 'Ad', 'Ada'])
    expect(one.store.pendingMutations.get()[0]?.values).toEqual({ firstName: 'Ada' })
    expect(seen).toEqual(['A', 'Ad', 'Ada'])
    vi.advanceTimersByTime(199)
    one.paced.update({ firstName: 'Adam' })
    vi.advanceTimersByTime(199)
    await settle()
    expect(sent(one)).toEqual([])
    expect(one.store.status.get().pending).toBe(1)
    expect(one.store.pendingMutations.get()[0]?.values).toEqual({ firstName: 'Adam' })
    vi.advanceTimersByTime(1)
    await settle()
    expect(sent(one)).toEqual([{ firstName: 'Adam' }])
    expect(new Set(writes.map(({ confirmed }) => confirmed)).size).toBe(1)
    expect(await writes[0]?.confirmed).toMatchObject({ firstName: 'Adam' })
    expect(vi.getTimerCount()).toBe(0)

    one.type('Eve')
    one.paced.update({ lastName: 'E' })
    vi.advanceTimersByTime(200)
    await settle()
    expect(sent(one).slice(1)).toEqual([{ firstName: 'Eve', lastName: 'E' }])
  })

  it('is sent at once on flush, and not again', async () => {
    const one = await typing()
    one.type('Ada')
    one.paced.flush()
    one.paced.flush()
    await settle()
    expect(sent(one)).toEqual([{ firstName: 'Ada' }])
    vi.advanceTimersByTime(1_000)
    await settle()
    expect(one.network.pushes).toHaveLength(1)
  })

  it('is sent while typing too where it is throttled', async () => {
    const one = await typing({ wait: 100, strategy: 'throttle' })
    for (const text of ['A', 'Ad', 'Ada', 'Adam']) {
      one.paced.update({ firstName: text })
      vi.advanceTimersByTime(60)
      await settle()
    }
    vi.advanceTimersByTime(100)
    await settle()
    expect(sent(one)).toEqual([{ firstName: 'Ad' }, { firstName: 'Adam' }])
  })

  it('is not sent where it is what was there, or was taken back', async () => {
    const one = await typing()
    one.type('Ada')
    const { confirmed } = one.paced.update({ firstName: 'First0' })
    one.paced.flush()
    expect(await confirmed).toMatchObject({ firstName: 'First0' })
    const taken = one.type('Eve').at(-1)
    one.paced.cancel()
    expect(one.now()).toBe('First0')
    expect(await taken?.confirmed).toMatchObject({ firstName: 'First0' })
    await settle()
    expect(one.network.pushes).toEqual([])
    expect(one.store.status.get().pending).toBe(0)
    expect(one.errors).toEqual([])
  })

  it('is refused where it is not valid, and what was typed before is sent', async () => {
    const one = await typing()
    one.type('Ada')
    expect(() => one.paced.update({ firstName: '' })).toThrow(expect.objectContaining({ code: 'invalid' }))
    expect(one.now()).toBe('Ada')
    one.paced.flush()
    await settle()
    expect(sent(one)).toEqual([{ firstName: 'Ada' }])
  })

  it('goes before other writes of the row, which are not changed by what is typed later', async () => {
    const one = await typing()
    one.type('Ada')
    one.store.update('authors', authorId(0), { firstName: 'Other' })
    await settle()
    expect(sent(one)).toEqual([])
    one.paced.update({ firstName: 'Eve' })
    expect(one.now()).toBe('Eve')
    one.paced.flush()
    await vi.waitFor(() => expect(one.store.status.get().pending).toBe(0))
    expect(sent(one)).toEqual([{ firstName: 'Ada' }, { firstName: 'Other' }, { firstName: 'Eve' }])
    expect(one.now()).toBe('Eve')
  })

  it('ends with its store', async () => {
    const one = await typing()
    const typed = one.type('Ada')
    one.store.dispose()
    await expect(typed[0]?.confirmed).rejects.toMatchObject({ code: 'disposed' })
    expect(() => one.paced.update({ firstName: 'A' })).toThrow(expect.objectContaining({ code: 'disposed' }))
    vi.advanceTimersByTime(1_000)
    await settle()
    expect(one.network.pushes).toEqual([])
  })

  it('is one step to undo', async () => {
    const one = await typing()
    const history = createUndo(one.store)
    one.type('Ada')
    one.paced.flush()
    history.undo()
    expect(one.now()).toBe('First0')
    expect(history.canUndo()).toBe(false)
    one.type('Eve')
    one.paced.cancel()
    await vi.waitFor(() => expect(one.store.status.get().pending).toBe(0))
    expect(history.canUndo()).toBe(false)
    expect(sent(one)).toEqual([{ firstName: 'Ada' }, { firstName: 'First0' }])
  })
})

describe('what others write meanwhile', () => {
  it('is shown in other fields, and a conflict in the same one, from the row as it was at first', async () => {
    const one = await client({ conflicts: { default: 'ask' } })
    const paced = pacedUpdate(one.store, 'authors', authorId(0))
    paced.update({ firstName: 'A' })
    await remotely(one, { lastName: 'Theirs' })
    await settle(6)
    expect(shown(one)).toEqual({ firstName: 'A', lastName: 'Theirs' })
    await remotely(one, { firstName: 'Theirs' })
    await settle(6)
    const { confirmed } = paced.update({ firstName: 'Ada' })
    paced.flush()
    await settle(6)
    expect(one.network.count('push')).toBe(0)
    const [conflict] = one.store.conflicts.get()
    expect(conflict).toMatchObject({
      fields: ['firstName'],
      base: { firstName: 'First0' },
      mine: { firstName: 'Ada' },
      theirs: { firstName: 'Theirs' },
    })
    conflict?.resolve('mine')
    await confirmed
    expect(shown(one)).toEqual({ firstName: 'Ada', lastName: 'Theirs' })
    expect([one.network.count('push'), await version(one)]).toEqual([1, 4])
  })
})
