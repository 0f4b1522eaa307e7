'use client'

import { StoreProvider } from '@throughline/persons/collections'
import { createContext, type ReactNode, useContext, useState } from 'react'
import { type Client, clientOfBrowser } from './store.ts'

const ClientContext = createContext<Client | undefined>(undefined)

/** Gives the pages below the browser's store and its history. */
export function ClientProvider({ children }: { children: ReactNode }) {
  const [client] = useState(clientOfBrowser)
  return (
    <ClientContext value={client}>
      <StoreProvider store={client.store}>{children}</StoreProvider>
    </ClientContext>
  )
}

export function useClient(): Client {
  const client = useContext(ClientContext)
  if (!client) throw new Error('This stands outside of ClientProvider.')
  return client
}
