import { randomUUID } from 'node:crypto'
import { StoreError } from '@throughline/schema'
import { transact } from './transaction.ts'
import { type Head, headStep, type Lease, readHeads } from './head.ts'
import type { SyncContext } from './sync-context.ts'

/** Milliseconds that a lease is good for, and after which it is renewed: a process that ends leaves the table soon. */
const leaseTime = 60_000
const renewAfter = 15_000

/** The table to oneself: no transaction of any process passes meanwhile. */
export interface Hold {
  /** The heads as they were when it was taken. */
  readonly before: readonly Head[]
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
  const { connection, now } = context
  const id = randomUUID()
  const before = await readHeads(connection)
  if (!isFit(before)) return undefined
  const held = before.find(({ lease }) => lease && lease.until > Date.parse(now()))?.lease
  if (held) throw inUse(context, held)
  let heads = before
  let until = 0
  const write = async (change: (head: Head) => Head): Promise<void> => {
    const stamp = randomUUID()
    const next = heads.map((head) => ({ ...change(head), stamp }))
    const steps = heads.flatMap((head, shard) => {
      const after = next[shard]
      return after ? [headStep(connection, shard, head, after)] : []
    })
    const result = await transact(connection, steps, stamp)
    if (result.kind !== 'written') throw inUse(context, undefined)
    heads = next
  }
  const renew = async (): Promise<void> => {
    if (until - Date.parse(now()) > leaseTime - renewAfter) return
    until = Date.parse(now()) + leaseTime
    // A load is into a table without rows: one that ends before its first row leaves it as such.
    await write((head) => ({ ...head, empty: head.empty || kind === 'load', lease: { id, kind, until } }))
  }
  await renew()
  return {
    before,
    renew,
    release: (change) =>
      write((head) => {
        const { lease: _lease, ...free } = head
        return change(free)
      }),
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
