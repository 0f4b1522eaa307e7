'use client'

import { usePendingMutations, useStore, useSyncStatus } from '@throughline/persons/collections'
import { Icon, IconButton, LanguageSelect, SyncStatus, ThemeToggle } from '@throughline/ui'
import { BookOpen, Search } from 'lucide-react'
import Link from 'next/link'
import { useRouter } from 'next/navigation'
import { languages } from '../../language.ts'
import { useDemoTexts } from '../../texts/demo-texts.ts'
import { ConflictsToDecide } from '../conflicts-to-decide.tsx'
import { useLanguage } from '../language-provider.tsx'
import { storybookAddress } from '../storybook.ts'
import { WaitingChanges } from './waiting-changes.tsx'

interface HeaderProps {
  /** The components' own pages are served beside the app. */
  hasStorybook: boolean
  onSearch: () => void
}

/** What stands above every page. */
export function Header({ hasStorybook, onSearch }: HeaderProps) {
  const texts = useDemoTexts()
  return (
    <header className="border-border bg-background/90 sticky top-0 z-10 border-b backdrop-blur">
      <div className="mx-auto flex w-full max-w-6xl flex-wrap items-center gap-x-3 px-4 sm:flex-nowrap sm:px-6">
        <Link
          className="focus-visible:ring-ring mr-auto rounded-sm text-sm font-semibold outline-none focus-visible:ring-2"
          href="/"
        >
          {texts.product}
        </Link>
        {/* A row of its own on a phone. */}
        <ConflictsToDecide className="max-sm:order-last max-sm:basis-full max-sm:[&>button]:mb-2.5" />
        <div className="flex min-h-14 min-w-0 items-center gap-2 max-sm:max-w-[calc(100%-6rem)]">
          <WaitingChanges />
          <ServerStatus />
          <IconButton
            aria-keyshortcuts="Control+K Meta+K"
            icon={<Icon icon={Search} />}
            label={texts.palette.open}
            size="sm"
            onClick={onSearch}
          />
          {hasStorybook && <StorybookLink />}
          <LanguageSwitch />
          {/* On a phone, among the commands. */}
          <span className="shrink-0 max-sm:hidden">
            <ThemeToggle />
          </span>
        </div>
      </div>
    </header>
  )
}

/** On a phone, among the commands. */
function StorybookLink() {
  const { storybook } = useDemoTexts().palette
  return (
    <a
      aria-label={storybook}
      className="text-muted-foreground hover:bg-accent hover:text-accent-foreground focus-visible:ring-ring inline-flex size-7 shrink-0 items-center justify-center rounded-md outline-none focus-visible:ring-2 max-sm:hidden"
      href={storybookAddress}
      rel="noreferrer"
      target="_blank"
      title={storybook}
    >
      <Icon icon={BookOpen} />
    </a>
  )
}

function LanguageSwitch() {
  const { language, setLanguage } = useLanguage()
  const router = useRouter()
  return (
    <LanguageSelect
      className="shrink-0"
      languages={languages}
      value={language}
      onValueChange={(value) => {
        setLanguage(languages.find((each) => each.value === value)?.value ?? 'en')
        // The page's title comes from the server.
        router.refresh()
      }}
    />
  )
}

function ServerStatus() {
  const store = useStore()
  const texts = useDemoTexts()
  const { syncedAt, fetching, error, offline } = useSyncStatus((status) => ({
    syncedAt: status.syncedAt,
    fetching: status.fetching,
    error: status.error,
    offline: status.offline,
  }))
  const pending = usePendingMutations().length
  return (
    <SyncStatus
      error={error ?? (offline ? texts.serverSilent : undefined)}
      isSyncing={fetching}
      pending={pending}
      syncedAt={syncedAt ?? undefined}
      onRefresh={() => store.refresh()}
      onReload={() => window.location.reload()}
    />
  )
}
