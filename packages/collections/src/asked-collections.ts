import type { Collection } from '@tanstack/db'

type AnyCollection = Collection<Record<string, unknown>, string>

/**
 * Collections that begin to take rows once someone has asked for them and their rows are in use.
 *
 * What the store's own lists and rows show comes from the fold: writing the same into a TanStack DB collection that nobody
 * looks at would take most of the time of a load, and half of the memory.
 */
export function createAskedCollections(collections: Readonly<Record<string, AnyCollection>>) {
  const [asked, used] = [new Set<string>(), new Set<string>()]
  const add = (names: Set<string>, name: string): void => {
    names.add(name)
    if (asked.has(name) && used.has(name)) collections[name]?.startSyncImmediate()
  }
  const view: object = Object.defineProperties(
    {},
    Object.fromEntries(
      Object.entries(collections).map(([name, value]) => [
        name,
        {
          enumerable: true,
          get() {
            add(asked, name)
            return value
          },
        },
      ]),
    ),
  )
  return { view, wake: (name: string): void => add(used, name) }
}
