import { expect, type Page } from '@playwright/test'
import { patience } from './patience.ts'

/** For what waits until all rows are read, or written. */
export const slow = { timeout: 60_000 * patience }

/** Waits until the app and all persons are kept by the page's browser: from then on it opens without a server. */
export async function untilKept(page: Page): Promise<void> {
  await page.waitForFunction(() => navigator.serviceWorker.controller?.state === 'activated', undefined, {
    timeout: 120_000 * patience,
  })
  await expect.poll(() => keptEntities(page), slow).toContain('persons')
}

/** The entities all of whose rows are on this browser's disk. */
async function keptEntities(page: Page): Promise<readonly string[]> {
  const found = await Promise.all(
    (await databases(page)).map((name) =>
      recordsIn<{ entity: string; parentKey?: string }>(page, name, 'scopes'),
    ),
  )
  return found.flat().flatMap(({ entity, parentKey }) => (parentKey === undefined ? [entity] : []))
}

/** How many indexes of the search are on this browser's disk. */
export async function keptIndexes(page: Page): Promise<number> {
  return (await recordsIn(page, 'throughline-search', 'indexes')).length
}

/** The stores' databases of this browser. */
const databases = (page: Page): Promise<string[]> =>
  page.evaluate(async () => {
    const all = await indexedDB.databases()
    return all.flatMap(({ name = '' }) => (name.startsWith('throughline/') ? [name] : []))
  })

/** What is in one store of a database; nothing where there is no such database. */
function recordsIn<TRecord>(page: Page, name: string, store: string): Promise<TRecord[]> {
  return page.evaluate(
    async ([database, from]) => {
      const answer = async <T>(request: IDBRequest<T>): Promise<T> =>
        new Promise((resolve, reject) => {
          request.addEventListener('success', () => resolve(request.result))
          request.addEventListener('error', () => reject(new Error('It could not be read.')))
        })
      // Asked for, it would be made, without what its owner puts into it.
      if ((await indexedDB.databases()).every((one) => one.name !== database)) return []
      const open = await answer(indexedDB.open(database))
      try {
        // Sound: its owner keeps records of one kind there.
        return (await answer(open.transaction(from).objectStore(from).getAll())) as TRecord[]
      } finally {
        open.close()
      }
    },
    [name, store] as const,
  )
}
