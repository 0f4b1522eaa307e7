import { isDeepStrictEqual } from 'node:util'
import type { AnyModel, StoredRow, SyncStore, SyncTransport } from '@throughline/schema'
import { canonicalText, entityOf, keyOf } from '@throughline/schema/adapter'
import { readTable } from '@throughline/schema/testing'

/** A client that begins with a snapshot and then follows the live stream, applying by version; it pulls where it is told to. */
export interface LiveReplica {
  readonly rows: ReadonlyMap<string, StoredRow>
  /** What it was told, by kind of event. */
  readonly told: Readonly<Record<string, number>>
  /** Resolves when it ends by its signal; rejects with what the transport throws. */
  readonly done: Promise<void>
}

export function followLive<TModel extends AnyModel>(
  model: TModel,
  typed: SyncTransport<TModel>,
  signal: AbortSignal,
  take: () => Promise<void> = () => Promise.resolve(),
): LiveReplica {
  const transport = typed as unknown as SyncTransport
  const rows = new Map<string, StoredRow>()
  const versions = new Map<string, number>()
  const told: Record<string, number> = { open: 0, changes: 0, pull: 0, reset: 0, closed: 0 }

  const apply = (
    entity: string,
    row: Readonly<Record<string, unknown>>,
    version: number,
    stored?: StoredRow,
  ): void => {
    const name = `${entity} ${canonicalText(keyOf(entityOf(model, entity), row))}`
    if ((versions.get(name) ?? 0) >= version) return
    versions.set(name, version)
    if (stored) rows.set(name, stored)
    else rows.delete(name)
  }
  const applyChanges = (changes: Awaited<ReturnType<SyncTransport['pull']>> & { kind: 'changes' }): void => {
    for (const change of changes.changes) {
      apply(change.entity, change.key, change.version, change.op === 'put' ? change.stored : undefined)
    }
  }
  const begin = async (): Promise<string> => {
    rows.clear()
    versions.clear()
    let feed: string | undefined
    for (let cursor: string | undefined, more = true; more;) {
      const page = await transport.snapshot({ limit: 7, cursor, signal })
      feed ??= page.feed
      for (const { entity, row, meta } of page.items) apply(entity, row, meta.version, { row, meta })
      cursor = page.cursor ?? undefined
      more = cursor !== undefined
    }
    return feed ?? ''
  }
  const pullFrom = async (from: string): Promise<string | undefined> => {
    let cursor = from
    for (let more = true; more;) {
      const answer = await transport.pull({ cursor, signal })
      if (answer.kind === 'reset') return undefined
      applyChanges(answer)
      ;({ cursor, more } = answer)
    }
    return cursor
  }
  const follow = async (): Promise<void> => {
    while (!signal.aborted) {
      let cursor = await begin()
      for await (const event of transport.live({ cursor, signal })) {
        told[event.kind] = (told[event.kind] ?? 0) + 1
        if (event.kind === 'changes') applyChanges({ ...event, more: false })
        if (event.kind === 'pull' && (await pullFrom(cursor)) === undefined) break
        if ('cursor' in event) ({ cursor } = event)
        await take()
      }
    }
  }
  const done = follow().catch((error: unknown) => {
    if (!signal.aborted) throw error
  })
  return { rows, told, done }
}

/** Whether a client has what the table has. */
export async function isInStep<TModel extends AnyModel>(
  replica: LiveReplica,
  store: SyncStore<TModel>,
): Promise<boolean> {
  const table = await readTable(store)
  const rowsOf = (rows: Iterable<StoredRow>): string[] =>
    Array.from(rows, ({ row, meta }) => canonicalText({ row, meta })).toSorted()
  return isDeepStrictEqual(rowsOf(replica.rows.values()), rowsOf(table.values()))
}
