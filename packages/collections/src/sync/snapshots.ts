import type { AnyModel, SnapshotRow, StoredRow } from '@throughline/schema'
import { keyString } from '@throughline/schema/adapter'
import type { Fold } from '../fold.ts'
import { parentKeyOf } from '../fold-table.ts'
import { createOnce } from '../load.ts'
import type { SnapshotProgress } from '../offline/storage.types.ts'
import { scopeName } from '../parent-paths.ts'
import { eachChunk, inChunks, type Resume } from '../read-pages.ts'
import type { Scope } from '../scope.types.ts'
import { type CallOptions, isInvalid, pageAttempts } from './network.ts'
import type { SessionContext } from './session.types.ts'
import type { RowWrites } from './stored/stored.types.ts'

interface SnapshotResume extends Resume {
  feed?: string | undefined
}

/** Everything. */
export const allScopes = (model: AnyModel): Scope[] =>
  Object.values(model.entities).map((entity): Scope => ({ entity, parentKey: undefined }))

type TakeRows = (rows: readonly SnapshotRow[]) => void

interface ReadOptions {
  readonly call: CallOptions
  /** Called each time that the first page is asked for. */
  readonly onFirst?: () => void
  readonly onPage?: (next: string | null) => Promise<void> | undefined
}

/** All rows, from where a reading that failed has got to. */
async function readSnapshot(
  { network, transport, signal }: SessionContext,
  take: TakeRows,
  from: SnapshotResume,
  { call, onFirst, onPage }: ReadOptions,
): Promise<void> {
  await eachChunk<SnapshotRow>({
    async read(page) {
      const ask = () => {
        if (page.cursor === undefined) onFirst?.()
        return transport.snapshot(page)
      }
      const { feed, ...read } = await network.call('snapshot', ask, call)
      from.feed ??= feed
      return read
    },
    take,
    signal,
    resume: from,
    ...(onPage && { onPage }),
  })
}

/** The cursor of the feed, for the least that it is told for. */
export async function feedOfNow(
  { network, transport, signal }: SessionContext,
  call: CallOptions,
): Promise<string> {
  const page = await network.call('snapshot', () => transport.snapshot({ limit: 1, signal }), call)
  return page.feed
}

const patiently: CallOptions = { attempts: pageAttempts }

/** The first reading of everything, which goes on where it failed. */
export function createFill(context: SessionContext) {
  const { model, fold, place, stored, update } = context
  const first = createOnce()
  const early = createEarly(context)
  let from: SnapshotResume = {}
  let rows = 0
  let kept: RowWrites | undefined

  const keep = (next: string | null): Promise<void> | undefined => {
    const { feed = '' } = from
    return kept?.write(
      next === null
        ? { cursor: feed, progress: null, whole: allScopes(model) }
        : { progress: { cursor: next, feed, rows } },
    )
  }

  const read = async (): Promise<void> => {
    const asOf = fold.beginRead()
    update({ progress: { rows } })
    // By one who writes all of its pages, or none: it may have begun before this tab led.
    kept ??= stored?.writes()
    try {
      const take: TakeRows = (taken) => {
        receive(context, taken, asOf, (row) => {
          early.found(row)
          kept?.row(row.entity, row)
        })
        rows += taken.length
        update({ progress: { rows } })
        first.tell()
      }
      await readSnapshot(context, take, from, { call: patiently, onFirst: early.note, onPage: keep })
      early.release()
    } finally {
      fold.endRead()
      update({ progress: null })
    }
  }

  return {
    /** Told once the first rows are there. */
    onFirstPage: (listener: () => void) => (rows > 0 ? listener() : first.wait(listener)),
    /** Begins where the reading of an earlier life was cut off, whose rows are shown. */
    goOn(progress: SnapshotProgress): void {
      from = { cursor: progress.cursor, feed: progress.feed }
      rows = progress.rows
      first.tell()
    },
    /** @returns the cursor of the feed. */
    async run(): Promise<string> {
      try {
        await read()
      } catch (error) {
        // The pages are no longer those of one snapshot.
        if (isInvalid(error)) from = {}
        if (rows === 0 || !isInvalid(error)) throw error
        // What was deleted since, no page tells.
        place.isStale = true
        return ''
      }
      first.tell()
      return from.feed ?? ''
    },
  }
}

/** Takes the rows that the model admits, and tells of them. */
function receive(
  { fold, check }: SessionContext,
  rows: readonly SnapshotRow[],
  asOf: number,
  tell: (row: SnapshotRow) => void,
): void {
  fold.batch(() => {
    for (const row of rows) {
      if (!check.admits(row.entity, row)) continue
      fold.receive(fold.table(row.entity), [row], asOf)
      tell(row)
    }
  })
}

