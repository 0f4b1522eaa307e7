import { createStore } from '@throughline/collections'
import {
  dehydrate,
  type DehydratedStore,
  type LoadingQuery,
  whenLoaded,
} from '@throughline/collections/hydration'
import { liveQueries, type QueryStore } from '@throughline/collections/query'
import { feedSync } from '@throughline/collections/sync'
import { memoryStore } from '@throughline/schema/memory'
import { createApi } from '@throughline/trpc'
import { createTRPCTransport } from '@throughline/trpc/client'
import { boardModel, type BoardModel } from './board-model.ts'

type Handler = (request: Request) => Promise<Response>

/** Next bundles pages and routes apart: what they share is kept beside them. */
const shared = globalThis as { boardApi?: Promise<Handler> }

/** The API, as the route serves it. */
export function boardApi(): Promise<Handler> {
  shared.boardApi ??= openApi()
  return shared.boardApi
}

async function openApi(): Promise<Handler> {
  const store = memoryStore(boardModel)
  await store.load([
    ...['Garden', 'House', 'Boat'].map((name, index) => ({
      entity: 'projects' as const,
      row: { id: `p${index}`, name, due: new Date(Date.UTC(2026, index, 1)) },
    })),
    ...['Water', 'Plant', 'Paint', 'Sail'].map((title, index) => ({
      entity: 'tasks' as const,
      row: { id: `t${index}`, projectId: `p${Math.floor(index / 2)}`, title },
    })),
  ])
  return createApi(boardModel, { endpoint: '/api/trpc', store }).fetch
}

/**
 * Reads what `ask` names through the API, in this process and as one request, and gives it as plain JSON to the page.
 *
 * The store is of this request alone; with policies, its headers say who asks.
 */
export async function readOnServer(
  ask: (store: QueryStore<BoardModel>) => readonly LoadingQuery[],
  headers: Readonly<Record<string, string>> = {},
): Promise<DehydratedStore> {
  const answer = await boardApi()
  const store = createStore(boardModel, {
    transport: createTRPCTransport(boardModel, {
      url: 'http://in-process/api/trpc',
      headers,
      fetch: (input, init) => answer(new Request(input, init)),
    }),
    sync: feedSync(),
    queries: liveQueries(),
    pollInterval: false,
  })
  try {
    await whenLoaded(...ask(store))
    return dehydrate(store)
  } finally {
    store.dispose()
  }
}
