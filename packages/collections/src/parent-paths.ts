import type { KeyValues } from '@throughline/schema'
import type { Fold } from './fold.ts'
import { knownPath } from './fold-table.ts'
import { isAt, parentUnknown, whereOfParent } from './parent-link.ts'
import type { Scope } from './scope.types.ts'
import { yieldToMain } from './yield-to-main.ts'

/** What the rows of parents are queried by: their whole paths, as their own rows or the askers say. */
export interface ParentPaths {
  /** Takes what an asker says of the parent's path. */
  learn(scope: Scope): void
  /** `undefined` for all rows. @throws {CollectionsError} `not_loaded`; it is tried again once the path is known. */
  whereOf(scope: Scope): KeyValues | undefined
  clear(): void
}

/** `retry` reads a scope again whose path was missed, or told wrong. */
export function createParentPaths(fold: Fold, retry: (scope: Scope) => void): ParentPaths {
  const said = new Map<string, KeyValues>()
  /** What ends the waiting for parents whose paths were missed. */
  const missed = new Map<string, () => void>()

  const found = (scope: Scope): void => {
    missed.get(scopeName(scope))?.()
    missed.delete(scopeName(scope))
    // Later: a read that is still failing would take the place of the next one.
    void yieldToMain().then(() => retry(scope))
  }

  return {
    learn(scope) {
      const { where } = scope
      if (!where) return
      const name = scopeName(scope)
      const before = said.get(name)
      said.set(name, where)
      if (before ? !isAt(before, where) : missed.has(name)) found(scope)
    },
    whereOf(scope) {
      const { entity, parentKey } = scope
      const { link } = fold.table(entity.name)
      if (parentKey === undefined || !link) return undefined
      const name = scopeName(scope)
      const path = knownPath(fold.table(link.parent.name), parentKey)
      // The row first: an asker may be wrong about what is above it.
      const where = (path && whereOfParent(link, path)) ?? said.get(name)
      if (where) return where
      const watch = (keys: readonly string[]): void => {
        if (keys.includes(parentKey)) found(scope)
      }
      if (!missed.has(name)) missed.set(name, fold.listen(link.parent.name, watch))
      throw parentUnknown(link, parentKey)
    },
    clear() {
      for (const stop of missed.values()) stop()
      missed.clear()
    },
  }
}

/** One text for each scope, however its path is known. */
export function scopeName({ entity, parentKey }: Scope): string {
  return JSON.stringify([entity.name, parentKey])
}
