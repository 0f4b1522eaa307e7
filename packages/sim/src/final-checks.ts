import type { Change, EntityRow, SnapshotRow, SyncStore } from '@throughline/schema'
import type { SyncModel } from '@throughline/schema/testing'
import type { Client } from './client.types.ts'
import type { Item } from './dynamo/values.ts'
import type { Judge } from './judge.ts'
import type { SimChange } from './protocol.types.ts'
import { contentOf, parentRowOf, rowOf } from './rows.ts'

/** The rows of the table, by name: version and content. */
export type Table = ReadonlyMap<string, { readonly version: number; readonly text: string }>

/** All that is looked at once a history is over. */
export interface Ending {
  readonly judge: Judge
  readonly clients: readonly Client[]
  /** The whole feed, from the beginning. */
  readonly feed: readonly SimChange[]
  /** The rows that were there before the feed began. */
  readonly before: Table
  readonly table: Table
  readonly items: readonly Item[]
  /** Whether a client may see a row. */
  readonly sees: (client: string, row: string) => boolean
}

/** Reads all rows by a snapshot, with the changes since. */
export async function readTable(store: SyncStore<SyncModel>): Promise<Table> {
  const rows: SnapshotRow<SyncModel>[] = []
  let cursor: string | undefined
  do {
    const page = await store.snapshot({ limit: 1_000, cursor })
    rows.push(...page.items)
    cursor = page.cursor ?? undefined
  } while (cursor !== undefined)
  return new Map(
    rows.map(({ entity, row, meta }) => [
      rowOf(entity, row),
      { version: meta.version, text: contentOf(row) },
    ]),
  )
}

/** Checks all that holds once everything is quiet. */
export function checkEnding(ending: Ending): void {
  checkTable(ending)
  checkReplay(ending)
  checkFeed(ending)
  checkFates(ending)
  checkOrder(ending)
  checkConflicts(ending)
  for (const client of ending.clients) checkClient(ending, client)
}

/** The index shows what the table has; no row is without its parent; unique values are held by the rows that have them. */
function checkTable({ judge, table, items }: Ending): void {
  const rows = items.filter((item) => item['__edb_e__'] !== undefined)
  const versions = new Map(rows.map((item) => [rowOf(entityOf(item), item), item['version']]))
  if (versions.size !== table.size)
    judge.violate('I10', `the table has ${versions.size} rows, its index ${table.size}`)
  for (const [row, { version }] of table) {
    if (versions.get(row) !== version)
      judge.violate('I10', `the index has ${row} in another version than the table`)
    const parent = parentRowOf(row)
    if (parent !== undefined && !table.has(parent)) judge.violate('table', `${row} has lost its parent`)
  }
  const locks = items.filter((item) => item['holderPk'] !== undefined)
  const holders = new Map(locks.map((item) => [String(item['holderPk']), item]))
  const wanted = rows.filter((item) => typeof item['slug'] === 'string')
  if (holders.size !== locks.length || wanted.length !== locks.length) {
    judge.violate('table', `${wanted.length} rows have unique values, and ${locks.length} are held`)
  }
  for (const item of wanted)
    if (!holders.has(String(item['pk']))) judge.violate('table', 'a unique value is not held')
  if (new Set(wanted.map((item) => item['slug'])).size < wanted.length)
    judge.violate('table', 'a unique value is twice')
}

/** The version of a row that is there. */
export function versionIn(items: readonly Item[], row: string): number | undefined {
  const found = items.find((item) => item['__edb_e__'] !== undefined && rowOf(entityOf(item), item) === row)
  return found && Number(found['version'])
}

function entityOf(item: Item): 'projects' | 'tasks' | 'teams' {
  switch (item['__edb_e__']) {
    case 'team':
      return 'teams'
    case 'project':
      return 'projects'
    default:
      return 'tasks'
  }
}

/** The feed, replayed on what was there before it, is the table. */
function checkReplay({ judge, feed, before, table }: Ending): void {
  const replayed = new Map(before)
  for (const change of feed) {
    const row = rowOf(change.entity, change.key)
    const { version } = change
    if (change.op === 'put') replayed.set(row, { version, text: contentOf(change.stored.row) })
    else replayed.delete(row)
  }
  compareRows(judge, 'I10', 'the replayed feed', replayed, table)
}

function compareRows(judge: Judge, invariant: string, who: string, found: Table, wanted: Table): void {
  if (found.size !== wanted.size)
    judge.violate(invariant, `${who} has ${found.size} rows, the table ${wanted.size}`)
  for (const row of new Set([...found.keys(), ...wanted.keys()])) {
    const [one, other] = [found.get(row), wanted.get(row)]
    if (one?.version === other?.version && one?.text === other?.text) continue
    judge.violate(invariant, `${who} has ${row} as ${textOf(one)}, the table as ${textOf(other)}`)
  }
}

function textOf(row: { version: number; text: string } | undefined): string {
  return row ? `v${row.version} ${row.text}` : 'absent'
}

