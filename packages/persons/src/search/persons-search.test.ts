import type { SearchedStore } from '@throughline/search/client'
import { createServerSearch } from '@throughline/search/server'
import type { SyncStore } from '@throughline/schema'
import { memoryStore } from '@throughline/schema/memory'
import { afterEach, describe, expect, expectTypeOf, it, vi } from 'vitest'
import { createPersonsClientStore, type PersonsClientStore } from '../collections/persons-client-store.ts'
import { personsModel } from '../model/persons-model.ts'
import { createPersonsApi } from '../router/persons-api.ts'
import { createPersonsSearch, type PersonsSearch } from './persons-search.ts'

type Store = SyncStore<typeof personsModel>

const url = 'http://persons.test/api/trpc'
const id = (number: number): string => `7d0a3a52-6a3b-4f43-9d5e-1f6a9c1f0b${String(number).padStart(2, '0')}`

const times = { createdAt: '2026-01-01T00:00:00.000Z', updatedAt: '2026-01-01T00:00:00.000Z' }
const person = (number: number, firstName: string) => ({
  entity: 'persons' as const,
  row: {
    id: id(number),
    firstName,
    lastName: 'Lovelace',
    dateOfBirth: '1984-03-09',
    gender: 'female' as const,
    ...times,
  },
})
const employment = (number: number, companyName: string) => ({
  entity: 'employments' as const,
  row: {
    id: id(50 + number),
    personId: id(number),
    companyName,
    position: 'Engineer',
    department: 'Engines',
    startDate: '2020-01-01',
    endDate: '2021-01-01',
    isCurrent: false,
    salary: 1,
    currency: 'EUR',
    ...times,
  },
})

const cleanups: (() => void)[] = []
afterEach(() => {
  for (const clean of cleanups.splice(0)) clean()
  vi.unstubAllGlobals()
})

/** Two browsers on one API, with a search each that is in step with its store. */
async function open(refuses: (path: string) => boolean = () => false) {
  const server: Store = memoryStore(personsModel)
  await server.load([person(1, 'Ada'), person(2, 'Grace'), employment(1, 'Babbage'), employment(2, 'Hopper')])
  const api = createPersonsApi({
    endpoint: '/api/trpc',
    store: server,
    search: createServerSearch(personsModel),
  })
  const requests: string[] = []
  vi.stubGlobal('fetch', async (input: URL | string, init?: RequestInit) => {
    const { pathname } = new URL(input)
    requests.push(pathname)
    if (refuses(pathname)) throw new TypeError('fetch failed')
    return api.fetch(new Request(input, init))
  })
  const browsers = [0, 1].map(() => {
    const store = createPersonsClientStore({ url, pollInterval: false, onError: () => {} })
    const search = createPersonsSearch({ url, store, pollInterval: false })
    cleanups.push(
      () => search.close(),
      () => store.dispose(),
    )
    return { store, search }
  })
  const [one, two] = browsers
  if (!one || !two) throw new Error('There are two.')
  return { one, two, server, requests }
}

async function ready({ store, search }: { store: PersonsClientStore; search: PersonsSearch }): Promise<void> {
  search.start()
  cleanups.push(store.list('persons').subscribe(() => {}))
  await vi.waitFor(() => {
    expect(search.state.get().isReady).toBe(true)
    expect(store.status.get().live).toBe('open')
    expect(store.list('persons').get().total).toBe(2)
  })
}

const keys = async (search: PersonsSearch, term: string): Promise<string[]> =>
  (await search.search(term)).hits.map(({ key }) => key)

describe('the search over persons', () => {
  it('takes a client store as it is', () => {
    expectTypeOf<PersonsClientStore>().toExtend<SearchedStore>()
  })

  it('finds by what is below a person, whether the client has loaded that or not', async () => {
    const { one } = await open()
    await ready(one)
    const { hits, isServer } = await one.search.search('babbage ada')
    expect(isServer).toBe(false)
    expect(hits.map(({ key }) => key)).toEqual([id(1)])
    expect(hits[0]?.rows.map(({ entity }) => entity).toSorted()).toEqual(['employments', 'persons'])
  })

  it('finds an edit at once, and not after it was refused', async () => {
    let isOffline = false
    const { one, server } = await open((path) => isOffline && path.endsWith('sync.push'))
    await ready(one)
    isOffline = true
    const { confirmed } = one.store.update('persons', id(1), { lastName: 'Quartz' })
    const refused = confirmed.catch(() => 'refused')
    expect(await keys(one.search, 'quartz')).toEqual([id(1)])
    expect(await keys(one.search, 'lovelace')).toEqual([id(2)])
    // Somebody else has taken the row away meanwhile.
    await server.push([
      { op: 'delete', mutationId: crypto.randomUUID(), entity: 'persons', key: { id: id(1) } },
    ])
    isOffline = false
    await one.store.refresh()
    expect(await refused).toBe('refused')
    await vi.waitFor(async () => expect(await keys(one.search, 'quartz')).toEqual([]))
    expect(await keys(one.search, 'ada')).toEqual([])
  })

  it('hides what is below a person whose delete is pending, and shows it again where that is refused', async () => {
    let isOffline = false
    const { one, server } = await open((path) => isOffline && path.endsWith('sync.push'))
    await ready(one)
    isOffline = true
    const { confirmed } = one.store.delete('persons', id(2))
    const refused = confirmed.catch(() => 'refused')
    expect(await keys(one.search, 'hopper')).toEqual([])
    // Somebody else has changed the row meanwhile.
    await server.push([
      {
        op: 'update',
        mutationId: crypto.randomUUID(),
        entity: 'persons',
        key: { id: id(2) },
        changes: { lastName: 'Quartz' },
      },
    ])
    isOffline = false
    await one.store.refresh()
    expect(await refused).toBe('refused')
    await vi.waitFor(async () => expect(await keys(one.search, 'hopper quartz')).toEqual([id(2)]))
    await one.store.delete('persons', id(2)).confirmed
    await vi.waitFor(async () => expect(await keys(one.search, 'hopper')).toEqual([]))
    expect(one.search.state.get().rows).toBe(2)
  })

  it('finds what was written in another browser, below persons too', async () => {
    const { one, two } = await open()
    await ready(one)
    await ready(two)
    await one.store.update('persons', id(2), { firstName: 'Zanzibar' }).confirmed
    await vi.waitFor(async () => expect(await keys(two.search, 'zanzibar')).toEqual([id(2)]))
    await one.store.insert('contactInfos', {
      personId: id(1),
      type: 'email',
      value: 'countess@example.com',
      isPrimary: true,
      isVerified: false,
    }).confirmed
    await vi.waitFor(async () => expect(await keys(two.search, 'countess')).toEqual([id(1)]))
    expect(await keys(one.search, 'countess')).toEqual([id(1)])
  })

  it('asks the server until its own index is ready', async () => {
    let isSlow = true
    const { one, requests } = await open((path) => isSlow && path.endsWith('sync/snapshot'))
    const found = await one.search.search('babbage')
    expect(found.isServer).toBe(true)
    expect(found.hits.map(({ key }) => key)).toEqual([id(1)])
    await vi.waitFor(() => expect(one.search.state.get().error).toBe('fetch failed'))
    isSlow = false
    one.search.refresh()
    await vi.waitFor(() =>
      expect(one.search.state.get()).toMatchObject({ isReady: true, error: null, rows: 4 }),
    )
    const asked = requests.filter((path) => path.endsWith('/search')).length
    expect((await one.search.search('babbage')).isServer).toBe(false)
    expect(requests.filter((path) => path.endsWith('/search'))).toHaveLength(asked)
  })
})
