'use client'

import { usePendingMutations, usePersons, useStore, useSyncStatus } from '@throughline/persons/collections'
import type { RowOf } from '@throughline/persons/ui'
import {
  arrangeColumns,
  columnsFromSpecs,
  type EntityTableColumn,
  EntityTable,
  ErrorState,
  FilterChips,
  Icon,
  Stack,
  type TableRange,
  type TableSort,
  useRested,
  useUiTexts,
} from '@throughline/ui'
import { Clock } from 'lucide-react'
import { useRouter } from 'next/navigation'
import { lazy, type ReactNode, Suspense, useCallback, useDeferredValue, useMemo, useState } from 'react'
import { useDemoTexts } from '../../texts/demo-texts.ts'
import { rememberPlace, rememberedPlace } from '../place.ts'
import type { FoundPerson } from '../search/use-found-persons.ts'
import { useSearchTerm } from '../use-search-term.ts'
import { foundColumns } from './found-columns.tsx'
import { Nothing } from './nothing.tsx'
import { allPersons, bestFirst, type PersonQuery } from './rows.ts'
import { Toolbar } from './toolbar.tsx'
import { type Panel, Tools } from './tools.tsx'
import { columnNames, defaultLayout, useFound, useView } from './use-view.ts'
import { Views } from './views.tsx'

const Panels = lazy(() => import('./panels.tsx').then(({ Panels: component }) => ({ default: component })))
const Insights = lazy(() =>
  import('./insights.tsx').then(({ Insights: component }) => ({ default: component })),
)

const BulkActions = lazy(() =>
  import('./bulk-actions.tsx').then(({ BulkActions: component }) => ({ default: component })),
)

type Person = RowOf<'persons'>

/** Rows kept ready above and below those on the screen. */
const overscan = 8

/** The rows that the first paint asks for, before the table knows its height. */
const firstRows = 40

interface DirectoryProps {
  /** The first persons by last name, which the page came with: they stand there until all are read. */
  first: readonly Person[]
}

/** All persons: a virtualised table that one can sort, filter, arrange and work on. */
export function Directory({ first }: DirectoryProps) {
  const view = useView()
  const { filters, filterable, setView, query } = view
  const search = useSearchTerm('q')
  const { term, setTerm, commitTerm } = search
  const { panel, setPanel, wasOpened } = usePanel()
  const [insights, setInsights] = useState(false)
  const [selected, setSelected] = useState<ReadonlySet<string>>(noKeys)
  const status = useSyncStatus(({ entities }) => entities.persons)
  const { query: asked, found, isSearching } = usePersonQuery(term, view)
  const persons = usePersonWindow(asked, status.syncedAt ? none : first)
  const columns = useColumns(view, found.hits)
  const exportRows = useExport(persons.query, columns)
  return (
    <Stack className={insights ? '' : 'h-[calc(100dvh-6.5rem)] min-h-96'} gap="sm">
      <Toolbar found={found} matching={persons.total} search={search} status={status} />
      <Stack direction="row" gap="sm" justify="between" wrap>
        <Views query={query} />
        <Tools
          filterCount={Object.keys(filters).length}
          insights={insights}
          onExport={exportRows}
          onInsights={setInsights}
          onOpen={setPanel}
        />
      </Stack>
      <FilterChips
        filters={filters}
        specs={filterable}
        onFiltersChange={(next) => setView({ filters: next })}
      />
      {insights && <LazyInsights />}
      <LazyBulkActions selected={selected} onClear={() => setSelected(noKeys)} />
      <PersonTable
        columns={columns}
        empty={
          <Nothing
            filtered={persons.query.where !== undefined}
            searching={isSearching}
            term={term}
            onClearFilters={() => setView({ filters: {} })}
            onClearTerm={() => setTerm('')}
          />
        }
        insights={insights}
        listKey={`${term} ${JSON.stringify(filters)}`}
        persons={persons}
        selected={selected}
        sort={view.sort ?? (term === '' ? byLastName : undefined)}
        view={view}
        onOpen={commitTerm}
        onSelect={setSelected}
      />
      <Suspense>{wasOpened && <Panels panel={panel} view={view} onPanelChange={setPanel} />}</Suspense>
    </Stack>
  )
}

