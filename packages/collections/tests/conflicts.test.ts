import { collectionsOf } from '@throughline/collections/tanstack-db'
import { afterEach, describe, expect, it } from 'vitest'
import { authorId, closeClients, openClient, settle } from './library.ts'

type Client = Awaited<ReturnType<typeof openClient>>

async function client(authors = 3): Promise<Client> {
  const made = await openClient(authors)
  await collectionsOf(made.store).authors.preload()
  await settle()
  return made
}

const shown = ({ store }: Client, key = authorId(0)) => {
  const row = collectionsOf(store).authors.get(key)
  return row && { firstName: row.firstName, lastName: row.lastName, born: row.born }
}

afterEach(closeClients)

describe('conflicts', () => {
  const remotely = async (
    { server }: Client,
    changes: { firstName?: string; lastName?: string },
    key = authorId(0),
  ) => {
    await server.push([
      { op: 'update', mutationId: crypto.randomUUID(), entity: 'authors', key: { id: key }, changes },
    ])
  }

  it('sends an edit again where the other one changed other fields', async () => {
    const one = await client()
    await remotely(one, { lastName: 'Theirs' })
    const { confirmed } = one.store.update('authors', authorId(0), { firstName: 'Mine' })
    expect(await confirmed).toMatchObject({ firstName: 'Mine', lastName: 'Theirs' })
    expect(
      one.network.pushes.flat().map((mutation) => mutation.op === 'update' && mutation.baseVersion),
    ).toEqual([1, 2])
    expect(one.errors).toEqual([])
  })

  it('reports an overlap with base, mine and theirs, and shows theirs', async () => {
    const one = await client()
    await remotely(one, { firstName: 'Theirs' })
    const { confirmed } = one.store.update('authors', authorId(0), { firstName: 'Mine', lastName: 'Too' })
    const error: unknown = await confirmed.catch((cause: unknown) => cause)
    expect(error).toMatchObject({
      code: 'conflict',
      conflict: {
        base: { firstName: 'First0' },
        mine: { firstName: 'Mine', lastName: 'Too' },
        theirs: { firstName: 'Theirs', lastName: 'Last00000' },
        fields: ['firstName'],
      },
    })
    expect(shown(one)).toMatchObject({ firstName: 'Theirs', lastName: 'Last00000' })
  })

  it('does not write blindly over what was read while the edit waited', async () => {
    const one = await client()
    one.network.hold = true
    const first = one.store.update('authors', authorId(0), { lastName: 'A' })
    const second = one.store.update('authors', authorId(0), { firstName: 'Mine' })
    await settle()
    await remotely(one, { firstName: 'Theirs' })
    one.network.held.shift()?.release()
    await settle()
    one.network.held.shift()?.release()
    await first.confirmed
    await expect(second.confirmed).rejects.toMatchObject({
      code: 'conflict',
      conflict: { fields: ['firstName'] },
    })
    expect(shown(one)).toMatchObject({ firstName: 'Theirs', lastName: 'A' })
  })

  it('brings back a row whose delete met a change', async () => {
    const one = await client()
    await remotely(one, { firstName: 'Theirs' })
    const { confirmed } = one.store.delete('authors', authorId(0))
    await expect(confirmed).rejects.toMatchObject({ code: 'conflict', conflict: { mine: null } })
    expect(shown(one)?.firstName).toBe('Theirs')
  })

  it('drops a row that someone else deleted under an edit, and takes a second delete for done', async () => {
    const one = await client()
    for (const key of [authorId(0), authorId(1)]) {
      await one.server.push([
        { op: 'delete', mutationId: crypto.randomUUID(), entity: 'authors', key: { id: key } },
      ])
    }
    await expect(
      one.store.update('authors', authorId(0), { firstName: 'X' }).confirmed,
    ).rejects.toMatchObject({
      code: 'not_found',
    })
    expect(shown(one)).toBeUndefined()
    await one.store.delete('authors', authorId(1)).confirmed
    expect(collectionsOf(one.store).authors.size).toBe(1)
  })

  it('shows a remote change to another field beside a pending edit', async () => {
    const one = await client()
    one.network.hold = true
    const mine = one.store.update('authors', authorId(0), { firstName: 'Mine' })
    await settle()
    await remotely(one, { lastName: 'Theirs' })
    await one.store.refresh()
    await settle()
    expect(shown(one)).toMatchObject({ firstName: 'Mine', lastName: 'Theirs' })
    one.network.hold = false
    one.network.held[0]?.release()
    expect(await mine.confirmed).toMatchObject({ firstName: 'Mine', lastName: 'Theirs' })
  })
})
