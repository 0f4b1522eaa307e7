import { randomUUID } from 'node:crypto'
import { StoreError } from '@throughline/schema'
import { type Backoff, pause } from '../client/backoff.ts'
import { transact } from './transaction.ts'
import { type Head, headStep, type Lease, readHeads } from './head.ts'
import type { SyncContext } from './sync-context.ts'

/** Milliseconds that a lease is good for, and after which it is renewed: a process that ends leaves the table soon. */
const leaseTime = 60_000
const renewAfter = 15_000
/** Between two tries to take it. */
const backoff: Backoff = { tries: 10, base: 20, cap: 500 }

/** The table to oneself: no transaction of any process passes meanwhile. */
export interface Hold {
  /** To be called now and then. @throws {StoreError} `unavailable` where the table was lost to another process. */
  readonly renew: () => Promise<void>
  /** Gives the table back; `change` makes what the heads become. */
  readonly release: (change: (head: Head) => Head) => Promise<void>
}

/**
 * Takes all shards for what no transaction can do; `undefined` where `isFit` does not want them as they are.
 *
 * @throws {StoreError} `unavailable` where another process has them.
 */
export async function takeLease(
  context: SyncContext,
  kind: Lease['kind'],
  isFit: (heads: readonly Head[]) => boolean = () => true,
): Promise<Hold | undefined> {
  for (let stale = 0; stale < backoff.tries; stale += 1) {
    if (stale > 0) await pause(backoff, stale - 1)
    const heads = await readHeads(context.connection)
    if (!isFit(heads)) return undefined
    const held = heads.find(({ lease }) => lease && lease.until > Date.parse(context.now()))?.lease
    if (held) throw inUse(context, held)
    const hold = await tryLease(context, kind, heads)
    if (hold) return hold
  }
  throw inUse(context, undefined)
}

/** Takes the shards as they were read; `undefined` where one of them was written to since. */
async function tryLease(
  context: SyncContext,
  kind: Lease['kind'],
  before: readonly Head[],
): Promise<Hold | undefined> {
  const { connection, now } = context
  const id = randomUUID()
  let heads = before
  let until = 0
  const write = async (change: (head: Head) => Head): Promise<boolean> => {
    const stamp = randomUUID()
    const next = heads.map((head) => ({ ...change(head), stamp }))
    const steps = heads.flatMap((head, shard) => {
      const after = next[shard]
      return after ? [headStep(connection, shard, head, after)] : []
    })
    const result = await transact(connection, steps, stamp)
    if (result.kind === 'written') heads = next
    return result.kind === 'written'
  }
  const extend = async (): Promise<boolean> => {
    until = Date.parse(now()) + leaseTime
    // A load is into a table without rows: one that ends before its first row leaves it as such.
    return write((head) => ({ ...head, empty: head.empty || kind === 'load', lease: { id, kind, until } }))
  }
  if (!(await extend())) return undefined
  return {
    async renew() {
      const isFresh = until - Date.parse(now()) > leaseTime - renewAfter
      if (!isFresh && !(await extend())) throw inUse(context, undefined)
    },
    async release(change) {
      const isReleased = await write((head) => {
        const { lease: _lease, ...free } = head
        return change(free)
      })
      if (!isReleased) throw inUse(context, undefined)
    },
  }
}

function inUse({ connection }: SyncContext, lease: Lease | undefined): StoreError {
  const what = lease ? (lease.kind === 'load' ? 'loaded' : 'cleared') : 'written to'
  return new StoreError(
    'unavailable',
    `The table "${connection.tableName}" is being ${what} by another process. Try again when it is done.`,
  )
}

/** A head after which every cursor of before is answered with `reset`. */
export function restarted(head: Head): Head {
  return { ...head, run: randomUUID() }
}
