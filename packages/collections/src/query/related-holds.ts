import { hold, type ListSourceContext, type SourceState } from '../list-source.ts'
import { scopeName } from '../parent-paths.ts'
import type { Scope } from '../scope.types.ts'
import type { Included } from './row-nodes.ts'

/** Parents of one entity's rows above which all of them are read at once. */
const mostParents = 100

/** What is loaded for the related rows of a window's rows. */
export interface RelatedHolds {
  /** Which scopes these rows need. */
  want(rows: readonly Included[]): void
  /** Holds what is wanted, and no more. */
  hold(): void
  release(): void
  state(): SourceState
  refetch(): Promise<void>
}

export function createRelatedHolds(context: ListSourceContext): RelatedHolds {
  const { loader } = context
  const held = new Map<string, () => void>()
  let wanted: ReadonlyMap<string, Scope> = new Map()
  /** Those of which nothing was read yet: what was read once stays there while it is held. */
  let unread: readonly Scope[] = []

  const release = (but: ReadonlyMap<string, Scope> = new Map()): void => {
    for (const [name, stop] of held) {
      if (but.has(name)) continue
      held.delete(name)
      stop()
    }
  }

  return {
    want(rows) {
      wanted = distinct(rows, (scope) => loader.state(scope).loaded)
      unread = [...wanted.values()]
    },
    hold() {
      for (const [name, scope] of wanted) {
        if (held.has(name)) continue
        // Noted first: the start of a read is told to whoever listens, this window too.
        held.set(name, () => {})
        const [lease] = hold(context, [scope])
        if (lease) held.set(name, lease.release)
      }
      release(wanted)
    },
    release: () => release(),
    state() {
      unread = unread.filter((scope) => !loader.state(scope).loaded)
      const states = unread.map((scope) => loader.state(scope))
      return {
        isLoading: states.some(({ error }) => !error),
        error: states.find(({ error }) => error)?.error ?? null,
      }
    },
    refetch: () => loader.reload([...wanted.values()]),
  }
}

/** Each scope once; all rows of an entity where those are there, or of too many parents. */
function distinct(
  rows: readonly Included[],
  isLoaded: (scope: Scope) => boolean,
): ReadonlyMap<string, Scope> {
  const scopes = new Map<string, Scope>()
  const parents = new Map<string, number>()
  for (const row of rows) {
    for (const scope of row.scopes) {
      const name = scopeName(scope)
      if (scopes.has(name)) continue
      scopes.set(name, scope)
      parents.set(scope.entity.name, (parents.get(scope.entity.name) ?? 0) + 1)
    }
  }
  for (const [name, { entity, parentKey }] of scopes) {
    if (parentKey === undefined) continue
    const all = { entity, parentKey: undefined }
    if ((parents.get(entity.name) ?? 0) <= mostParents && !isLoaded(all)) continue
    scopes.delete(name)
    scopes.set(scopeName(all), all)
  }
  return scopes
}
