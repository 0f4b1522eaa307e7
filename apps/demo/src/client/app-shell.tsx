'use client'

import { StoreProvider, useStore, useSyncStatus } from '@throughline/persons/collections'
import { SyncStatus, ThemeToggle, Toaster } from '@throughline/ui'
import Link from 'next/link'
import { type ReactNode, useState } from 'react'
import { ConflictsToDecide } from './conflicts-to-decide.tsx'
import { clientStore } from './store.ts'

/** What stands around every page: the store, the header, the messages. */
export function AppShell({ children }: { children: ReactNode }) {
  const [store] = useState(clientStore)
  return (
    <StoreProvider store={store}>
      <a
        className="bg-card text-foreground border-border focus-visible:ring-ring fixed top-2 left-2 z-20 -translate-y-16 rounded-md border px-3 py-2 text-sm font-medium outline-none focus:translate-y-0 focus-visible:ring-2"
        href="#main"
      >
        Skip to the content
      </a>
      <Header />
      <main className="mx-auto w-full max-w-6xl px-4 py-6 sm:px-6" id="main">
        {children}
      </main>
      <Toaster />
    </StoreProvider>
  )
}

function Header() {
  return (
    <header className="border-border bg-background/90 sticky top-0 z-10 border-b backdrop-blur">
      <div className="mx-auto flex w-full max-w-6xl flex-wrap items-center gap-x-3 px-4 sm:flex-nowrap sm:px-6">
        <Link
          className="focus-visible:ring-ring rounded-sm text-sm font-semibold outline-none focus-visible:ring-2"
          href="/"
        >
          Throughline
        </Link>
        {/* A row of its own on a phone. */}
        <ConflictsToDecide className="ml-auto max-sm:order-last max-sm:ml-0 max-sm:basis-full max-sm:[&>button]:mb-2.5" />
        <div className="flex min-h-14 min-w-0 items-center gap-2 max-sm:ml-auto max-sm:max-w-[calc(100%-6rem)]">
          <ServerStatus />
          <ThemeToggle className="shrink-0" />
        </div>
      </div>
    </header>
  )
}

function ServerStatus() {
  const store = useStore()
  const { syncedAt, fetching, error, offline, pending } = useSyncStatus()
  return (
    <SyncStatus
      error={
        error ??
        (offline ? 'The server does not answer. Changes are kept, and sent when it does.' : undefined)
      }
      isSyncing={fetching}
      pending={pending}
      syncedAt={syncedAt ?? undefined}
      onRefresh={() => store.refresh()}
      onReload={() => window.location.reload()}
    />
  )
}
