import { createSearchIndex } from '@throughline/search'
import { memoryStore } from '@throughline/schema/memory'
import { createRandom } from '@throughline/schema/testing'
import { afterEach, expect, it, vi } from 'vitest'
import { createPersonsClientStore, type PersonsClientStore } from '../collections/persons-client-store.ts'
import { personsModel } from '../model/persons-model.ts'
import { createPersonsApi } from '../router/persons-api.ts'
import { createPersonsSearch, type PersonsSearch } from './persons-search.ts'

// Two browsers edit the same rows, over a network that loses some of what they send: whatever happens, what each finds is what
// an index finds that is built of the rows that it shows.

const url = 'http://persons.test/api/trpc'
const words = ['Amber', 'Birch', 'Cedar', 'Delta', 'Ember']
const idOf = (kind: number, number: number): string => `7d0a3a52-6a3b-4f43-9d5e-1f6a9c1f${kind}b0${number}`

interface Browser {
  readonly store: PersonsClientStore
  readonly search: PersonsSearch
}

const opened: Browser[] = []
afterEach(() => {
  for (const { store, search } of opened.splice(0)) {
    search.close()
    store.dispose()
  }
  vi.unstubAllGlobals()
})

function openBrowsers(isLost: () => boolean): Browser[] {
  const api = createPersonsApi({ endpoint: '/api/trpc', store: memoryStore(personsModel) })
  vi.stubGlobal('fetch', async (input: URL | string, init?: RequestInit) => {
    if (new URL(input).pathname.endsWith('sync.push') && isLost()) throw new TypeError('fetch failed')
    return api.fetch(new Request(input, init))
  })
  for (let count = 0; count < 2; count += 1) {
    const store = createPersonsClientStore({ url, load: 'all', pollInterval: false, onError: () => {} })
    const search = createPersonsSearch({ url, store, pollInterval: false, server: false })
    search.start()
    for (const name of personsModel.names) store.list(name, { limit: 100 }).subscribe(() => {})
    opened.push({ store, search })
  }
  return opened
}

/** One edit that a person could make; whether it can be made depends on what is shown. */
function editOnce({ store }: Browser, random: (below: number) => number): void {
  const word = words[random(words.length)] ?? ''
  const [person, contact] = [idOf(1, random(4)), idOf(2, random(6))]
  const edits = [
    () =>
      store.insert('persons', {
        id: person,
        firstName: word,
        lastName: 'Fern',
        dateOfBirth: '1984-03-09',
        gender: 'other',
      }),
    () => store.update('persons', person, { firstName: word }),
    () => store.update('persons', person, { lastName: word }),
    () => store.delete('persons', person),
    () =>
      store.insert('contactInfos', {
        id: contact,
        personId: idOf(1, Number(contact.at(-1)) % 4),
        type: 'email',
        value: `${word.toLowerCase()}@example.com`,
        isPrimary: false,
        isVerified: false,
      }),
    () => store.update('contactInfos', contact, { value: `${word.toLowerCase()}@example.org` }),
    () => store.delete('contactInfos', contact),
  ]
  try {
    edits[random(edits.length)]?.().confirmed.catch(() => {})
  } catch {
    // There is no such row, or there is one already.
  }
}

const queries = [...words, 'fern', 'example.com', 'example.org amber', 'name:birch', 'value:cedar']

type Found = Awaited<ReturnType<PersonsSearch['search']>>
const plain = ({ hits }: Pick<Found, 'hits'>): string[] =>
  hits
    .map(
      ({ key, rows }) =>
        `${key} ${rows
          .map((row) => `${row.entity} ${row.key}`)
          .toSorted()
          .join()}`,
    )
    .toSorted()

/** What is found, beside what an index finds of the rows that are shown. */
async function compare({ store, search }: Browser): Promise<void> {
  const index = createSearchIndex(personsModel)
  for (const { id } of store.list('persons', { limit: 100 }).get().data) {
    const person = store.row('persons', id).get().data
    if (person) index.put([{ entity: 'persons', row: person }])
    for (const row of store.list('contactInfos', { where: { personId: id }, limit: 100 }).get().data) {
      index.put([{ entity: 'contactInfos', row }])
    }
  }
  for (const query of queries) {
    expect([query, plain(await search.search(query))]).toEqual([query, plain(index.search(query))])
  }
}

it.each([1, 2, 3, 4])('is in step with the rows that are shown, of seed %i', async (seed) => {
  const random = createRandom(seed)
  let isQuiet = false
  const browsers = openBrowsers(() => !isQuiet && random(3) === 0)
  await vi.waitFor(() => {
    for (const { store, search } of browsers) {
      expect(search.state.get().isReady).toBe(true)
      expect(store.status.get().live).toBe('open')
    }
  })
  for (let step = 0; step < 60; step += 1) {
    const browser = browsers[random(2)]
    if (browser) editOnce(browser, random)
    if (random(4) === 0) {
      await new Promise((resolve) => {
        setTimeout(resolve, random(8))
      })
    }
  }
  isQuiet = true
  // Whatever was deleted or renamed before: there is somebody to be found.
  browsers[0]?.store.insert('persons', {
    id: idOf(1, 9),
    firstName: 'Gale',
    lastName: 'Fern',
    dateOfBirth: '1984-03-09',
    gender: 'other',
  })
  await vi.waitFor(
    async () => {
      for (const { store } of browsers) {
        if (store.pendingMutations.get().length > 0) await store.refresh()
        expect(store.pendingMutations.get()).toEqual([])
      }
      for (const browser of browsers) {
        await compare(browser)
        expect((await browser.search.search('gale fern')).total).toBe(1)
      }
    },
    { timeout: 30_000, interval: 50 },
  )
})
