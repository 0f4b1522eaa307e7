import { createServerSearch } from '@throughline/search/server'
import { memoryStore } from '@throughline/schema/memory'
import { createSearchClient } from '@throughline/trpc/client'
import { beforeAll, describe, expect, it } from 'vitest'
import { fakePersons } from '../fake/fake-persons.ts'
import { personsModel } from '../model/persons-model.ts'
import { createPersonsApi } from '../router/persons-api.ts'
import { personsPolicies, type PersonsRole } from '../router/persons-policies.ts'

const roles: readonly PersonsRole[] = ['admin', 'hr', 'staff']
const store = memoryStore(personsModel)
/** An index that is asked for the feed each time, and one that hardly ever is: nothing but itself keeps what is in it apart. */
const [fresh, lasting] = [0, 60_000].map((freshFor) =>
  createPersonsApi({
    endpoint: '/api',
    store,
    userOf: ({ headers }) => {
      const role = roles.find((one) => one === headers.get('authorization'))
      return { id: `the ${role}`, role: role ?? 'staff' }
    },
    search: createServerSearch(personsModel, { freshFor }),
    limits: { rate: false },
  }),
)

type Answer = Awaited<ReturnType<ReturnType<typeof createSearchClient<typeof personsModel>>>>

/** Every byte that left for each role. */
const bytes = new Map<string, string>()
const clientOf = (role: PersonsRole, api = fresh) =>
  createSearchClient(personsModel, {
    url: 'http://persons.test/api',
    headers: { authorization: role },
    fetch: async (input, init) => {
      if (!api) throw new Error('There are two.')
      const response = await api.fetch(new Request(input, init))
      const text = await response.clone().text()
      bytes.set(role, `${bytes.get(role) ?? ''}\n${text}`)
      return response
    },
  })

beforeAll(async () => {
  await store.load(fakePersons({ count: 60 }))
})

/** All values of the table, each with where it stands. */
async function allValues() {
  const { items } = await store.snapshot({ limit: 1000 })
  return items.flatMap(({ entity, row }) =>
    Object.entries(row).map(([field, value]) => ({ entity, field, value: String(value) })),
  )
}

/** What a role reads, by the policies alone: whether one of these values stands in a place that it reads. */
async function readable(role: PersonsRole): Promise<Set<string>> {
  const { items } = await personsPolicies.open(store, { id: 'u', role }).snapshot({ limit: 1000 })
  return new Set(items.flatMap(({ row }) => Object.values(row).map(String)))
}

const shapeOf = ({ hits, total, suggestion, complete }: Answer) => ({ hits, total, suggestion, complete })

describe.each(roles)('the search of a server, for %s', (role) => {
  it('finds by what they read, and answers of the rest as of what is nowhere', async () => {
    const search = clientOf(role, lasting)
    const values = await allValues()
    const seen = await readable(role)
    const words = new Set([...seen].flatMap((value) => value.toLowerCase().split(/[^\p{L}\p{N}]+/u)))
    const hidden = values.filter(
      ({ value }) =>
        value.length > 6 &&
        !seen.has(value) &&
        value
          .toLowerCase()
          .split(/[^\p{L}\p{N}]+/u)
          .every((word) => !words.has(word)),
    )
    if (role === 'admin') expect(hidden).toEqual([])
    else expect(hidden.length).toBeGreaterThan(50)
    const entities = new Set<string>()
    for (const { value } of hidden.slice(0, 150)) {
      const { hits } = await search(`"${value}"`, { limit: 100 })
      // Where something is found, it is near to it, and theirs to read.
      for (const { rows } of hits)
        for (const { entity, fields } of rows) {
          entities.add(entity)
          for (const { term } of Object.values(fields).flat()) expect(words).toContain(term)
        }
    }
    for (const field of ['iban', 'street', 'city', 'salary', 'name'])
      await search(`${field}:a`, { limit: 100 })
    if (role === 'staff') expect([...entities]).not.toContain('addresses')
    const told = bytes.get(role) ?? ''
    for (const { value } of hidden) if (value.length > 8) expect(told).not.toContain(value)
  })
})

describe('what staff may not read', () => {
  it('is the same as what is nowhere, by city, IBAN and salary', async () => {
    const [staff, admin] = [clientOf('staff'), clientOf('admin')]
    const { items } = await store.list('addresses', { limit: 5 })
    const city = items[0]?.row.city ?? ''
    expect((await admin(`city:"${city}"`)).total).toBeGreaterThan(0)
    const nowhere = shapeOf(await staff('city:"Xqzvvk"'))
    expect(shapeOf(await staff(`city:"${city}"`))).toEqual(nowhere)
    expect(nowhere).toEqual({ hits: [], total: 0, suggestion: undefined, complete: true })
    const accounts = await store.list('bankAccounts', { limit: 5 })
    for (const { row } of accounts.items) {
      for (const asker of [staff, admin, clientOf('hr')]) expect((await asker(row.iban)).total).toBe(0)
    }
  })

  it('is found no more once a role may not read it, and what is written is found by all who may', async () => {
    const [staff, hr] = [clientOf('staff'), clientOf('hr')]
    const { items } = await store.list('persons', { limit: 1 })
    const { id = '' } = items[0]?.row ?? {}
    expect((await staff('quartzstone')).total).toBe(0)
    await store.push([
      {
        op: 'update',
        mutationId: crypto.randomUUID(),
        entity: 'persons',
        key: { id },
        changes: { lastName: 'Quartzstone' },
      },
    ])
    for (const asker of [staff, hr]) expect((await asker('quartzstone')).hits[0]?.key).toBe(id)
    const refused = staff('x'.repeat(300))
    expect(await refused).toMatchObject({ total: 0, isReady: true })
    await expect(staff('x', { limit: 1000 })).rejects.toMatchObject({ code: 'invalid' })
  })
})