/** Places without a gap, versions that only grow, each mutation once, and what clients have seen is what was written. */
function checkFeed({ judge, feed, before }: Ending): void {
  const places = new Map<number, number>()
  const versions = new Map([...before].map(([row, { version }]) => [row, version]))
  const applied = new Set<string>()
  const living = new Map(versions)
  for (const change of feed) {
    const { place, version, mutationId = '' } = change
    const row = rowOf(change.entity, change.key)
    const last = places.get(place.shard)
    if (last !== undefined && place.seq !== last + 1)
      judge.violate('feed', `shard ${place.shard} jumps from ${last} to ${place.seq}`)
    places.set(place.shard, place.seq)
    const isAnew = version === 1 && !living.has(row) && judge.forgotten.has(row)
    if (version !== (versions.get(row) ?? 0) + 1 && !isAnew)
      judge.violate('I2', `${row} goes from version ${versions.get(row) ?? 0} to ${version}`)
    versions.set(row, version)
    checkBefore(judge, change, row, living.get(row))
    if (change.op === 'put') living.set(row, version)
    else living.delete(row)
    const seen = judge.contents.get(`${row}@${version}`)
    const text = change.op === 'put' ? contentOf(change.stored.row) : ''
    if (seen !== undefined && seen !== text && !judge.forgotten.has(row))
      judge.violate(
        'I6',
        `${row}@${version} was seen as ${seen || 'a tombstone'}, and is ${text || 'a tombstone'}`,
      )
    if (change.op === 'delete' && change.cause === 'cascade') continue
    if (applied.has(mutationId)) judge.violate('I2', `mutation ${mutationId} of ${row} is in the feed twice`)
    applied.add(mutationId)
  }
}

/** Where the feed tells what a row was before, it tells the truth. */
function checkBefore(judge: Judge, { before }: SimChange, row: string, version: number | undefined): void {
  if (before === undefined || before?.meta.version === version) return
  judge.violate(
    'feed',
    `${row} was ${version ?? 'absent'} before, and the feed tells of ${before?.meta.version ?? 'none'}`,
  )
}

function isOwn(change: Change): boolean {
  return change.op === 'put' || change.cause !== 'cascade'
}

/** What users were told is kept has ended as they were told. */
function checkFates({ judge, feed }: Ending): void {
  const applied = new Set(feed.filter(isOwn).map(({ mutationId }) => mutationId))
  for (const [mutationId, { session, row, fate, mutation }] of judge.accepted) {
    const what = `${mutation.op} of ${row} by ${session.user} (${mutationId.slice(0, 8)})`
    if (fate === undefined) judge.violate('I1', `${what} was kept, and has come to nothing`)
    if (fate === 'applied' && !applied.has(mutationId))
      judge.violate('I1', `${what} was told to be applied, and is not`)
    // One that was under way at a sign-out may be applied.
    if (fate === 'parked' && applied.has(mutationId))
      judge.violate('I2', `${what} was parked, and is applied`)
  }
  const strange = feed.find(({ mutationId }) => mutationId !== undefined && !judge.accepted.has(mutationId))
  if (strange)
    judge.violate(
      'I1',
      `mutation ${strange.mutationId ?? ''} is applied, and nobody was told that it is kept`,
    )
}

/** Of one client, the mutations of one row are applied in the order in which they were made. */
function checkOrder({ judge, feed }: Ending): void {
  const order = new Map([...judge.accepted.keys()].map((mutationId, index) => [mutationId, index]))
  const last = new Map<string, number>()
  for (const change of feed.filter(isOwn)) {
    const { mutationId = '' } = change
    const known = judge.accepted.get(mutationId)
    const index = order.get(mutationId)
    if (!known || index === undefined) continue
    const lane = `${known.session.user} ${known.row}`
    if (index < (last.get(lane) ?? -1))
      judge.violate('I5', `${known.session.user} has ${known.row} written out of order`)
    last.set(lane, index)
  }
}

/** Nobody conflicts with what they alone have written since they signed in: what was sent before may come late. */
function checkConflicts({ judge, feed }: Ending): void {
  const writers = new Map(
    feed.map((change) => {
      const writer = judge.accepted.get(change.mutationId ?? '')?.session
      return [`${rowOf(change.entity, change.key)}@${change.version}`, writer?.user] as const
    }),
  )
  for (const { session, row, version, mutationId } of judge.conflicts) {
    const known = judge.accepted.get(mutationId)?.mutation
    const base = known && known.op !== 'insert' ? (known.baseVersion ?? version) : version
    const between = Array.from({ length: Math.max(0, version - base) }, (_, index) =>
      writers.get(`${row}@${base + 1 + index}`),
    )
    if (judge.doubts.has(`${session.user} ${row}`) || judge.forgotten.has(row)) continue
    if (between.length > 0 && base > 0 && between.every((writer) => writer === session.user)) {
      judge.violate(
        'rule 7',
        `${session.user} conflicts with their own write of ${row} (version ${version} on ${base})`,
      )
    }
  }
}

/** A client has nothing left to send, and shows what the table has. */
function checkClient({ judge, table, sees }: Ending, client: Client): void {
  const waiting = client.waiting()
  if (waiting.length > 0) judge.violate('I8', `${client.name} has left: ${waiting.join(', ')}`)
  const shown = new Map([...table].filter(([row]) => sees(client.name, row)))
  for (const { name, rows } of client.views()) compareRows(judge, 'I3', name, rows, shown)
}

/** Rows of a team that takes more than one transaction to delete. */
export function bulkRows(count: number): EntityRow<SyncModel>[] {
  const meta = { version: 1, updatedAt: '2026-01-01T00:00:00.000Z' }
  return [
    { entity: 'teams', row: { id: 't0', name: 'Bulk', slug: null } },
    ...Array.from({ length: count }, (_, number) => ({
      entity: 'projects' as const,
      row: { teamId: 't0', number, name: `Project ${number}`, ...meta },
    })),
  ]
}
