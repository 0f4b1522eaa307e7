import { createDynamoClient, createDynamoStore } from '@throughline/electrodb'
import { definePolicies } from '@throughline/schema/policy'
import { createReplica, syncModel, team } from '@throughline/schema/testing'
import { createApi } from '@throughline/trpc'
import { createTRPCTransport } from '@throughline/trpc/client'
import { serve } from '@throughline/trpc/node'
import { expect, it } from 'vitest'
import { freshTable } from '../src/fresh-table.ts'
import { apiPath } from '../src/place.ts'
import { remoteStore } from '../src/remote-store.ts'

// Policies by row on a real table: the feed tells what rows were before, so that a client learns what goes out of its sight.

interface User {
  readonly id: string
  readonly role: 'admin' | 'clerk'
}

const office = ['admin', 'clerk'] as const
const policies = definePolicies(syncModel, {
  roles: ['admin', 'clerk'],
  principal: (user: User) => user,
  entities: {
    teams: {
      read: { admin: true, clerk: ({ row }) => !row.name.startsWith('Secret') },
      create: office,
      update: office,
      delete: ['admin'],
    },
    projects: { read: office },
    tasks: {},
  },
})

it('tells each role what it may see of a table, and what goes out of its sight', async () => {
  const { endpoint, tableName, shards } = await freshTable(2)
  const client = createDynamoClient({ endpoint })
  const store = createDynamoStore(syncModel, { client, tableName, shards, feedBefore: true })
  const api = createApi(syncModel, {
    store,
    policies,
    endpoint: apiPath,
    createContext: ({ req }: { req: Request }): User => ({
      id: 'u1',
      role: req.headers.get('x-role') === 'admin' ? 'admin' : 'clerk',
    }),
  })
  const server = await serve(api, { port: 0, hostname: '127.0.0.1', handleSignals: false })
  try {
    const sent: string[] = []
    const as = (role: User['role']) =>
      createTRPCTransport(syncModel, {
        url: `${server.url}${apiPath}`,
        headers: { 'x-role': role },
        fetch: async (input, init) => {
          const response = await fetch(input, init)
          if (role === 'clerk') sent.push(await response.clone().text())
          return response
        },
      })
    const [admin, clerk] = [as('admin'), as('clerk')]
    const rename = (id: string, name: string) =>
      admin.push([
        { op: 'update', mutationId: crypto.randomUUID(), entity: 'teams', key: { id }, changes: { name } },
      ])
    await admin.push([team('open'), team('moves'), team('hidden-canary', { name: 'Secret' })])
    const [all, some] = [admin, clerk].map((transport) => createReplica(remoteStore(syncModel, transport)))
    await Promise.all([all?.catchUp(), some?.catchUp()])
    const names = () => new Set([...(some?.rows.values() ?? [])].map(({ row }) => row['name']))
    expect(names()).toEqual(new Set(['Team moves', 'Team open']))
    await rename('moves', 'Secret move')
    await rename('hidden-canary', 'Secret still')
    await some?.catchUp()
    expect(names()).toEqual(new Set(['Team open']))
    await rename('moves', 'Back again')
    await Promise.all([all?.catchUp(), some?.catchUp()])
    expect(names()).toEqual(new Set(['Back again', 'Team open']))
    expect(all?.rows.size).toBe(3)
    const remove = { op: 'delete', mutationId: crypto.randomUUID(), entity: 'teams' } as const
    expect(await clerk.push([{ ...remove, key: { id: 'hidden-canary' } }])).toMatchObject([
      { status: 'rejected', code: 'denied' },
    ])
    expect(sent.length).toBeGreaterThan(3)
    expect(sent.join('\n')).not.toMatch(/hidden-canary|Secret/)
  } finally {
    await server.close()
  }
})
