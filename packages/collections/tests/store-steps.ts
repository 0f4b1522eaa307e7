import fc from 'fast-check'
import { type Name, pathOf } from './store-oracle.ts'
import type { Values } from './plain-query.ts'
import type { SyncFault } from './sync-server.ts'

interface At {
  readonly entity: Name
  readonly index: number
}
export interface Edit extends At {
  /** A place among the entity's fields. */
  readonly field: number
  readonly value: number
}
export type Step =
  | ({ readonly kind: 'both' | 'insert' | 'update'; readonly who: number } & Edit)
  | ({ readonly kind: 'delete'; readonly who: number } & At)
  | ({ readonly kind: 'remote'; readonly op: 'delete' | 'insert' | 'update' } & Edit)
  | {
      readonly kind: 'release'
      readonly who: number
      readonly index: number
      readonly fault?: SyncFault | undefined
    }
  | { readonly kind: 'cut' | 'grow' | 'refresh'; readonly who: number }
  | { readonly kind: 'watch'; readonly who: number; readonly index: number }
  | {
      readonly kind: 'resolve'
      readonly who: number
      readonly index: number
      readonly choice: 'mine' | 'theirs'
    }
  | { readonly kind: 'clear' }

export interface Setup {
  /** By store. */
  readonly policies: readonly ('ask' | 'client' | 'custom' | 'merge' | 'server')[]
  readonly loads: readonly ('all' | 'in-use')[]
  /** The queries that are watched from the start. */
  readonly watched: readonly number[]
  /** Rows are dropped at once when nobody watches them, where it is not absent. */
  readonly gcTime?: number | undefined
}

const who = fc.nat(1)
const at = {
  entity: fc.constantFrom<Name[]>('authors', 'authors', 'books', 'books', 'chapters'),
  index: fc.nat(5),
}
const edit = { ...at, field: fc.nat(2), value: fc.nat(11) }
const kind = <K extends string>(name: K) => fc.constant(name)
export const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 8, arbitrary: fc.record({ kind: kind('insert'), who, ...edit }) },
  { weight: 26, arbitrary: fc.record({ kind: kind('update'), who, ...edit }) },
  { weight: 5, arbitrary: fc.record({ kind: kind('delete'), who, ...at }) },
  { weight: 6, arbitrary: fc.record({ kind: kind('both'), who, ...edit }) },
  {
    weight: 20,
    arbitrary: fc.record({
      kind: kind('remote'),
      op: fc.constantFrom('insert' as const, 'update' as const, 'update' as const, 'delete' as const),
      ...edit,
    }),
  },
  {
    weight: 40,
    arbitrary: fc.record({
      kind: kind('release'),
      who,
      index: fc.nat(3),
      fault: fc.constantFrom<(SyncFault | undefined)[]>(
        undefined,
        undefined,
        undefined,
        undefined,
        'denied',
        'late',
        'late',
        'lost',
        'offline',
        'throttled',
        'twice',
      ),
    }),
  },
  { weight: 5, arbitrary: fc.record({ kind: kind('cut'), who }) },
  { weight: 8, arbitrary: fc.record({ kind: kind('refresh'), who }) },
  { weight: 8, arbitrary: fc.record({ kind: kind('watch'), who, index: fc.nat(8) }) },
  { weight: 3, arbitrary: fc.record({ kind: kind('grow'), who }) },
  {
    weight: 5,
    arbitrary: fc.record({
      kind: kind('resolve'),
      who,
      index: fc.nat(2),
      choice: fc.constantFrom('mine' as const, 'theirs' as const),
    }),
  },
  { weight: 2, arbitrary: fc.record({ kind: kind('clear') }) },
)
export const setup: fc.Arbitrary<Setup> = fc.record({
  policies: fc.tuple(
    fc.constantFrom('merge' as const, 'server' as const, 'client' as const),
    fc.constantFrom('ask' as const, 'custom' as const),
  ),
  loads: fc.constantFrom<Setup['loads'][]>(['in-use', 'in-use'], ['in-use', 'all']),
  watched: fc.subarray([0, 1, 2, 3, 4, 5, 6, 7, 8]),
  gcTime: fc.constantFrom(undefined, 0),
})

/** The fields of an entity that are edited, with the values that they are given. */
export function editsOf({ entity, field, value }: Edit, words: readonly string[]): Values {
  const word = words[value % words.length] ?? ''
  const fields: Readonly<Record<Name, readonly Values[]>> = {
    authors: [{ firstName: word === 'broken' ? 'a' : word }, { lastName: word }, { born: value }],
    books: [{ title: word }, { pages: value + 1 }, { read: value % 4 }],
    chapters: [{ heading: word }],
  }
  const own = fields[entity]
  return own[field % own.length] ?? {}
}

export function rowOf(given: Edit, words: readonly string[]): Values {
  const whole: Readonly<Record<Name, Values>> = {
    authors: { firstName: 'a', lastName: 'b' },
    books: { title: 'a', pages: 5, read: 0 },
    chapters: { heading: 'a' },
  }
  return { ...whole[given.entity], ...editsOf(given, words), ...pathOf(given.entity, given.index) }
}

export const ownWords = ['a', 'b', 'c', 'a', 'b', 'refused']
export const remoteWords = ['a', 'b', 'c', 'd', 'e', 'broken']
