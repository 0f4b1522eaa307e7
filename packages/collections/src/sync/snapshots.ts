import type { SnapshotRow, StoredRow } from '@throughline/schema'
import { keyString } from '@throughline/schema/adapter'
import type { Fold } from '../fold.ts'
import { createOnce } from '../load.ts'
import { eachChunk, inChunks, type Resume } from '../read-pages.ts'
import type { Scope } from '../scope.types.ts'
import { type CallOptions, isInvalid, pageAttempts } from './network.ts'
import type { SessionContext } from './session.types.ts'

interface SnapshotResume extends Resume {
  feed?: string | undefined
}

type TakeRows = (rows: readonly SnapshotRow[]) => void

/** All rows, from where a reading that failed has got to. */
async function readSnapshot(
  { network, transport, signal }: SessionContext,
  take: TakeRows,
  from: SnapshotResume,
  call: CallOptions,
): Promise<void> {
  await eachChunk<SnapshotRow>({
    async read(page) {
      const { feed, ...read } = await network.call('snapshot', () => transport.snapshot(page), call)
      from.feed ??= feed
      return read
    },
    take,
    signal,
    resume: from,
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

/** The first reading of everything, which goes on where it failed. */
export function createFill(context: SessionContext) {
  const { fold, check, update } = context
  const first = createOnce()
  let from: SnapshotResume = {}
  let rows = 0

  const read = async (): Promise<void> => {
    const asOf = fold.beginRead()
    update({ progress: { rows } })
    try {
      const take: TakeRows = (taken) => {
        fold.batch(() => {
          for (const row of taken) {
            if (check.admits(row.entity, row)) fold.receive(fold.table(row.entity), [row], asOf)
          }
        })
        rows += taken.length
        update({ progress: { rows } })
        first.tell()
      }
      await readSnapshot(context, take, from, { attempts: pageAttempts })
    } finally {
      fold.endRead()
      update({ progress: null })
    }
  }

  return {
    /** Told once the first rows are there. */
    onFirstPage: (listener: () => void) => (rows > 0 ? listener() : first.wait(listener)),
    /** @returns the cursor of the feed. */
    async run(): Promise<string> {
      try {
        await read()
      } catch (error) {
        // The pages are no longer those of one snapshot.
        if (isInvalid(error)) from = {}
        throw error
      }
      first.tell()
      return from.feed ?? ''
    },
  }
}

/** Reads everything anew and shows it at once when it is whole: what is there stays until then. */
export async function startOver(context: SessionContext, bySnapshot: boolean): Promise<void> {
  const { fold, place, scopes, signal } = context
  place.epoch += 1
  const asOf = fold.beginRead()
  fold.beginReset()
  try {
    const found = createFound()
    let feed: string | undefined
    if (bySnapshot) feed = await readInto(context, found.take)
    else {
      feed = await feedOfNow(context, { patient: true })
      for (const scope of await scopes.readAgain(found.take)) found.take(scope, [])
    }
    for (const { scope, rows } of found.all()) await replaceRows(fold, scope, rows, asOf, signal)
    place.cursor = feed ?? place.cursor
    place.isStale = false
  } finally {
    fold.endReset()
    fold.endRead()
  }
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
  await readSnapshot(context, takeRows, from, { patient: true })
  return from.feed
}

/** Rows by the scopes that they were read for. */
function createFound() {
  const found = new Map<string, { readonly scope: Scope; readonly rows: StoredRow[] }>()
  const take: TakeScope = (scope, rows) => {
    const name = `${scope.entity.name} ${scope.parentKey ?? ''}`
    const known = found.get(name)
    if (known) known.rows.push(...rows)
    else found.set(name, { scope, rows: [...rows] })
  }
  return { take, all: () => found.values() }
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
  fold.batch(() => fold.forget(table, gone, asOf))
}
