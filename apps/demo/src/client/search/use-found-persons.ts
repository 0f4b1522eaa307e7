'use client'

import { type PersonsClientStore, useStore } from '@throughline/persons/collections'
import { usePersonSearch } from '@throughline/persons/search'
import type { MatchedRow, MatchedTerm, SearchHit } from '@throughline/schema'
import { matchedRanges } from '@throughline/search'
import type { SearchState, TextRange } from '@throughline/ui'
import { type FoundEntity, useDemoTexts } from '../../texts/demo-texts.ts'

type EntityName = PersonsClientStore['model']['names'][number]
/** A person that was found, with what of it or below it was. */
export type FoundPerson = SearchHit<EntityName>
export type Words = (entity: FoundEntity, found: string) => string

/** Persons that a term finds, as a list to pick from, with what of them or below them it was found in: `id` is the person's. */
export function useFoundPersons(term: string, limit = 20): SearchState {
  const store = useStore()
  const { search } = useDemoTexts()
  const { hits, isReady, isServer, progress } = usePersonSearch(term, { limit })
  return {
    term,
    results: hits.map((hit) => resultOf(store, hit, search.matchedIn)),
    // What the server finds is found.
    isReady: isReady || isServer,
    progress: isReady || isServer ? undefined : progress,
  }
}

function resultOf(store: PersonsClientStore, { key, rows }: FoundPerson, matchedIn: Words) {
  const own = rows.find(({ entity }) => entity === 'persons')
  return { id: key, ...titleOf(store, key, own), ...foundBelow(rows, matchedIn) }
}

/** What was found below a person and not in the person itself, where something was, in words. */
export function foundBelow(rows: readonly MatchedRow<EntityName>[], matchedIn: Words) {
  const own = rows.find(({ entity }) => entity === 'persons')
  const known = new Set(termsOf(own?.fields ?? {}).map(({ term }) => term))
  const isNew = ({ term }: MatchedTerm): boolean => !known.has(term)
  const below = rows.find(
    (row): row is MatchedRow<FoundEntity> => row.entity !== 'persons' && termsOf(row.fields).some(isNew),
  )
  if (!below) return undefined
  const found = textsOf(termsOf(below.fields).filter(isNew)).join(', ')
  const detail = matchedIn(below.entity, found)
  const start = detail.lastIndexOf(found)
  return { detail, detailHighlights: start < 0 ? [] : [{ start, end: start + found.length }] }
}

/** The person's name; where the person is not loaded yet, what of it was found. */
function titleOf(store: PersonsClientStore, key: string, own: MatchedRow | undefined) {
  const person = store.row('persons', key).get().data
  if (!person) return { title: textsOf(termsOf(own?.fields ?? {})).join(' ') || key, titleHighlights: [] }
  const { firstName, lastName } = person
  const last = firstName.length + 1
  return {
    title: `${firstName} ${lastName}`,
    titleHighlights: [
      ...rangesOf(firstName, own?.fields['firstName']),
      ...rangesOf(lastName, own?.fields['lastName'], last),
    ],
  }
}

/** Where a text has matched terms, in a longer one that it stands in from `offset` on. */
export function rangesOf(text: string, terms: readonly MatchedTerm[] = [], offset = 0): TextRange[] {
  return matchedRanges(text, terms).map(([start, end]) => ({ start: start + offset, end: end + offset }))
}

const termsOf = (fields: MatchedRow['fields']): readonly MatchedTerm[] => Object.values(fields).flat()

/** What was found, as it is written. */
const textsOf = (terms: readonly MatchedTerm[]): string[] => [...new Set(terms.map(({ text }) => text))]
