'use client'

import { formatNumber, SearchBox, Stack, Text, useLocale, useRested } from '@throughline/ui'
import { Plus } from 'lucide-react'
import Link from 'next/link'
import { useState } from 'react'
import { useDemoTexts } from '../../texts/demo-texts.ts'
import type { FieldStart, SearchTerm } from '../use-search-term.ts'

/** How far the persons are read. */
interface ReadStatus {
  readonly loading: boolean
  readonly rows: number
  readonly syncedAt: Date | null
}

interface ToolbarProps {
  /** Persons that the filters leave. */
  readonly matching: number
  readonly found: {
    /** All that a search has found, where these are too many to be listed. */
    readonly more: number | undefined
    /** What may have been meant. */
    readonly suggestion: string | undefined
  }
  readonly status: ReadStatus
  readonly search: Pick<SearchTerm, 'onType' | 'setTerm' | 'start'>
}

export function Toolbar({ matching, found, status, search }: ToolbarProps) {
  const texts = useDemoTexts().directory
  const { start, onType, setTerm } = search
  return (
    <Stack direction="row" gap="md" wrap>
      <Text as="h1" size="xl" weight="semibold">
        {texts.title}
      </Text>
      <Count matching={matching} more={found.more} status={status} />
      <Suggestion text={found.suggestion} onPick={setTerm} />
      <Stack className="ml-auto max-sm:w-full" direction="row" gap="sm">
        <TermBox key={start.key} label={texts.filter} start={start} onType={onType} />
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
  start: FieldStart
  onType: (text: string) => void
}

function TermBox({ label, start, onType }: TermBoxProps) {
  const [value, setValue] = useState(start.text)
  return (
    <SearchBox
      slashFocus
      autoFocus={start.focus ?? false}
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

interface SuggestionProps {
  text: string | undefined
  onPick: (text: string) => void
}

/** What may have been meant, once nobody types: a word on the way is often another one. */
function Suggestion({ text, onPick }: SuggestionProps) {
  const { didYouMean } = useDemoTexts().search
  const rested = useRested(text, 400)
  return (
    <p aria-live="polite">
      {text !== undefined && text === rested && (
        <button
          className="text-primary text-sm font-medium hover:underline"
          type="button"
          onClick={() => onPick(text)}
        >
          {didYouMean(text)}
        </button>
      )}
    </p>
  )
}

type CountProps = Pick<ToolbarProps, 'matching' | 'status'> & { readonly more: number | undefined }

function Count({ matching, more, status }: CountProps) {
  const { loading, rows, syncedAt } = status
  const locale = useLocale()
  const texts = useDemoTexts().directory
  const say = loading ? texts.loading : more ? texts.best : texts.count
  return (
    <Text tabular aria-live={loading ? 'off' : 'polite'} as="p" tone="muted">
      {/* Before rows are read there is nothing to count, though the page came with some. */}
      {!syncedAt && (rows === 0 || matching > rows)
        ? ''
        : say(formatNumber(matching, locale), formatNumber((loading ? undefined : more) ?? rows, locale))}
    </Text>
  )
}
