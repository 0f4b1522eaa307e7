import type { Where } from '@throughline/collections/query'
import type { PersonsClientStore } from '@throughline/persons/collections'
import type { RowOf } from '@throughline/persons/ui'
import { send } from '../send.ts'

type Person = RowOf<'persons'>

/** Which persons, in which order. */
export interface PersonQuery {
  readonly where: Where<Person> | undefined
  readonly orderBy: Readonly<Partial<Record<keyof Person, 'asc' | 'desc'>>>
  /** How well each person answers a search: the best come first, those that are alike in the order above. */
  readonly scores?: ReadonlyMap<string, number> | undefined
}

/** Persons with the best answers of a search first, where there was one. */
export function bestFirst(
  persons: readonly Person[],
  scores: ReadonlyMap<string, number> | undefined,
): readonly Person[] {
  if (!scores) return persons
  const scoreOf = ({ id }: Person): number => scores.get(id) ?? 0
  return persons.toSorted((a, b) => scoreOf(b) - scoreOf(a))
}

interface Watched<TResult> {
  get(): TResult
  subscribe(listener: () => void): () => void
}

/** Watches until all rows that were asked for are there; `stop` lets go of them. */
async function whenLoaded<TResult extends { readonly isLoading: boolean }>(
  list: Watched<TResult>,
): Promise<{ result: TResult; stop: () => void }> {
  return new Promise((resolve) => {
    let stop = () => {}
    const check = () => {
      const result = list.get()
      if (!result.isLoading) resolve({ result, stop: () => stop() })
    }
    stop = list.subscribe(check)
    check()
  })
}

/** All persons of a query, in view or not. */
export async function allPersons(
  store: PersonsClientStore,
  { scores, ...query }: PersonQuery,
): Promise<readonly Person[]> {
  const { result, stop } = await whenLoaded(store.list('persons', query))
  stop()
  return bestFirst(result.data, scores)
}

/** So many persons can be brought back with all that belongs to them. */
export const mostUndoable = 50

const parts = ['addresses', 'bankAccounts', 'contactInfos', 'employments'] as const

/** Those of some persons that nobody has deleted meanwhile, in the order asked for. */
async function present(store: PersonsClientStore, ids: readonly string[]): Promise<readonly string[]> {
  const { result, stop } = await whenLoaded(store.list('persons', { where: { id: { in: ids } } }))
  stop()
  const found = new Set(result.data.map(({ id }) => id))
  return ids.filter((id) => found.has(id))
}

/** Sets one field of persons, and tells how many of them there were. @throws {CollectionsError} where the value is refused. */
export async function editPersons(
  store: PersonsClientStore,
  ids: readonly string[],
  changes: Partial<Person>,
): Promise<number> {
  const there = await present(store, ids)
  await inTurns(there, (id) => send(store.update('persons', id, changes)))
  return there.length
}

/**
 * Deletes persons, and tells how many of them there were; up to {@link mostUndoable}, what belongs to them is loaded
 * first, so that all of it can come back.
 */
export async function deletePersons(store: PersonsClientStore, ids: readonly string[]): Promise<number> {
  const there = await present(store, ids)
  const held =
    there.length > mostUndoable
      ? []
      : await Promise.all(
          parts.map((name) => whenLoaded(store.list(name, { where: { personId: { in: there } } }))),
        )
  await inTurns(there, (id) => send(store.delete('persons', id)))
  for (const { stop } of held) stop()
  return there.length
}

/** Gives each of many a turn, and the page one between. */
export async function inTurns<T>(items: readonly T[], work: (item: T) => void): Promise<void> {
  let since = performance.now()
  for (const item of items) {
    work(item)
    if (performance.now() - since < 12) continue
    await new Promise((resolve) => {
      setTimeout(resolve)
    })
    since = performance.now()
  }
}
