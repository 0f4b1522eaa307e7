'use client'

import { SearchBox, Stack, Text, useLocale } from '@throughline/ui'
import { Plus } from 'lucide-react'
import Link from 'next/link'
import { useDemoTexts } from '../../texts/demo-texts.ts'

interface ToolbarProps {
  readonly loading: boolean
  /** Persons that the filters leave, and all there are. */
  readonly matching: number
  readonly rows: number
  readonly term: string
  readonly onTermChange: (term: string) => void
}

export function Toolbar({ loading, matching, rows, term, onTermChange }: ToolbarProps) {
  const texts = useDemoTexts().directory
  return (
    <Stack direction="row" gap="md" wrap>
      <Text as="h1" size="xl" weight="semibold">
        {texts.title}
      </Text>
      <Count loading={loading} matching={matching} rows={rows} />
      <Stack className="ml-auto max-sm:w-full" direction="row" gap="sm">
        <SearchBox
          slashFocus
          className="grow sm:w-64"
          label={texts.filter}
          value={term}
          onValueChange={onTermChange}
        />
        <Link
          className="bg-primary text-primary-foreground focus-visible:ring-ring inline-flex h-9 shrink-0 items-center gap-1.5 rounded-md px-3 text-sm font-medium outline-none hover:opacity-90 focus-visible:ring-2 focus-visible:ring-offset-2"
          href="/persons/new"
        >
          <Plus aria-hidden className="size-4" />
          {texts.new}
        </Link>
      </Stack>
    </Stack>
  )
}

function Count({ matching, rows, loading }: { matching: number; rows: number; loading: boolean }) {
  const locale = useLocale()
  const texts = useDemoTexts().directory
  const say = loading ? texts.loading : texts.count
  return (
    <Text tabular aria-live={loading ? 'off' : 'polite'} as="p" tone="muted">
      {/* Before the first rows there is nothing to count. */}
      {loading && rows === 0 ? '' : say(matching.toLocaleString(locale), rows.toLocaleString(locale))}
    </Text>
  )
}
