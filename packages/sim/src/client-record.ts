import type { FeedPlace, StoredRow } from '@throughline/schema'
import type { SimChange, SimMutation } from './protocol.types.ts'

/** What a client knows of one row: its last version, and the row, or none where that is a tombstone. */
export interface Known {
  readonly version: number
  readonly stored: StoredRow | undefined
  /** Where the feed told of it; absent for rows of a snapshot. */
  readonly place?: FeedPlace
}

/**
 * Whether what the server tells is later than what is known.
 *
 * Versions begin anew where the table has forgotten a tombstone that the client still has: there the feed's order tells.
 */
export function isLater(
  { version, place }: Pick<Known, 'version'> & { readonly place: FeedPlace },
  known: Known | undefined,
): boolean {
  if (!known) return true
  const isInOrder = !known.stored && known.place?.shard === place.shard
  return isInOrder ? place.seq > known.place.seq : version > known.version
}

/** An acknowledged mutation, whose effect the base may not have yet. */
export interface Ack {
  readonly version: number
  readonly place: FeedPlace
  readonly stored: StoredRow | undefined
  /** When the client kept it, in the scheduler's time. */
  readonly at: number
  /**
   * All rows were read anew since the mutation was made: what the server tells of it may be older than they are, and
   * its row may be gone since. Then it stays as it was, an own change, until the next pull is over.
   */
  readonly isLate: boolean
}

/** One mutation in the outbox. */
export interface Entry {
  readonly seq: number
  readonly mutation: SimMutation
  /** The row that it is about. */
  readonly row: string
  /** When the user made it, by the client's clock. */
  readonly at: number
  /** When the client kept it, in the scheduler's time. */
  readonly kept: number
  /** Set once the server has applied it; then it is an overlay alone. */
  readonly ack?: Ack
}

/** All that a client keeps: what survives its end. Replaced as a whole by each write. */
export interface ClientRecord {
  readonly user: string
  readonly clientId: string
  readonly nextSeq: number
  /** In the order of `seq`. */
  readonly outbox: readonly Entry[]
  /** Mutations that the server refused, for the user to look at. */
  readonly parked: readonly SimMutation[]
  readonly base: ReadonlyMap<string, Known>
  readonly cursor: string | undefined
  /** When all rows were read anew, in the scheduler's time. */
  readonly begun: number
  /** The versions of own writes that the server has told of, by row. */
  readonly own: ReadonlyMap<string, number>
  /** By shard: the place up to which the base has the feed. */
  readonly reached: ReadonlyMap<number, number>
}

export function emptyRecord(user: string, clientId: string): ClientRecord {
  return {
    user,
    clientId,
    nextSeq: 1,
    outbox: [],
    parked: [],
    base: new Map(),
    cursor: undefined,
    begun: -1,
    own: new Map(),
    reached: new Map(),
  }
}

/** What still has to be sent. */
export function pendingOf({ outbox }: ClientRecord): readonly Entry[] {
  return outbox.filter(({ ack }) => !ack)
}

export function withEntry(record: ClientRecord, entry: Omit<Entry, 'seq'>): ClientRecord {
  const { nextSeq, outbox } = record
  return { ...record, nextSeq: nextSeq + 1, outbox: [...outbox, { ...entry, seq: nextSeq }] }
}

/**
 * A mutation that was made while others of its row were on their way (`behind`), and that is kept after their answers have
 * come: it was made on what they have become.
 */
export function onOwn({ own }: ClientRecord, entry: Omit<Entry, 'seq'>, behind: boolean): Omit<Entry, 'seq'> {
  const { mutation, row } = entry
  if (!behind || mutation.op === 'insert' || mutation.baseVersion === undefined) return entry
  return {
    ...entry,
    mutation: { ...mutation, baseVersion: Math.max(mutation.baseVersion, own.get(row) ?? 0) },
  }
}

/** The feed's changes, applied by version, with the cursor behind them. */
export interface Applied {
  readonly changes: readonly { readonly row: string; readonly change: SimChange }[]
  readonly cursor?: string
  /** Whether they come from the feed, in its order. */
  readonly inOrder: boolean
  readonly forgetTombstones: boolean
  /** When the pull was begun that brought the last of what there is. */
  readonly pulled?: number | undefined
}

export function withChanges(
  record: ClientRecord,
  { changes, cursor, inOrder, forgetTombstones, pulled }: Applied,
): ClientRecord {
  const base = new Map(record.base)
  const reached = new Map(record.reached)
  for (const { row, change } of changes) {
    const { shard, seq } = change.place
    if (inOrder) reached.set(shard, Math.max(seq, reached.get(shard) ?? 0))
    const { version, place } = change
    if (!isLater({ version, place }, base.get(row))) continue
    const stored = change.op === 'put' ? change.stored : undefined
    if (!stored && forgetTombstones) base.delete(row)
    else base.set(row, { version, stored, place })
  }
  return withoutOverlays({ ...record, base, reached, ...(cursor !== undefined && { cursor }) }, pulled)
}

/**
 * Drops the overlays that the base has reached: not before, or the user would see an older row again.
 *
 * A whole pull that was begun after the answer (`pulled`) has brought its effect, whatever its place.
 */
export function withoutOverlays(record: ClientRecord, pulled = -1): ClientRecord {
  const { base, reached, outbox } = record
  const isNeeded = ({ ack, row }: Entry): boolean =>
    !ack ||
    (ack.at > pulled &&
      (ack.isLate || (base.get(row)?.version ?? 0) < ack.version) &&
      (reached.get(ack.place.shard) ?? 0) < ack.place.seq)
  return { ...record, outbox: outbox.filter(isNeeded) }
}

/** The entries of a row that wait behind one that the server has answered: they were made on what it now is. */
export function rebased(outbox: readonly Entry[], row: string, version: number): readonly Entry[] {
  return outbox.map((entry) => {
    const { mutation, ack } = entry
    if (ack || entry.row !== row || mutation.op === 'insert' || mutation.baseVersion === undefined)
      return entry
    const baseVersion = Math.max(mutation.baseVersion, version)
    return { ...entry, mutation: { ...mutation, baseVersion } }
  })
}
