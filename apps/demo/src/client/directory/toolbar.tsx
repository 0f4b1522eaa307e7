'use client'

import { formatNumber, SearchBox, Stack, Text, useLocale } from '@throughline/ui'
import { Plus } from 'lucide-react'
import Link from 'next/link'
import { useState } from 'react'
import { useDemoTexts } from '../../texts/demo-texts.ts'
import type { FieldStart } from '../use-search-term.ts'

/** How far the persons are read. */
interface ReadStatus {
  readonly loading: boolean
  readonly rows: number
  readonly syncedAt: Date | null
}

interface ToolbarProps {
  /** Persons that the filters leave. */
  readonly matching: number
  /** All that a search has found, where these are too many to be listed. */
  readonly found: number | undefined
  readonly status: ReadStatus
  readonly start: FieldStart
  readonly onType: (text: string) => void
}

export function Toolbar({ matching, found, status, start, onType }: ToolbarProps) {
  const texts = useDemoTexts().directory
  return (
    <Stack direction="row" gap="md" wrap>
      <Text as="h1" size="xl" weight="semibold">
        {texts.title}
      </Text>
      <Count found={found} matching={matching} status={status} />
      <Stack className="ml-auto max-sm:w-full" direction="row" gap="sm">
        <TermBox key={start.key} label={texts.filter} text={start.text} onType={onType} />
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

interface TermBoxProps {
  label: string
  /** What it begins with. */
  text: string
  onType: (text: string) => void
}

function TermBox({ label, text, onType }: TermBoxProps) {
  const [value, setValue] = useState(text)
  return (
    <SearchBox
      slashFocus
      className="grow sm:w-64"
      label={label}
      value={value}
      onValueChange={(next) => {
        setValue(next)
        onType(next)
      }}
    />
  )
}

function Count({ matching, found, status }: Pick<ToolbarProps, 'matching' | 'found' | 'status'>) {
  const { loading, rows, syncedAt } = status
  const locale = useLocale()
  const texts = useDemoTexts().directory
  const say = loading ? texts.loading : found ? texts.best : texts.count
  return (
    <Text tabular aria-live={loading ? 'off' : 'polite'} as="p" tone="muted">
      {/* Before rows are read there is nothing to count, though the page came with some. */}
      {!syncedAt && (rows === 0 || matching > rows)
        ? ''
        : say(formatNumber(matching, locale), formatNumber((loading ? undefined : found) ?? rows, locale))}
    </Text>
  )
}