/** Which persons are asked for, a moment after a control has shown what it was set to; and what was found of them. */
function usePersonQuery(term: string, { sort, filters }: ReturnType<typeof useView>) {
  const { found, isSearching } = useFound(term, filters)
  const { field, direction } = sort ?? byLastName
  // What answers best comes first, unless one has chosen a column.
  const isRanked = sort === undefined
  const asked = useMemo(() => {
    const { where, scores } = found
    const query: PersonQuery = {
      where,
      orderBy: { [field]: direction },
      scores: isRanked ? scores : undefined,
    }
    return { query, found }
  }, [found, field, direction, isRanked])
  return { ...useDeferredValue(asked), isSearching }
}

/** All persons, by last name. */
function isPlain({ where, orderBy }: PersonQuery): boolean {
  return where === undefined && orderBy.lastName === 'asc'
}

function LazyInsights() {
  return (
    <Suspense fallback={<div className="h-64" />}>
      <Insights />
    </Suspense>
  )
}

interface SelectionProps {
  selected: ReadonlySet<string>
  onClear: () => void
}

/** What can be done with a selection, once there was one. */
function LazyBulkActions(props: SelectionProps) {
  const selects = props.selected.size > 0
  const [known, setKnown] = useState(selects)
  if (selects && !known) setKnown(true)
  return <Suspense>{known && <BulkActions {...props} />}</Suspense>
}

/** Which dialog is open; they are loaded with the first one. */
function usePanel() {
  const [panel, show] = useState<Panel>()
  const [wasOpened, setOpened] = useState(false)
  const setPanel = (next: Panel | undefined) => {
    setOpened(true)
    show(next)
  }
  return { panel, setPanel, wasOpened }
}

const noKeys: ReadonlySet<string> = new Set()

const byLastName: TableSort = { field: 'lastName', direction: 'asc' }

const none: readonly Person[] = []

/** A window of rows moves by so many at once, and reaches at least as far beyond those on the screen. */
const windowStep = 100

function windowAround({ start, end }: TableRange): TableRange {
  return {
    start: Math.max(0, Math.floor(start / windowStep) - 1) * windowStep,
    end: (Math.ceil(end / windowStep) + 1) * windowStep,
  }
}

/**
 * The persons around those on the screen, and enough of them that one who scrolls finds them there; the first ones that are
 * given stand before those that are read.
 */
function usePersonWindow(query: PersonQuery, given: readonly Person[]) {
  const first = isPlain(query) ? given : none
  // What the page came with begins at its top.
  const [place] = useState(() => {
    const remembered = rememberedPlace()
    return remembered < first.length ? 0 : remembered
  })
  const [range, setRange] = useState<TableRange>({
    start: Math.max(0, place - overscan),
    end: place + firstRows,
  })
  const { scores, ...asked } = query
  // Those that a search has found are few, and stand in an order of their own.
  const start = scores ? 0 : range.start
  const list = usePersons(scores ? asked : { ...asked, offset: start, limit: range.end - start })
  const rows = useMemo(() => bestFirst(list.data, scores), [list.data, scores])
  const onRangeChange = useCallback((next: TableRange) => {
    // Before there are rows, keep asking for the first ones: they are shown as soon as they come.
    if (next.end === 0) return
    // The range begins above what is on the screen.
    rememberPlace(next.start === 0 ? 0 : next.start + overscan)
    const around = windowAround(next)
    setRange((last) => (last.start === around.start && last.end === around.end ? last : around))
  }, [])
  return {
    ...list,
    total: Math.max(list.total, first.length),
    place,
    onRangeChange,
    query,
    rowAt: (index: number) => first[index] ?? rows[index - start],
  }
}

type PersonWindow = ReturnType<typeof usePersonWindow>

