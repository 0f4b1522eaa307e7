'use client'

import { formatNumber, SearchBox, Stack, Text, useLocale } from '@throughline/ui'
import { Plus } from 'lucide-react'
import Link from 'next/link'
import { useState } from 'react'
import { useDemoTexts } from '../../texts/demo-texts.ts'
import type { FieldStart } from '../use-search-term.ts'

interface ToolbarProps {
  readonly loading: boolean
  /** Persons that the filters leave, and all there are. */
  readonly matching: number
  readonly rows: number
  readonly start: FieldStart
  readonly onType: (text: string) => void
}

export function Toolbar({ loading, matching, rows, start, onType }: ToolbarProps) {
  const texts = useDemoTexts().directory
  return (
    <Stack direction="row" gap="md" wrap>
      <Text as="h1" size="xl" weight="semibold">
        {texts.title}
      </Text>
      <Count loading={loading} matching={matching} rows={rows} />
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

function Count({ matching, rows, loading }: { matching: number; rows: number; loading: boolean }) {
  const locale = useLocale()
  const texts = useDemoTexts().directory
  const say = loading ? texts.loading : texts.count
  return (
    <Text tabular aria-live={loading ? 'off' : 'polite'} as="p" tone="muted">
      {/* Before the first rows there is nothing to count. */}
      {loading && rows === 0 ? '' : say(formatNumber(matching, locale), formatNumber(rows, locale))}
    </Text>
  )
}
