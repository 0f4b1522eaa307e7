import { collectionsOf } from '@throughline/collections/tanstack-db'
import { expect, vi } from 'vitest'
import { authorId, library, seedAuthors, settle } from './library.ts'
import { createHub, openSynced } from './sync-server.ts'

export type Client = ReturnType<typeof openSynced>

export async function client(options: Parameters<typeof openSynced>[0] = {}): Promise<Client> {
  const hub = options.hub ?? createHub(library)
  if (!options.hub) await seedAuthors(hub.server, 3)
  const made = openSynced({ ...options, hub })
  await collectionsOf(made.store).authors.preload()
  await settle(6)
  return made
}

/** One that has read nothing yet. */
export async function opened(authors = 3, options: Parameters<typeof openSynced>[0] = {}): Promise<Client> {
  const hub = options.hub ?? createHub(library)
  if (authors > 0) await seedAuthors(hub.server, authors)
  return openSynced({ hub, ...options })
}

/** One that shows its authors, and listens to what others do. */
export async function live(authors = 3, options: Parameters<typeof openSynced>[0] = {}): Promise<Client> {
  const made = await opened(authors, options)
  await collectionsOf(made.store).authors.preload()
  await settle(6)
  expect(made.store.status.get().live).toBe('open')
  return made
}

export const shown = ({ store }: Client, key = authorId(0)) => {
  const row = collectionsOf(store).authors.get(key)
  return row && { firstName: row.firstName, lastName: row.lastName }
}

export const remotely = async (
  { server }: Client,
  changes: { firstName?: string; lastName?: string },
  key = authorId(0),
) => {
  const mutation = { mutationId: crypto.randomUUID(), entity: 'authors' as const, key: { id: key } }
  await server.push([{ ...mutation, op: 'update', changes }])
}

export const sources = ({ network }: Client) =>
  network.calls
    .filter(({ method }) => method === 'push')
    .map(({ of }) => {
      const { options, mutations } = of as {
        options: { clientId: string; seq: number }
        mutations: { mutationId: string }[]
      }
      return {
        clientId: options.clientId,
        seq: options.seq,
        ids: mutations.map(({ mutationId }) => mutationId),
      }
    })

export const version = async ({ server }: Client, key = authorId(0)) =>
  (await server.get('authors', { id: key }))?.meta.version

/** Random pauses of no length: a failed call is made again at once. */
export const atOnce = () => vi.spyOn(Math, 'random').mockReturnValue(0)
