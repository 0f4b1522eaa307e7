'use client'

import { collectionsOf } from '@throughline/collections/tanstack-db'
import { useStore } from '@throughline/persons/collections'
import { ageOn, type RowOf } from '@throughline/persons/ui'
import { useEffect, useMemo, useState } from 'react'

/** How many rows there are of one kind. */
export interface Slice {
  readonly name: string
  readonly count: number
}

type Tally = ReadonlyMap<string, number>
type Name = 'addresses' | 'employments' | 'persons'

/** Milliseconds in which changes are counted together. */
const pause = 150

/**
 * Counts an entity's rows by what `kindOf` says of each; rows of no kind are left out.
 *
 * A live query: it counts all rows once, then what changes alone.
 */
function useTally<N extends Name>(name: N, kindOf: (row: RowOf<N>) => string | undefined): Tally {
  const store = useStore()
  const [tally, setTally] = useState<Tally>(() => new Map())
  useEffect(() => {
    const kinds = new Map<string, string>()
    const counts = new Map<string, number>()
    let timer: ReturnType<typeof setTimeout> | undefined
    const count = (kind: string | undefined, by: number) => {
      if (kind !== undefined) counts.set(kind, (counts.get(kind) ?? 0) + by)
    }
    const subscription = collectionsOf(store)[name].subscribeChanges(
      (changes) => {
        for (const { type, key, value } of changes) {
          count(kinds.get(key), -1)
          // Sound: the collection of this name holds its rows.
          const kind = type === 'delete' ? undefined : kindOf(value as unknown as RowOf<N>)
          if (kind === undefined) kinds.delete(key)
          else kinds.set(key, kind)
          count(kind, 1)
        }
        timer ??= setTimeout(() => {
          timer = undefined
          setTally(new Map(counts))
        }, pause)
      },
      { includeInitialState: true },
    )
    return () => {
      clearTimeout(timer)
      subscription.unsubscribe()
    }
  }, [store, name, kindOf])
  return tally
}

function slices(tally: Tally): Slice[] {
  return [...tally].filter(([, count]) => count > 0).map(([name, count]) => ({ name, count }))
}

const decade = ({ dateOfBirth }: RowOf<'persons'>): string => {
  const age = ageOn(dateOfBirth, new Date().toISOString().slice(0, 10))
  const from = Math.floor(age / 10) * 10
  return `${String(from)}–${String(from + 9)}`
}

export function useAges(): readonly Slice[] {
  const tally = useTally('persons', decade)
  return useMemo(
    () => slices(tally).toSorted((a, b) => Number.parseInt(a.name) - Number.parseInt(b.name)),
    [tally],
  )
}

const homeCity = ({ type, city }: RowOf<'addresses'>) => (type === 'home' ? city : undefined)

export function useCities(): readonly Slice[] {
  const tally = useTally('addresses', homeCity)
  return useMemo(
    () =>
      slices(tally)
        .toSorted((a, b) => b.count - a.count)
        .slice(0, 10),
    [tally],
  )
}

const startYear = ({ startDate }: RowOf<'employments'>) => startDate.slice(0, 4)

export function useHires(): readonly Slice[] {
  const tally = useTally('employments', startYear)
  return useMemo(() => slices(tally).toSorted((a, b) => (a.name < b.name ? -1 : 1)), [tally])
}

const currentPerson = ({ isCurrent, personId }: RowOf<'employments'>) => (isCurrent ? personId : undefined)
const one = () => 'all'

/** Persons with a current employment, and those without. */
export function useEmployment(): readonly [employed: number, others: number] {
  const current = useTally('employments', currentPerson)
  const persons = useTally('persons', one).get('all') ?? 0
  const employed = slices(current).length
  return [employed, Math.max(0, persons - employed)]
}
