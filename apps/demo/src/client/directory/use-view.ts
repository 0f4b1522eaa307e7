'use client'

import { personsModel } from '@throughline/persons'
import { usePersonSearch } from '@throughline/persons/search'
import type { RowOf } from '@throughline/persons/ui'
import type { Where } from '@throughline/collections/query'
import {
  type ColumnLayout,
  type FieldFilters,
  filterConditions,
  filterKind,
  filterText,
  layoutText,
  parseFilter,
  parseLayout,
  type TableSort,
  useSpecs,
} from '@throughline/ui'
import { useSearchParams } from 'next/navigation'
import { useCallback, useMemo, useState } from 'react'
import { nameFilter } from '../name-filter.ts'

type Person = RowOf<'persons'>

/** The fields that can be columns, in the order in which they are offered. */
export const columnNames = [
  'lastName',
  'firstName',
  'dateOfBirth',
  'gender',
  'updatedAt',
  'createdAt',
] as const

/** What is shown where nobody has chosen: columns give way where there is no room for them. */
export const defaultLayout: ColumnLayout = columnNames.slice(0, 5).map((name) => ({ name }))

const prefix = 'f.'

export type SetView = (change: {
  readonly sort?: TableSort
  readonly layout?: ColumnLayout | undefined
  readonly filters?: FieldFilters
}) => void

/** How the directory is looked at, kept in the page's address: it survives a reload and can be sent to others. */
export function useView() {
  const params = useSearchParams()
  const specs = useSpecs(personsModel.entities.persons.fields)
  const [text, setText] = useAhead(params.toString())
  const view = useMemo(() => readView(new URLSearchParams(text), specs), [text, specs])
  const setView = useCallback<SetView>(
    ({ sort, filters, ...change }) => {
      const url = new URL(window.location.href)
      // What a search has found is not by last name where nobody says so.
      const isUsual = sort && sortText(sort) === 'lastName' && !url.searchParams.get('q')
      if (sort) setParam(url, 'sort', isUsual ? '' : sortText(sort))
      if ('layout' in change) setParam(url, 'cols', change.layout ? layoutText(change.layout) : '')
      if (filters) {
        for (const name of columnNames) {
          const filter = filters[name]
          setParam(url, `${prefix}${name}`, filter ? filterText(filter) : '')
        }
      }
      if (url.href === window.location.href) return
      setText(url.searchParams.toString())
      // Next follows the address of the page: `useSearchParams` gives the new value.
      window.history.replaceState(null, '', url)
    },
    [setText],
  )
  return { ...view, specs, setView, query: text }
}

/** What follows a value that comes a moment late, and what was set here until it does: a box must not wait for its own tick. */
function useAhead(late: string): [now: string, setNow: (text: string) => void] {
  const [state, setState] = useState({ late, now: late })
  if (state.late !== late) setState({ late, now: late })
  const setNow = useCallback((now: string) => setState((before) => ({ ...before, now })), [])
  return [state.late === late ? state.now : late, setNow]
}

function setParam(url: URL, name: string, value: string): void {
  if (value === '') url.searchParams.delete(name)
  else url.searchParams.set(name, value)
}

function sortText({ field, direction }: TableSort): string {
  return `${direction === 'desc' ? '-' : ''}${field}`
}

function readView(params: URLSearchParams, specs: ReturnType<typeof useSpecs>) {
  const sorted = params.get('sort') ?? ''
  const name = sorted.replace(/^-/, '')
  const field = columnNames.find((candidate) => candidate === name)
  const filterable = columnNames.flatMap((column) => {
    const spec = specs.find((each) => each.name === column)
    return spec && filterKind(spec) ? [spec] : []
  })
  const filters: FieldFilters = Object.fromEntries(
    filterable.flatMap((spec) => {
      const filter = parseFilter(spec, params.get(`${prefix}${spec.name}`) ?? '')
      return filter ? [[spec.name, filter]] : []
    }),
  )
  return {
    sort: field && { field, direction: sorted.startsWith('-') ? ('desc' as const) : ('asc' as const) },
    layout: parseLayout(params.get('cols') ?? '', columnNames),
    filterable,
    filters,
  }
}

/** Most persons that a search leaves in the list. */
const mostFound = 500

/** The conditions of a search and of the columns' filters, undefined where nothing is asked; and what was found so far. */
export function useFound(term: string, filters: FieldFilters) {
  const {
    hits,
    total,
    suggestion,
    term: answered,
    isStale,
    error,
  } = usePersonSearch(term, { limit: mostFound, startOnMount: false })
  const found = useMemo(() => {
    const conditions = filterConditions(personsModel.entities.persons.fields, filters)
    // Sound: the filters are those of this entity's fields, each of the form that its kind takes.
    const byColumn = Object.keys(conditions).length > 0 ? (conditions as Where<Person>) : undefined
    // By name until there is an answer, which looks into everything.
    const scores = answered === '' ? undefined : new Map(hits.map(({ key, score }) => [key, score]))
    const byTerm = scores ? { id: { in: [...scores.keys()] } } : nameFilter(term)
    const where: Where<Person> | undefined =
      byTerm && byColumn ? { and: [byTerm, byColumn] } : (byTerm ?? byColumn)
    return { where, scores, hits, suggestion, more: total > hits.length ? total : undefined }
  }, [term, answered, hits, total, suggestion, filters])
  return { found, isSearching: isStale && !error }
}
