import { collectionsOf } from '@throughline/collections/tanstack-db'
import { memoryStore } from '@throughline/schema/memory'
import { afterEach, expect, it, vi } from 'vitest'
import { personsModel } from '../model/persons-model.ts'
import { createPersonsApi } from '../router/persons-api.ts'
import { createPersonsClientStore, type PersonsClientStore } from './persons-client-store.ts'

const ada = {
  id: '7d0a3a52-6a3b-4f43-9d5e-1f6a9c1f0b01',
  firstName: 'Ada',
  lastName: 'Lovelace',
  dateOfBirth: '1984-03-09',
  gender: 'female',
} as const

let open: PersonsClientStore[] = []

/** Two stores of their own on one API, as in two browsers. */
function openStores(): [PersonsClientStore, PersonsClientStore] {
  const api = createPersonsApi({ endpoint: '/api/trpc', store: memoryStore(personsModel) })
  vi.stubGlobal('fetch', async (input: URL | string, init?: RequestInit) =>
    api.fetch(new Request(input, init)),
  )
  const url = 'http://persons.test/api/trpc'
  const stores = [1, 2].map(() => createPersonsClientStore({ url, pollInterval: false }))
  open = stores
  const [one, two] = stores
  if (!one || !two) throw new Error('There are two.')
  return [one, two]
}

afterEach(() => {
  for (const store of open) store.dispose()
  vi.unstubAllGlobals()
})

it('shows in one store what was written in another, by the live stream', async () => {
  const [one, two] = openStores()
  for (const store of [one, two]) await collectionsOf(store).persons.preload()
  await vi.waitFor(() => {
    expect([one, two].map(({ status }) => status.get().live)).toEqual(['open', 'open'])
  })
  const { result, confirmed } = one.transaction(() => {
    const { row } = one.insert('persons', ada)
    one.insert('contactInfos', {
      personId: row.id,
      type: 'email',
      value: 'ada@example.com',
      isPrimary: true,
      isVerified: false,
    })
    return row.id
  })
  await confirmed
  await vi.waitFor(() => expect(collectionsOf(two).persons.get(result)?.firstName).toBe('Ada'))

  const contacts = two.list('contactInfos', { where: { personId: result } })
  const stop = contacts.subscribe(() => {})
  await vi.waitFor(() => expect(contacts.get().data).toHaveLength(1))
  await Promise.all([
    one.update('persons', result, { firstName: 'Augusta' }).confirmed,
    two.update('persons', result, { lastName: 'King' }).confirmed,
  ])
  for (const store of [one, two]) {
    await vi.waitFor(() => {
      expect(collectionsOf(store).persons.get(result)).toMatchObject({
        firstName: 'Augusta',
        lastName: 'King',
      })
    })
  }
  await one.delete('persons', result).confirmed
  await vi.waitFor(() => expect([collectionsOf(two).persons.size, contacts.get().total]).toEqual([0, 0]))
  stop()
})
