import { entityOf } from '@throughline/schema/adapter'
import { expect } from 'vitest'
import { authorId, library } from './library.ts'
import { plainList, plainRow, type Tables, type Values } from './plain-query.ts'
import { withoutTimes } from './store-oracle.ts'
import type { openSynced } from './sync-server.ts'

type Store = ReturnType<typeof openSynced>['store']

interface Result {
  readonly data: unknown
  readonly total?: number
  readonly isLoading: boolean
  readonly error: unknown
}

/** A live query, with the answer of going through all rows. */
interface Watch {
  readonly live: { get(): Result; subscribe(listener: () => void): () => void }
  readonly plain: (tables: Tables) => { readonly data: unknown; readonly total?: number }
  readonly grow?: () => void
}

type ListOptions = Parameters<typeof plainList>[3]

/** Live queries of every kind on one store; which of them are watched changes. */
export function watchAll(store: Store) {
  const watches = [
    list(store, 'authors', { orderBy: { lastName: 'asc', firstName: 'desc' }, limit: 2, offset: 1 }),
    list(store, 'authors', { where: { or: [{ firstName: 'a' }, { lastName: { in: ['b', 'both'] } }] } }),
    list(store, 'authors', {
      where: { books: { some: { pages: { gte: 4 } } } },
      orderBy: { born: 'desc' },
      limit: 3,
    }),
    list(store, 'authors', {
      include: { books: { include: ['chapters'] } },
      orderBy: { firstName: 'asc' },
      limit: 3,
    }),
    list(store, 'books', {
      where: { authorId: authorId(0) },
      include: ['author'],
      orderBy: { title: 'desc' },
    }),
    list(store, 'chapters', { where: { authorId: authorId(1), bookId: 'b1' } }),
    pages(store),
    totals(store),
    row(store),
  ]
  const states = watches.map((watch) => ({
    watch,
    stop: undefined as (() => void) | undefined,
    before: watch.live.get(),
    told: 0,
  }))
  const begin = (state: (typeof states)[number]): void => {
    state.stop = state.watch.live.subscribe(() => (state.told += 1))
    state.before = state.watch.live.get()
  }

  return {
    toggle(place: number): void {
      const state = states[place % states.length]
      if (!state) return
      if (!state.stop) return begin(state)
      state.stop()
      state.stop = undefined
    },
    watchAll(): void {
      for (const state of states) if (!state.stop) begin(state)
    },
    grow: (): void => {
      for (const { grow } of watches) grow?.()
    },
    isComplete: (): boolean => watches.every(({ live }) => !live.get().isLoading && !live.get().error),
    /** Each is what going through these rows gives; `full`: these are all rows, of which a query shows those it has read. */
    check(tables: Tables, full: boolean): void {
      for (const [place, { watch }] of states.entries()) {
        const { data, total, isLoading, error } = watch.live.get()
        if (full && (isLoading || error)) continue
        const expected = watch.plain(tables)
        expect({ place, full, data: withoutTimes(data), total }).toEqual({
          place,
          full,
          total: undefined,
          ...expected,
        })
      }
    },
    /** Who watches was told of what changed. */
    checkTold(): void {
      for (const [place, state] of states.entries()) {
        const now = state.watch.live.get()
        if (state.stop && now !== state.before)
          expect({ place, told: state.told > 0 }).toEqual({ place, told: true })
        state.before = now
        state.told = 0
      }
    },
    stop(): void {
      for (const { stop } of states) stop?.()
    },
  }
}

/** Sound: options of these tests are of the model, and results are only compared. */
const listsOf = (store: Store) =>
  store as unknown as { list(name: string, options: ListOptions): Watch['live'] }

function list(store: Store, name: string, options: ListOptions): Watch {
  return {
    live: listsOf(store).list(name, options),
    plain: (tables) => plainList(library, tables, name, options),
  }
}

function pages(store: Store): Watch {
  const options = {
    where: { authorId: { in: [authorId(1), authorId(2)] } },
    orderBy: { pages: 'asc' },
  } as const
  const live = store.pages('books', { ...options, pageSize: 1 })
  let limit = 1
  return {
    live,
    plain: (tables) => plainList(library, tables, 'books', { ...options, limit }),
    grow() {
      if (live.get().hasNextPage) limit += 1
      live.get().fetchNextPage()
    },
  }
}

function totals(store: Store): Watch {
  const where = { authorId: authorId(0), pages: { gt: 1 } }
  return {
    live: store.aggregate('books', { where, sum: ['pages'], avg: ['read'], min: ['pages'], max: ['title'] }),
    plain(tables) {
      const { data } = plainList(library, tables, 'books', { where })
      const numbers = (field: string): number[] => data.map((one) => Number(one[field]))
      const sum = (of: readonly number[]): number => of.reduce((all, one) => all + one, 0)
      const none = data.length === 0
      return {
        data: {
          count: data.length,
          sum: { pages: sum(numbers('pages')) },
          avg: { read: none ? null : sum(numbers('read')) / data.length },
          min: { pages: none ? null : Math.min(...numbers('pages')) },
          max: {
            title:
              data
                .map((one) => String(one['title']))
                .toSorted()
                .at(-1) ?? null,
          },
        },
      }
    },
  }
}

function row(store: Store): Watch {
  const key = authorId(2)
  return {
    live: store.row('authors', key, { include: ['books'] }),
    plain(tables) {
      const found: Values | undefined = tables('authors').find(({ id }) => id === key)
      return { data: found && plainRow(library, tables, entityOf(library, 'authors'), found, ['books']) }
    },
  }
}
