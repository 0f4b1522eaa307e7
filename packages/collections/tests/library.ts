import { setTimeout as delay } from 'node:timers/promises'
import { QueryClient } from '@tanstack/query-core'
import { createStore, type CollectionsError, type StoreOptions } from '@throughline/collections'
import { polling } from '@throughline/collections/polling'
import { liveQueries } from '@throughline/collections/query'
import {
  defineEntity,
  defineModel,
  type Mutation,
  type MutationOutcome,
  type Store,
  StoreError,
  type Transport,
} from '@throughline/schema'
import { memoryStore } from '@throughline/schema/memory'
import * as z from 'zod'

/** A root, its children, and theirs. */
export const library = defineModel({
  service: 'library',
  entities: {
    authors: defineEntity({
      singular: 'author',
      schema: z.object({
        id: z.uuid(),
        firstName: z.string().min(1, 'Write a first name.'),
        lastName: z.string().min(1, 'Write a last name.'),
        born: z.number().int().nullable().default(null),
        createdAt: z.iso.datetime(),
        updatedAt: z.iso.datetime(),
      }),
    }),
    books: defineEntity({
      singular: 'book',
      schema: z
        .object({
          id: z.string(),
          authorId: z.uuid(),
          title: z.string().trim().min(1),
          pages: z.number().int().positive(),
          read: z.number().int().default(0),
        })
        .refine(({ read, pages }) => read <= pages, { path: ['read'], error: 'More than there is.' }),
    }),
    chapters: defineEntity({
      singular: 'chapter',
      parent: 'book',
      schema: z.object({ id: z.string(), authorId: z.uuid(), bookId: z.string(), heading: z.string() }),
    }),
  },
})
export type Library = typeof library

/** What happens to a push: `lost` is applied and its answer lost. */
export type Fault = 'lost' | 'offline' | 'refuse' | 'throw'

interface HeldPush {
  readonly mutations: readonly Mutation<Library>[]
  /** Lets it reach the server, with a fault or without. */
  release(fault?: Fault): void
}

export const authorId = (index: number): string =>
  `00000000-0000-4000-8000-${String(index).padStart(12, '0')}`

/** A server in this process with a network that does what it is told. */
export function createServer() {
  // Each write has a moment of its own, so that a row's state is named by it.
  let clock = Date.parse('2024-06-01T00:00:00.000Z')
  const server: Store<Library> = memoryStore(library, { now: () => new Date((clock += 1)).toISOString() })
  const network = {
    faults: [] as (Fault | undefined)[],
    hold: false,
    held: [] as HeldPush[],
    pushes: [] as (readonly Mutation<Library>[])[],
    /** `authors`, or `books/<parent>`, one for each call. */
    reads: [] as string[],
    readFault: undefined as Error | undefined,
    /** Called with the page that was read, before it is answered. */
    beforeAnswer: undefined as ((read: string) => Promise<void> | void) | undefined,
  }

  const deliver = async (
    mutations: readonly Mutation<Library>[],
    fault: Fault | undefined,
  ): Promise<MutationOutcome[]> => {
    if (fault === 'offline') throw new StoreError('offline', 'No connection.')
    if (fault === 'throw') throw new TypeError('Failed to fetch')
    if (fault === 'refuse') {
      return mutations.map(({ mutationId }) => ({
        status: 'rejected',
        mutationId,
        code: 'invalid',
        message: 'The server says no.',
        issues: [{ path: ['firstName'], message: 'Not this name.' }],
      }))
    }
    const outcomes = await server.push(mutations)
    if (fault === 'lost') throw new StoreError('offline', 'The connection broke.')
    return outcomes
  }

  const read = async <T>(name: string, answer: () => Promise<T>): Promise<T> => {
    network.reads.push(name)
    if (network.readFault) throw network.readFault
    const page = await answer()
    await network.beforeAnswer?.(name)
    return page
  }

  const transport: Transport<Library> = {
    list: (entity, options) => read(entity, () => server.list(entity, options)),
    query: (entity, options) =>
      read(`${entity}/${Object.values(options.where).join('/')}`, () => server.query(entity, options)),
    push(mutations) {
      network.pushes.push(mutations)
      if (!network.hold) return deliver(mutations, network.faults.shift())
      return new Promise((resolve, reject) => {
        network.held.push({
          mutations,
          release: (fault) => void deliver(mutations, fault).then(resolve, reject),
        })
      })
    },
  }
  return { server, network, transport }
}

type ClientOptions = Partial<Omit<StoreOptions<Library>, 'queries' | 'sync'>> & {
  readonly sync?: ReturnType<typeof polling>
}

/** A store on such a server; `errors` are those told to `onError`. */
export function createClient(options: ClientOptions & { on?: ReturnType<typeof createServer> } = {}) {
  const { on = createServer(), ...rest } = options
  const errors: CollectionsError[] = []
  const store = createStore(library, {
    transport: on.transport,
    sync: polling(),
    queries: liveQueries(),
    queryClient: new QueryClient({ defaultOptions: { queries: { retry: false } } }),
    pollInterval: false,
    onError: (error) => void errors.push(error),
    ...rest,
  })
  return { ...on, store, errors }
}

let open: ReturnType<typeof createClient>[] = []

/** A client on a server with some authors, none of them read yet; disposed by {@link closeClients}. */
export async function openClient(authors: number, options: ClientOptions = {}) {
  const on = createServer()
  await seedAuthors(on.server, authors)
  const client = createClient({ on, ...options })
  open.push(client)
  return client
}

export function closeClients(): void {
  for (const { store } of open) store.dispose()
  open = []
}

export async function seedAuthors(
  server: ReturnType<typeof createServer>['server'],
  count: number,
): Promise<void> {
  const now = '2024-01-01T00:00:00.000Z'
  await server.load(
    Array.from({ length: count }, (_, index) => ({
      entity: 'authors' as const,
      row: {
        id: authorId(index),
        firstName: `First${index % 7}`,
        lastName: `Last${String((index * 7919) % count).padStart(5, '0')}`,
        born: 1900 + (index % 100),
        createdAt: now,
        updatedAt: now,
      },
    })),
  )
}

/** Lets everything that is under way in this process come to rest. */
export async function settle(rounds = 4): Promise<void> {
  for (let round = 0; round < rounds; round += 1) await delay(1)
}
