import type { CollectionsError, PendingMutation } from '@throughline/collections'
import type { Edit, EntityName } from './plan.types.ts'
import type { RealStore } from './real-client-store.ts'
import { ownKeyOf } from './real-client-view.ts'
import { rowOf } from './rows.ts'

type Values = Readonly<Record<string, unknown>>

/** One write that a store has taken. */
export interface TakenWrite {
  readonly token: string | undefined
  readonly entity: EntityName
  readonly key: string
  readonly row: string
  readonly op: 'delete' | 'insert' | 'update'
  readonly values: Values
  /** The row as the user saw it. */
  readonly seen: Values | undefined
  readonly baseVersion: number | undefined
  /** The row was one that the server had refused, and none of it was known: there may be nothing to do. */
  readonly isUnmade: boolean
  readonly confirmed: Promise<unknown>
}

/** Does to a store what a user does; what it made of it, nothing where it makes no sense there. */
export function performEdit(store: RealStore, edit: Edit, token: () => string): TakenWrite[] {
  const seen = seenOf(store, edit)
  switch (edit.do) {
    case 'insert':
      // One that is there already is inserted now and then, to be refused.
      return seen && edit.value % 4 !== 0 ? [] : insert(store, edit, pathOf(edit), token())
    case 'update':
      return seen ? update(store, edit, seen, token()) : []
    case 'delete':
      return seen ? remove(store, edit, seen) : []
    case 'move': {
      if (!seen || edit.entity === 'teams') return []
      const own = token()
      const to = {
        ...pathOf({ ...edit, team: (edit.team + 1) % 3 }),
        ...(edit.entity === 'tasks' && { id: `m${own}` }),
      }
      const writes: TakenWrite[] = []
      const { confirmed } = store.transaction(() => {
        writes.push(...remove(store, edit, seen), ...insert(store, edit, to, own))
      })
      return writes.map((write) =>
        Object.assign(write, { confirmed: Promise.all([confirmed, write.confirmed]) }),
      )
    }
  }
}

function pathOf({ entity, team, number, id }: Edit): Values {
  const teamId = `t${team}`
  if (entity === 'teams') return { id: teamId }
  // An id is of one row, whatever it is below.
  return entity === 'projects'
    ? { teamId, number }
    : { teamId, projectNumber: number, id: `k${team}${number}${id}` }
}

/** The row that an edit is about: of tasks, one of those that are there. */
function seenOf(store: RealStore, edit: Edit): Values | undefined {
  const path = pathOf(edit)
  const { entity } = edit
  const rows = store.rows(entity)
  const key = ownKeyOf(entity, path)
  if (entity !== 'tasks' || edit.do === 'insert') return rows.find((row) => ownKeyOf(entity, row) === key)
  const below = rows.filter(
    (row) => row['teamId'] === path['teamId'] && row['projectNumber'] === path['projectNumber'],
  )
  return below[edit.id % Math.max(1, below.length)]
}

function insert(store: RealStore, edit: Edit, path: Values, token: string): TakenWrite[] {
  const { entity } = edit
  const name = edit.poison ? `bad ${token}` : token
  const values =
    entity === 'tasks'
      ? { ...path, title: name, done: edit.value % 2 === 0 }
      : { ...path, name, ...(entity === 'teams' && edit.value % 3 !== 0 && { slug: slugOf(edit) }) }
  return [
    taken(store, { token, entity, path, op: 'insert', values, seen: undefined }, () =>
      store.insert(entity, values),
    ),
  ]
}

function update(store: RealStore, edit: Edit, seen: Values, token: string): TakenWrite[] {
  const { entity } = edit
  const values = changesOf(edit, token)
  const key = ownKeyOf(entity, seen)
  return [
    taken(store, { token, entity, path: seen, op: 'update', values, seen }, () =>
      store.update(entity, key, values),
    ),
  ]
}

function remove(store: RealStore, { entity }: Edit, seen: Values): TakenWrite[] {
  const key = ownKeyOf(entity, seen)
  return [
    taken(store, { token: undefined, entity, path: seen, op: 'delete', values: {}, seen }, () =>
      store.delete(entity, key),
    ),
  ]
}

/** Other fields now and then, so that edits meet in the same ones or not; few slugs, so that users want the same. */
function changesOf({ entity, value, poison }: Edit, token: string): Values {
  const name = poison ? `bad ${token}` : token
  if (entity === 'projects') return { name }
  if (entity === 'tasks')
    return value % 2 === 0 || poison ? { title: name } : { done: value % 4 === 1, labels: [token] }
  if (poison || value % 3 === 0) return { name }
  return value % 3 === 1 ? { slug: token } : { name, slug: slugOf({ value }) }
}

function slugOf({ value }: Pick<Edit, 'value'>): string | null {
  return value % 5 === 0 ? null : `s${value % 2}`
}

function taken(
  store: RealStore,
  made: Pick<TakenWrite, 'entity' | 'op' | 'seen' | 'token' | 'values'> & { readonly path: Values },
  write: () => { readonly confirmed: Promise<unknown> },
): TakenWrite {
  const { path, ...rest } = made
  const key = ownKeyOf(made.entity, path)
  const baseVersion = store.version(made.entity, key)
  const isUnmade =
    baseVersion === undefined &&
    store.pending().some((one) => one.entity === made.entity && one.key === key && isParkedInsert(one))
  const { confirmed } = write()
  return { ...rest, key, row: rowOf(made.entity, path), baseVersion, isUnmade, confirmed }
}

function isParkedInsert({ kind, state }: PendingMutation): boolean {
  return kind === 'insert' && state === 'parked'
}

/** Whether a store may answer so to a write that a user asks for. */
export function isRefusal(error: unknown): error is CollectionsError {
  return error instanceof Error && error.name === 'CollectionsError'
}
