import { collectionsOf } from '@throughline/collections/tanstack-db'
import { afterEach, describe, expect, it } from 'vitest'
import { authorId, settle } from './library.ts'
import { client, remotely, shown } from './sync-client.ts'
import { closeSynced } from './sync-server.ts'

afterEach(closeSynced)

describe('an update with the row that the edit began from', () => {
  it('is a conflict where that field was changed since, although the change was seen here', async () => {
    const one = await client({ conflicts: { default: 'ask' } })
    const base = collectionsOf(one.store).authors.get(authorId(0))
    await remotely(one, { firstName: 'Theirs', lastName: 'Seen' })
    await settle(4)
    expect(shown(one)).toEqual({ firstName: 'Theirs', lastName: 'Seen' })
    const { confirmed } = one.store.update('authors', authorId(0), { firstName: 'Mine' }, { base })
    await settle(4)
    const [conflict] = one.store.conflicts.get()
    expect(conflict).toMatchObject({
      base: { firstName: 'First0' },
      mine: { firstName: 'Mine' },
      theirs: { firstName: 'Theirs', lastName: 'Seen' },
      fields: ['firstName'],
    })
    conflict?.resolve('mine')
    expect(await confirmed).toMatchObject({ firstName: 'Mine', lastName: 'Seen' })
  })

  it('takes as seen what is not among the fields of the base', async () => {
    const one = await client({ conflicts: { default: 'ask' } })
    const { lastName } = collectionsOf(one.store).authors.get(authorId(0)) ?? {}
    await remotely(one, { firstName: 'Theirs' })
    await settle(4)
    const options = { base: { ...(lastName !== undefined && { lastName }) } }
    await one.store.update('authors', authorId(0), { firstName: 'Mine', lastName: 'Too' }, options).confirmed
    expect(shown(one)).toEqual({ firstName: 'Mine', lastName: 'Too' })
    expect(one.store.conflicts.get()).toEqual([])
  })
})
