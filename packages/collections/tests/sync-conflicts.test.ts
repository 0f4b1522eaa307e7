import { collectionsOf } from '@throughline/collections/tanstack-db'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { authorId, settle } from './library.ts'
import { type Client, client, shown, remotely } from './sync-client.ts'
import { closeSynced } from './sync-server.ts'

afterEach(() => {
  closeSynced()
  vi.useRealTimers()
  vi.restoreAllMocks()
})

describe('conflicts that wait', () => {
  const ask = () => client({ conflicts: { entities: { authors: 'ask' } } })

  /** An edit of both names that met another's of the first one. */
  async function conflicting(one: Client, mine: { firstName?: string; lastName?: string }) {
    one.network.hold.add('push')
    const write = one.store.update('authors', authorId(0), mine)
    await settle(2)
    await remotely(one, { firstName: 'Theirs' })
    one.network.hold.clear()
    one.network.held.splice(0)[0]?.release()
    await settle(4)
    return write
  }

  it('show mine until someone decides, and hold no other row up', async () => {
    const one = await ask()
    const { confirmed } = await conflicting(one, { firstName: 'Mine', lastName: 'Too' })
    const [conflict, ...others] = one.store.conflicts.get()
    expect(others).toEqual([])
    expect(conflict).toMatchObject({
      entity: 'authors',
      key: authorId(0),
      base: { firstName: 'First0' },
      mine: { firstName: 'Mine', lastName: 'Too' },
      theirs: { firstName: 'Theirs' },
      fields: ['firstName'],
    })
    expect(shown(one)).toEqual({ firstName: 'Mine', lastName: 'Too' })
    await one.store.update('authors', authorId(1), { firstName: 'Other' }).confirmed
    conflict?.resolve('mine')
    expect(await confirmed).toMatchObject({ firstName: 'Mine', lastName: 'Too' })
    expect(one.store.conflicts.get()).toEqual([])
    expect((await one.server.get('authors', { id: authorId(0) }))?.row.firstName).toBe('Mine')
  })

  it('take theirs, with what they did not touch', async () => {
    const one = await ask()
    const { confirmed } = await conflicting(one, { firstName: 'Mine', lastName: 'Too' })
    one.store.conflicts.get()[0]?.resolve('theirs')
    expect(shown(one)).toEqual({ firstName: 'Theirs', lastName: 'Too' })
    expect(await confirmed).toMatchObject({ firstName: 'Theirs', lastName: 'Too' })
    const alone = await conflicting(one, { firstName: 'Mine' })
    expect(one.store.conflicts.get()).toHaveLength(0)
    await alone.confirmed
  })

  it('take other values, which are checked', async () => {
    const one = await ask()
    const { confirmed } = await conflicting(one, { firstName: 'Mine' })
    const [conflict] = one.store.conflicts.get()
    expect(() => conflict?.resolve({ firstName: '' })).toThrow(expect.objectContaining({ code: 'invalid' }))
    expect(one.store.conflicts.get()).toHaveLength(1)
    conflict?.resolve({ firstName: 'Both' })
    expect(await confirmed).toMatchObject({ firstName: 'Both' })
  })

  it('tell of what theirs has become, and end where it is over', async () => {
    const one = await ask()
    const { confirmed } = await conflicting(one, { firstName: 'Mine' })
    await remotely(one, { firstName: 'Later' })
    await settle(4)
    expect(one.store.conflicts.get()[0]?.theirs).toMatchObject({ firstName: 'Later' })
    await remotely(one, { firstName: 'First0' })
    await confirmed
    expect(one.store.conflicts.get()).toEqual([])
    expect(shown(one)?.firstName).toBe('Mine')
  })

  it.each([
    ['server', 'Theirs'],
    ['client', 'Mine'],
    [() => ({ firstName: 'Both' }), 'Both'],
  ] as const)('do not, by the rule %s', async (policy, firstName) => {
    const one = await client({ conflicts: { default: policy } })
    const { confirmed } = await conflicting(one, { firstName: 'Mine', lastName: 'Too' })
    expect(await confirmed).toMatchObject({ firstName, lastName: 'Too' })
    expect(one.store.conflicts.get()).toEqual([])
    expect(one.errors).toEqual([])
  })

  it('are told as errors where nobody said anything else', async () => {
    const one = await client()
    const { confirmed } = await conflicting(one, { firstName: 'Mine' })
    await expect(confirmed).rejects.toMatchObject({ code: 'conflict', conflict: { fields: ['firstName'] } })
    expect(shown(one)?.firstName).toBe('Theirs')
  })

  it('of a delete: mine deletes, anything else brings the row back', async () => {
    for (const [choice, size] of [
      ['mine', 2],
      ['theirs', 3],
    ] as const) {
      const one = await ask()
      one.network.hold.add('push')
      const write = one.store.delete('authors', authorId(0))
      await settle(2)
      await remotely(one, { firstName: 'Theirs' })
      one.network.hold.clear()
      one.network.held.splice(0)[0]?.release()
      await settle(4)
      expect(one.store.conflicts.get()).toMatchObject([{ mine: null }])
      one.store.conflicts.get()[0]?.resolve(choice)
      await write.confirmed.catch(() => {})
      expect(collectionsOf(one.store).authors.size).toBe(size)
    }
  })
})
