import type { Collection } from '@tanstack/db'
import type { Uses } from '../uses.ts'

type AnyCollection = Collection<Record<string, unknown>, string>

/**
 * Collections that begin to take rows once someone has asked for them and their rows are in use.
 *
 * What the store's own lists and rows show comes from the fold: writing the same into a TanStack DB collection that nobody
 * looks at would take most of the time of a load, and half of the memory.
 */
export function createAskedCollections(
  collections: Readonly<Record<string, AnyCollection>>,
  uses: Pick<Uses, 'follow' | 'has'>,
): object {
  const asked = new Set<string>()
  const start = (name: string): void => {
    if (asked.has(name) && uses.has(name)) collections[name]?.startSyncImmediate()
  }
  uses.follow(start, () => {
    for (const one of Object.values(collections)) one.cleanup().catch(() => {})
  })
  return Object.defineProperties(
    {},
    Object.fromEntries(
      Object.entries(collections).map(([name, value]) => [
        name,
        {
          enumerable: true,
          get() {
            asked.add(name)
            start(name)
            return value
          },
        },
      ]),
    ),
  )
}
