'use client'

import type { CollectionsError } from '@throughline/collections'
import { offline } from '@throughline/collections/offline'
import { createUndo, type UndoHistory } from '@throughline/collections/undo'
import type { personsModel } from '@throughline/persons'
import { createPersonsClientStore, type OfflinePersonsClientStore } from '@throughline/persons/collections'
import { demoUser } from '../demo-data.ts'
import { keptRows } from './kept-rows.ts'

/** The browser's store, and what was done through it. */
export interface Client {
  readonly store: OfflinePersonsClientStore
  readonly history: UndoHistory<typeof personsModel>
  /** Calls back for each change that is taken back. */
  readonly onRefused: (listener: (error: CollectionsError) => void) => () => void
}

let browserClient: Client | undefined

/** The browser's one store; on a server a new one each time, so that nothing is shared between requests. */
export function clientOfBrowser(): Client {
  if (typeof window === 'undefined') return openClient()
  if (browserClient) return browserClient
  browserClient = openClient()
  // For who looks around in the browser's console.
  Object.assign(window, { throughline: browserClient })
  // Every page shows persons: their reading begins before the page is drawn, and runs beside that.
  browserClient.store.list('persons', { limit: 1 }).subscribe(() => {})
  return browserClient
}

function openClient(): Client {
  const listeners = new Set<(error: CollectionsError) => void>()
  const store = createPersonsClientStore({
    url: '/api/trpc',
    load: keptRows(),
    storage: offline({ user: demoUser }),
    // Where two changed the same field, the one who came second decides.
    conflicts: { default: 'ask' },
    onError: (error) => {
      // A read that failed is told where the rows would stand, and beside the refresh button.
      if (error.operation === 'load') return
      for (const listener of listeners) listener(error)
    },
  })
  return {
    store,
    history: createUndo(store),
    onRefused: (listener) => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
  }
}