/**
 * Rows that were here before the first page was asked for, as another tab told of them: where no page has them, they are no
 * longer for this reader, and no feed tells of that.
 */
function createEarly({ model, fold }: SessionContext) {
  let keys = new Map<string, Set<string>>()
  let asOf = 0
  return {
    note(): void {
      asOf = fold.beginRead()
      fold.endRead()
      keys = new Map(model.names.map((name) => [name, new Set(fold.table(name).base.keys())]))
    },
    found({ entity, row }: SnapshotRow): void {
      const own = keys.get(entity)
      if (own?.size) own.delete(keyString(fold.table(entity).entity, row))
    },
    release(): void {
      fold.batch(() => {
        for (const [name, rest] of keys) fold.release(fold.table(name), rest, asOf)
      })
    },
  }
}

/** Reads everything anew and shows it at once when it is whole: what is there stays until then. */
export async function startOver(context: SessionContext, bySnapshot: boolean): Promise<void> {
  const { model, fold, check, place, scopes, signal, stored } = context
  place.epoch += 1
  const quarantined = check.renew()
  const replace = stored?.anew()
  const found = createFound()
  let whole = allScopes(model)
  const asOf = fold.beginRead()
  fold.beginReset()
  try {
    let feed: string | undefined
    if (bySnapshot) feed = await readInto(context, found.take)
    else {
      feed = await feedOfNow(context, { patient: true })
      const again = await scopes.readAgain(found.take)
      // Those that nobody looks at were let go.
      whole = again.filter(found.has)
      for (const scope of again) found.take(scope, [])
    }
    for (const { scope, rows } of found.all()) await replaceRows(fold, scope, rows, asOf, signal)
    releaseRest(context, found, asOf)
    quarantined.done()
    place.cursor = feed ?? place.cursor
    place.isStale = false
  } finally {
    fold.endReset()
    fold.endRead()
  }
  await replace?.(whole.flatMap(found.of), place.cursor)
}

type TakeScope = (scope: Scope, rows: readonly StoredRow[]) => void

async function readInto(context: SessionContext, take: TakeScope): Promise<string | undefined> {
  const { model, check } = context
  const from: SnapshotResume = {}
  for (const entity of Object.values(model.entities)) take({ entity, parentKey: undefined }, [])
  const takeRows: TakeRows = (rows) => {
    for (const row of rows) {
      const entity = model.entities[row.entity]
      if (check.admits(row.entity, row) && entity) take({ entity, parentKey: undefined }, [row])
    }
  }
  await readSnapshot(context, takeRows, from, { call: { patient: true } })
  return from.feed
}

/** Rows by the scopes that they were read for. */
function createFound() {
  const found = new Map<string, { readonly scope: Scope; readonly rows: StoredRow[] }>()
  const take: TakeScope = (scope, rows) => {
    const name = scopeName(scope)
    const known = found.get(name)
    if (known) known.rows.push(...rows)
    else found.set(name, { scope, rows: [...rows] })
  }
  return {
    take,
    all: () => found.values(),
    of: (scope: Scope) => found.get(scopeName(scope)) ?? [],
    has: ({ entity, parentKey }: Scope) => found.has(scopeName({ entity, parentKey })),
  }
}

/** Drops what nothing was read for: rows of a reading that has not ended, and those that came by an own write. */
function releaseRest(
  { model, fold }: SessionContext,
  { has }: ReturnType<typeof createFound>,
  asOf: number,
): void {
  fold.batch(() => {
    for (const entity of Object.values(model.entities)) {
      if (has({ entity, parentKey: undefined })) continue
      const table = fold.table(entity.name)
      const rest = [...table.base.keys()].filter(
        (key) => !has({ entity, parentKey: parentKeyOf(table, key) }),
      )
      fold.release(table, rest, asOf)
    }
  })
}

/** Puts the rows of a scope in the place of what was known; rows that are the same stay as they are. */
async function replaceRows(
  fold: Fold,
  { entity, parentKey }: Scope,
  rows: readonly StoredRow[],
  asOf: number,
  signal: AbortSignal,
): Promise<void> {
  const table = fold.table(entity.name)
  const seen = new Set<string>()
  const take = (chunk: readonly StoredRow[]): void =>
    fold.batch(() => {
      for (const { row } of chunk) seen.add(keyString(entity, row))
      fold.receive(table, chunk, asOf)
    })
  await inChunks(rows, take, signal)
  const known = parentKey === undefined ? table.base.keys() : (table.children.get(parentKey) ?? [])
  const gone = [...known].filter((key) => !seen.has(key))
  // What is below a row that is kept no more is read by itself.
  fold.batch(() => fold.release(table, gone, asOf))
}
