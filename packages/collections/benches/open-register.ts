import { QueryClient } from '@tanstack/query-core'
import { createStore } from '@throughline/collections'
import { liveQueries } from '@throughline/collections/query'
import { feedSync } from '@throughline/collections/sync'
import type { SyncTransport } from '@throughline/schema'
import { type Register, register } from './register-model.ts'

/** A store as an application makes it; `all` reads every entity at start, by a snapshot. */
export function openRegister(transport: SyncTransport<Register>, load?: 'all') {
  return createStore(register, {
    transport,
    sync: feedSync({ load }),
    queries: liveQueries(),
    queryClient: new QueryClient(),
    pollInterval: false,
    onError(error) {
      throw error
    },
  })
}

export type RegisterStore = ReturnType<typeof openRegister>
