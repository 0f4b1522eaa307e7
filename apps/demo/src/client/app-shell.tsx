'use client'

import { Toaster, usePageKey, usePaletteKey } from '@throughline/ui'
import { type ReactNode, lazy, Suspense, useEffect, useState } from 'react'
import type { Language } from '../language.ts'
import { useDemoTexts } from '../texts/demo-texts.ts'
import { ClientProvider } from './client-context.tsx'
import { LanguageProvider } from './language-provider.tsx'
import { SearchProvider } from './search/persons-search.tsx'
import { Header } from './shell/header.tsx'
import { Offline } from './shell/offline.tsx'
import { Refusals } from './shell/refusals.tsx'
import { StorageNotice } from './shell/storage-notice.tsx'
import { useShellWorker, useWaitingSync } from './shell/use-shell-worker.ts'
import { useUndoLast } from './use-undo-toast.ts'

const loaders = {
  palette: () => import('./shell/palette.tsx').then(({ Palette }) => ({ default: Palette })),
  create: () => import('./shell/quick-create.tsx').then(({ QuickCreate }) => ({ default: QuickCreate })),
  help: () => import('./shell/help.tsx').then(({ Help }) => ({ default: Help })),
  forget: () => import('./shell/forget.tsx').then(({ Forget }) => ({ default: Forget })),
}
const Palette = lazy(loaders.palette)
const QuickCreate = lazy(loaders.create)
const Help = lazy(loaders.help)
const Forget = lazy(loaders.forget)

interface PageProps {
  /** The components' own pages are served beside the app. */
  hasStorybook: boolean
  children: ReactNode
}

/** What stands around every page: the language, the store, the header, what keys open, the messages. */
export function AppShell({ language, ...page }: PageProps & { language: Language }) {
  return (
    <LanguageProvider initial={language}>
      <ClientProvider>
        <SearchProvider>
          <Page {...page} />
        </SearchProvider>
        <Refusals />
        <Toaster />
      </ClientProvider>
    </LanguageProvider>
  )
}

type Opened = keyof typeof loaders

function Page({ hasStorybook, children }: PageProps) {
  const texts = useDemoTexts()
  const [opened, setOpened] = useState<Opened>()
  // What was opened once stays on the page, so that it can close in peace.
  const [known, setKnown] = useState<readonly Opened[]>([])
  const open = (name: Opened) => {
    setOpened(name)
    setKnown((names) => (names.includes(name) ? names : [...names, name]))
  }
  usePaletteKey(() => open('palette'))
  usePageKey('?', () => open('help'))
  usePageKey('n', () => open('create'))
  useUndoKey()
  useShellWorker()
  useWaitingSync()
  const shows = (name: Opened) => ({
    open: opened === name,
    onOpenChange: (next: boolean) => setOpened((now) => (next ? name : now === name ? undefined : now)),
  })
  return (
    <>
      <a
        className="bg-card text-foreground border-border focus-visible:ring-ring fixed top-2 left-2 z-20 -translate-y-16 rounded-md border px-3 py-2 text-sm font-medium outline-none focus:translate-y-0 focus-visible:ring-2"
        href="#main"
      >
        {texts.skip}
      </a>
      <Header hasStorybook={hasStorybook} onSearch={() => open('palette')} />
      <Offline />
      <StorageNotice />
      <main className="mx-auto w-full max-w-6xl px-4 py-6 sm:px-6" id="main">
        {children}
      </main>
      <Suspense>
        {known.includes('palette') && (
          <Palette
            {...shows('palette')}
            hasStorybook={hasStorybook}
            onCreate={() => open('create')}
            onForget={() => open('forget')}
            onHelp={() => open('help')}
          />
        )}
        {known.includes('create') && <QuickCreate {...shows('create')} />}
        {known.includes('help') && <Help {...shows('help')} />}
        {known.includes('forget') && <Forget {...shows('forget')} />}
      </Suspense>
    </>
  )
}

/** Ctrl-Z, or Cmd-Z on a Mac, anywhere but in a text field, takes the last change back. */
function useUndoKey(): void {
  const undo = useUndoLast()
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      const { target } = event
      if (event.key !== 'z' || !(event.ctrlKey || event.metaKey) || event.shiftKey || event.altKey) return
      if (
        target instanceof Element &&
        target.closest('input:not([type=checkbox]), textarea, select, [role=dialog]')
      )
        return
      event.preventDefault()
      undo()
    }
    document.addEventListener('keydown', onKeyDown)
    return () => document.removeEventListener('keydown', onKeyDown)
  }, [undo])
}
