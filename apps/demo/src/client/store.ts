'use client'

import type { CollectionsError } from '@throughline/collections'
import { createPersonsClientStore, type PersonsClientStore } from '@throughline/persons/collections'
import { toast } from '@throughline/ui'

let browserStore: PersonsClientStore | undefined

/** The browser's one store; on a server a new one each time, so that nothing is shared between requests. */
export function clientStore(): PersonsClientStore {
  if (typeof window === 'undefined') return openStore()
  browserStore ??= openStore()
  return browserStore
}

function openStore(): PersonsClientStore {
  return createPersonsClientStore({
    url: '/api/trpc',
    // Where two changed the same field, the one who came second decides.
    conflicts: { default: 'ask' },
    onError: (error) => {
      // A read that failed is told where the rows would stand, and beside the refresh button.
      if (error.operation !== 'load') toast.error(titleOf(error), error)
    },
  })
}

function titleOf(error: CollectionsError): string {
  return error.code === 'conflict' ? 'Someone else changed this too' : 'Your change was taken back'
}