/** The columns of the view, in the language in force, with what was found; the first one says which rows wait to be saved. */
function useColumns(
  { specs, layout }: ReturnType<typeof useView>,
  hits: readonly FoundPerson[],
): readonly EntityTableColumn<Person>[] {
  const { matchedIn } = useDemoTexts().search
  // Each letter brings other rows: what is said about them can wait until one stops.
  const found = useRested(hits, 250)
  const pending = usePendingMutations()
  const { sync } = useUiTexts()
  const waiting = pending.flatMap(({ entity, key }) => (entity === 'persons' ? [key] : [])).join()
  return useMemo(() => {
    const keys = new Set(waiting.split(','))
    const all = columnsFromSpecs<Person>(specs, columnNames, {
      lastName: { priority: 1 },
      firstName: { priority: 1 },
    })
    const arranged = foundColumns(arrangeColumns(all, layout ?? defaultLayout), found, matchedIn)
    const [first, ...others] = arranged
    if (!first || waiting === '') return arranged
    const marked: EntityTableColumn<Person> = {
      ...first,
      cell: (row, index) => (
        <span className="flex min-w-0 items-center gap-1.5">
          <span className="min-w-0 truncate">{first.cell(row, index)}</span>
          {keys.has(row.id) && (
            <span className="text-muted-foreground shrink-0" title={sync.pending}>
              <Icon icon={Clock} size="sm" />
              <span className="sr-only">{sync.pending}</span>
            </span>
          )}
        </span>
      ),
    }
    return [marked, ...others]
  }, [specs, layout, waiting, sync, found, matchedIn])
}

function useExport(query: PersonQuery, columns: readonly EntityTableColumn<Person>[]): () => void {
  const store = useStore()
  const { fileName } = useDemoTexts().directory
  return () => {
    void import('./export.ts').then(({ exportPersons }) => exportPersons(store, query, columns, fileName))
  }
}

interface PersonTableProps {
  columns: readonly EntityTableColumn<Person>[]
  persons: PersonWindow
  view: ReturnType<typeof useView>
  sort: TableSort | undefined
  selected: ReadonlySet<string>
  onSelect: (selected: ReadonlySet<string>) => void
  empty: ReactNode
  /** Names what is listed. */
  listKey: string
  /** The charts stand above: the table has a height of its own. */
  insights: boolean
  /** Before the page is left. */
  onOpen: () => void
}

function PersonTable(props: PersonTableProps) {
  const { columns, persons, view, selected, onSelect, onOpen } = props
  const texts = useDemoTexts().directory
  const store = useStore()
  const router = useRouter()
  const all = useSyncStatus(({ entities }) => entities.persons)
  if (all.error && all.rows === 0)
    return <ErrorState error={all.error} title={texts.couldNotLoad} onRetry={persons.refetch} />
  return (
    <EntityTable
      className={props.insights ? '' : 'grow'}
      columns={columns}
      empty={props.empty}
      height={props.insights ? 'max(70dvh, 24rem)' : 'auto'}
      initialIndex={persons.place}
      isLoading={all.rows === 0 && persons.total === 0 && (all.loading || all.syncedAt === null)}
      label={texts.title}
      listKey={props.listKey}
      overscan={overscan}
      rowAt={persons.rowAt}
      scrollsSideways={view.layout !== undefined}
      selection={{
        selected,
        rowKey: ({ id }) => id,
        rowName: ({ firstName, lastName }) => `${firstName} ${lastName}`,
        onChange: onSelect,
        onSelectAll: () => {
          void allPersons(store, persons.query).then((rows) => onSelect(new Set(rows.map(({ id }) => id))))
        },
      }}
      sort={props.sort}
      total={persons.total}
      onColumnResize={(name, size) =>
        view.setView({
          layout: (view.layout ?? defaultLayout).map((each) =>
            each.name === name ? Object.assign({}, each, { size }) : each,
          ),
        })
      }
      onRangeChange={persons.onRangeChange}
      onRowOpen={(person) => {
        onOpen()
        router.push(`/persons/${person.id}`)
      }}
      onSortChange={(sort) => view.setView({ sort })}
    />
  )
}
