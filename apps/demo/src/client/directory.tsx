'use client'

import { personsModel } from '@throughline/persons'
import { usePersons, useSyncStatus } from '@throughline/persons/collections'
import type { Row } from '@throughline/schema'
import {
  columnsFromSpecs,
  EmptyState,
  EntityTable,
  ErrorState,
  SearchBox,
  Stack,
  type TableRange,
  type TableSort,
  Text,
} from '@throughline/ui'
import { Plus } from 'lucide-react'
import Link from 'next/link'
import { useRouter } from 'next/navigation'
import { useCallback, useMemo, useState } from 'react'
import { nameFilter } from './name-filter.ts'
import { rememberPlace, rememberedPlace } from './place.ts'
import { useSearchTerm } from './use-search-term.ts'
import { useUrlState } from './use-url-state.ts'

type Person = Row<typeof personsModel.entities.persons>

const sortable = ['lastName', 'firstName', 'dateOfBirth', 'gender', 'updatedAt'] as const
type SortField = (typeof sortable)[number]

const columns = columnsFromSpecs<Person>(personsModel.entities.persons.fields, [...sortable], {
  lastName: { priority: 1 },
  firstName: { priority: 1 },
})

/** Rows kept ready above and below those on the screen. */
const overscan = 8

/** The rows that the first paint asks for, before the table knows its height. */
const firstRows = 40

/** All persons: a virtualised table that one can sort and filter by name. */
export function Directory() {
  const router = useRouter()
  const { term, setTerm, appliedTerm, commitTerm } = useSearchTerm('q')
  const [sort, setSort] = useSort()
  const [place] = useState(rememberedPlace)
  const [range, setRange] = useState<TableRange>({
    start: Math.max(0, place - overscan),
    end: place + firstRows,
  })
  const where = useMemo(() => nameFilter(appliedTerm), [appliedTerm])
  const orderBy = useMemo(() => ({ [sort.field]: sort.direction }), [sort.field, sort.direction])
  const { start, end } = range
  const persons = usePersons({ where, orderBy, offset: start, limit: end - start })
  const all = useSyncStatus().entities.persons

  const onRangeChange = useCallback((next: TableRange) => {
    // Before there are rows, keep asking for the first ones: they are shown as soon as they come.
    if (next.end === 0) return
    // The range begins above what is on the screen.
    rememberPlace(next.start === 0 ? 0 : next.start + overscan)
    setRange(next)
  }, [])

  return (
    <Stack className="h-[calc(100dvh-6.5rem)] min-h-96" gap="md">
      <Toolbar
        loading={all.loading}
        matching={persons.total}
        rows={all.rows}
        term={term}
        onTermChange={setTerm}
      />
      {all.error && all.rows === 0 ? (
        <ErrorState error={all.error} onRetry={persons.refetch} title="The persons could not be loaded" />
      ) : (
        <EntityTable
          className="grow"
          columns={columns}
          empty={<Nothing term={appliedTerm} onClear={() => setTerm('')} />}
          height="auto"
          initialIndex={place}
          isLoading={all.rows === 0 && (all.loading || all.syncedAt === null)}
          label="Persons"
          listKey={appliedTerm}
          overscan={overscan}
          rowAt={(index) => persons.data[index - start]}
          sort={sort}
          total={persons.total}
          onRangeChange={onRangeChange}
          onRowOpen={(person) => {
            commitTerm()
            router.push(`/persons/${person.id}`)
          }}
          onSortChange={setSort}
        />
      )}
    </Stack>
  )
}

interface ToolbarProps {
  readonly loading: boolean
  /** Persons that the filter leaves, and all there are. */
  readonly matching: number
  readonly rows: number
  readonly term: string
  readonly onTermChange: (term: string) => void
}

function Toolbar({ loading, matching, rows, term, onTermChange }: ToolbarProps) {
  return (
    <Stack direction="row" gap="md" wrap>
      <Text as="h1" size="xl" weight="semibold">
        Persons
      </Text>
      <Count loading={loading} matching={matching} rows={rows} />
      <Stack className="ml-auto max-sm:w-full" direction="row" gap="sm">
        <SearchBox
          slashFocus
          className="grow sm:w-64"
          label="Filter by name"
          value={term}
          onValueChange={onTermChange}
        />
        <NewPersonLink />
      </Stack>
    </Stack>
  )
}

function NewPersonLink() {
  return (
    <Link
      className="bg-primary text-primary-foreground focus-visible:ring-ring inline-flex h-9 shrink-0 items-center gap-1.5 rounded-md px-3 text-sm font-medium outline-none hover:opacity-90 focus-visible:ring-2 focus-visible:ring-offset-2"
      href="/persons/new"
    >
      <Plus aria-hidden className="size-4" />
      New person
    </Link>
  )
}

function Count({ matching, rows, loading }: { matching: number; rows: number; loading: boolean }) {
  const all = rows.toLocaleString('en')
  return (
    <Text tabular aria-live={loading ? 'off' : 'polite'} as="p" tone="muted">
      {matching.toLocaleString('en')} of {all}
      {loading ? ' loaded so far' : ''}
    </Text>
  )
}

function Nothing({ term, onClear }: { term: string; onClear: () => void }) {
  if (term === '') return <EmptyState description="Add the first one." title="There are no persons yet" />
  return (
    <EmptyState
      action={
        <button className="text-primary text-sm font-medium hover:underline" type="button" onClick={onClear}>
          Clear the filter
        </button>
      }
      description={`No first or last name holds “${term}”.`}
      title="No person matches"
    />
  )
}

/** The column sorted by, kept in the page's address as `?sort=-dateOfBirth`. */
function useSort(): [TableSort & { field: SortField }, (sort: TableSort) => void] {
  const [text, setText] = useUrlState('sort', 'lastName')
  const name = text.replace(/^-/, '')
  const field = sortable.find((candidate) => candidate === name) ?? 'lastName'
  const sort = { field, direction: text.startsWith('-') ? ('desc' as const) : ('asc' as const) }
  return [sort, (next) => setText(`${next.direction === 'desc' ? '-' : ''}${next.field}`)]
}
