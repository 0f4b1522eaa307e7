import { type KeyValues, StoreError } from '@throughline/schema'
import type { Loader } from '../loader.ts'
import { scopeName } from '../parent-paths.ts'
import { eachChunk, readPage, type Reading, type Resume } from '../read-pages.ts'
import type { Scope } from '../scope.types.ts'
import { isInvalid, pageAttempts } from './network.ts'
import type { KeptScopes, Session, SessionOptions } from './session.types.ts'

type ReadContext = Pick<SessionOptions, 'check' | 'fold' | 'network' | 'signal' | 'stored' | 'transport'>

/** What a session asks of the loader. */
export function createKeptScopes(context: ReadContext, loader: Loader): KeptScopes {
  const { network, check, signal } = context
  const { loads, reload, restore } = loader
  /** Of those, some may not have told so yet. */
  const read = new Set<string>()
  const waiting = new Set<string>()
  const pathOf = (scope: Scope): KeyValues | undefined => {
    try {
      return loader.whereOf(scope)
    } catch {
      // Nothing tells it any more.
      return undefined
    }
  }
  return {
    isKept: ({ entity, parentKey }) =>
      loads.has(scopeName({ entity, parentKey })) || loads.has(scopeName({ entity, parentKey: undefined })),
    restore(scopes) {
      for (const scope of scopes) {
        const name = scopeName(scope)
        read.add(name)
        if (loads.has(name)) waiting.add(name)
        else restore(scope, Date.now())
      }
    },
    hasRead: (scope) => void read.add(scopeName(scope)),
    takeRestored: (scope) => waiting.delete(scopeName(scope)),
    loaded: () => [...loads.values()].filter((load) => load.state().loaded).map(({ scope }) => scope),
    async retryFailed() {
      const failed = [...loads.values()].filter((load) => load.isUsed() && load.state().error)
      await reload(failed.map(({ scope }) => scope))
    },
    async readAgain(take) {
      const again: Scope[] = []
      for (const load of loads.values()) {
        const { scope } = load
        if (!load.state().loaded && !read.has(scopeName(scope))) continue
        again.push(scope)
        const where = pathOf(scope)
        // On-demand rows that nobody looks at are read when someone does.
        if (scope.parentKey !== undefined && (!where || !load.isUsed())) {
          load.forget()
          continue
        }
        take(scope, [])
        await eachChunk({
          read: (page) =>
            network.call('list', () => readPage({ ...context, entity: scope.entity, where }, page), {
              patient: true,
            }),
          take: (rows) =>
            take(
              scope,
              rows.filter((row) => check.admits(scope.entity.name, row)),
            ),
          signal,
        })
      }
      read.clear()
      return again
    },
  }
}

interface SyncedRead {
  read(scope: Scope, reading: Reading): Promise<number>
  /** Its rows are dropped: a reading that failed half way begins anew. */
  forget(scope: Scope): void
}

/** Reads a scope once, after the feed's cursor; the feed tells what becomes of the rows, so that none is dropped here. */
export function createSyncedRead(
  { fold, transport, network, check, stored }: ReadContext,
  session: Session,
  whereOf: Loader['whereOf'],
  { takeRestored, hasRead }: Pick<KeptScopes, 'hasRead' | 'takeRestored'>,
): SyncedRead {
  const resumes = new Map<string, Resume>()
  const nameOf = (scope: Scope): string => `${session.epoch()} ${scopeName(scope)}`
  const read = async (scope: Scope, reading: Reading): Promise<number> => {
    const { entity } = scope
    const table = fold.table(entity.name)
    await session.restored()
    if (takeRestored(scope)) {
      reading.onFirstPage()
      return table.base.size
    }
    if (session.fill) {
      await session.fill(reading.onFirstPage)
      return table.base.size
    }
    await session.ready()
    const where = whereOf(scope)
    const epoch = session.epoch()
    const name = nameOf(scope)
    const resume = resumes.get(name) ?? {}
    resumes.set(name, resume)
    const asOf = fold.beginRead()
    let rows = 0
    try {
      await eachChunk({
        read: (page) =>
          network.call('list', () => readPage({ transport, entity, where }, page), {
            attempts: pageAttempts,
          }),
        signal: reading.signal,
        resume,
        onFirstPage: reading.onFirstPage,
        take(chunk) {
          // They are of before the feed was reset: another try reads them anew.
          if (session.epoch() !== epoch) throw new StoreError('unavailable', 'The feed was reset meanwhile.')
          const shown = chunk.filter((row) => check.admits(entity.name, row))
          fold.batch(() => fold.receive(table, shown, asOf))
          rows += chunk.length
          reading.onProgress()
        },
      })
    } catch (error) {
      const isExpired = isInvalid(error) && resume.cursor !== undefined
      if (session.epoch() === epoch && !isExpired) throw error
      resumes.delete(name)
      return await read(scope, reading)
    } finally {
      fold.endRead()
    }
    resumes.delete(name)
    hasRead(scope)
    stored?.keep([{ ...scope, where }])
    return rows
  }
  return { read, forget: (scope) => void resumes.delete(nameOf(scope)) }
}
