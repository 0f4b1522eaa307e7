import { type KeyValues, StoreError, type Transport } from '@throughline/schema'
import type { Fold } from '../fold.ts'
import type { Load } from '../load.ts'
import { type ParentPaths, scopeName } from '../parent-paths.ts'
import { eachChunk, readPage, type Resume } from '../read-pages.ts'
import type { Scope } from '../scope.types.ts'
import { type Network, pageAttempts } from './network.ts'
import type { RowCheck } from './row-check.ts'
import type { KeptScopes, Session } from './session.types.ts'

/** What a loader needs where rows are kept up to date by the feed. */
export interface SyncLoading {
  readonly network: Network
  readonly check: RowCheck
  readonly session: (scopes: KeptScopes) => Session
}

interface ReadContext {
  readonly fold: Fold
  readonly transport: Transport
}

interface KeptContext extends ReadContext {
  readonly sync?: SyncLoading | undefined
  readonly loads: ReadonlyMap<string, Load>
  readonly parents: ParentPaths
  readonly signal: AbortSignal
}

/** What a session asks of the loader. */
export function createKeptScopes(
  context: KeptContext,
  reload: (scopes: readonly Scope[]) => Promise<void>,
): KeptScopes {
  const { loads, parents, sync, signal } = context
  const pathOf = (scope: Scope): KeyValues | undefined => {
    try {
      return parents.whereOf(scope)
    } catch {
      // Nothing tells it any more.
      return undefined
    }
  }
  return {
    isKept: (scope) => loads.has(scopeName(scope)),
    async retryFailed() {
      const failed = [...loads.values()].filter((load) => load.isUsed() && load.state().error)
      await reload(failed.map(({ scope }) => scope))
    },
    async readAgain(take) {
      const again: Scope[] = []
      for (const load of loads.values()) {
        const { scope } = load
        if (!load.state().loaded) continue
        again.push(scope)
        const where = pathOf(scope)
        // On-demand rows that nobody looks at are read when someone does.
        if (scope.parentKey !== undefined && (!where || !load.isUsed())) {
          load.forget()
          continue
        }
        await eachChunk({
          read: (page) =>
            sync
              ? sync.network.call('list', () => readPage({ ...context, entity: scope.entity, where }, page), {
                  patient: true,
                })
              : Promise.reject(new TypeError('There is no feed.')),
          take: (rows) =>
            take(
              scope,
              rows.filter((row) => sync?.check.admits(scope.entity.name, row)),
            ),
          signal,
        })
      }
      return again
    },
  }
}

interface SyncedReading {
  readonly sync: SyncLoading
  readonly session: Session
  readonly parents: ParentPaths
  readonly signal: AbortSignal
}

/** Reads a scope once, after the feed's cursor; the feed tells what becomes of the rows, so that none is dropped here. */
export function createSyncedRead(
  { fold, transport }: ReadContext,
  { sync, session, parents, signal }: SyncedReading,
): (scope: Scope, onFirstPage: () => void, onProgress: () => void) => Promise<number> {
  const resumes = new Map<string, Resume>()
  const read: ReturnType<typeof createSyncedRead> = async (scope, onFirstPage, onProgress) => {
    if (session.fill) {
      await session.fill(onFirstPage)
      return fold.table(scope.entity.name).base.size
    }
    await session.ready()
    const { entity } = scope
    const table = fold.table(entity.name)
    const where = parents.whereOf(scope)
    const epoch = session.epoch()
    const name = `${epoch} ${scopeName(scope)}`
    const resume = resumes.get(name) ?? {}
    resumes.set(name, resume)
    const asOf = fold.beginRead()
    let rows = 0
    try {
      await eachChunk({
        read: (page) =>
          sync.network.call('list', () => readPage({ transport, entity, where }, page), {
            attempts: pageAttempts,
          }),
        signal,
        resume,
        onFirstPage,
        take(chunk) {
          // They are of before the feed was reset: another try reads them anew.
          if (session.epoch() !== epoch) throw new StoreError('unavailable', 'The feed was reset meanwhile.')
          const shown = chunk.filter((row) => sync.check.admits(entity.name, row))
          fold.batch(() => fold.receive(table, shown, asOf))
          rows += chunk.length
          onProgress()
        },
      })
    } catch (error) {
      if (session.epoch() === epoch) throw error
      return await read(scope, onFirstPage, onProgress)
    } finally {
      fold.endRead()
    }
    resumes.delete(name)
    return rows
  }
  return read
}
