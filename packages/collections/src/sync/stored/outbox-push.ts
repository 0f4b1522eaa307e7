import { safeRandomUUID } from '@tanstack/db'
import type { SyncOutcome } from '@throughline/schema'
import type { StoredClient } from '../../offline/storage.types.ts'
import { isTransient } from '../../to-collections-error.ts'
import type { SourceOptions } from '../sender.types.ts'
import { sequenceOf } from '../transact.ts'
import type { PlacedUnit } from './outbox-units.ts'

/** What a server says to a batch at its place. */
export type PushAnswer =
  | { readonly kind: 'outcomes'; readonly outcomes: readonly SyncOutcome[] }
  /** Another place is next; `isUsed`: this one was taken by something else, or what came of it is forgotten. */
  | { readonly kind: 'sequence'; readonly isUsed: boolean }
  /** It is refused, or not answered although the server is there. */
  | { readonly kind: 'failed'; readonly cause: unknown }

/** Pushes to a network that breaks. */
export interface Push {
  /** @throws {StoreError} */
  once(units: readonly PlacedUnit[]): Promise<PushAnswer>
  /** Waits for the network, and for a user who has to sign in; no longer where the server fails so often for these alone. */
  patient(units: readonly PlacedUnit[], failures: number): Promise<PushAnswer>
  /** Whether the server answers to something else. */
  isThere(): Promise<boolean>
}

export function newClient(): StoredClient {
  return { clientId: safeRandomUUID(), seq: 1 }
}

export function createPush({ transport, network, session }: SourceOptions, signal: AbortSignal): Push {
  const isThere = async (): Promise<boolean> => {
    try {
      await transport.pull({ cursor: session.cursor(), limit: 1, signal })
      return true
    } catch (cause) {
      return !isTransient(cause)
    }
  }

  const once = async (units: readonly PlacedUnit[]): Promise<PushAnswer> => {
    const [{ clientId, seq } = newClient()] = units.map(({ sent }) => sent)
    const mutations = units.map(({ sent }) => sent.mutation)
    try {
      return { kind: 'outcomes', outcomes: await transport.push(mutations, { clientId, seq, signal }) }
    } catch (cause) {
      const fault = sequenceOf(cause)
      if (fault) return { kind: 'sequence', isUsed: fault.kind === 'used' }
      throw cause
    }
  }

  return {
    once,
    isThere,
    async patient(units, most) {
      let failures = 0
      const work = async (): Promise<PushAnswer> => {
        try {
          return await once(units)
        } catch (cause) {
          failures += isAnswered(cause) ? 1 : 0
          if (failures >= most && isAnswered(cause) && (await isThere())) return { kind: 'failed', cause }
          throw cause
        }
      }
      try {
        return await network.call('push', work, { patient: true })
      } catch (cause) {
        signal.throwIfAborted()
        return { kind: 'failed', cause }
      }
    },
  }
}

/** A fault that a server answers with, of which a mutation may be the reason. */
export function isAnswered(cause: unknown): boolean {
  if (typeof cause !== 'object' || cause === null || !('code' in cause)) return false
  // Where it says when to come back, it is busy.
  const isBusy = 'retryAfter' in cause && typeof cause.retryAfter === 'number' && cause.retryAfter > 0
  return cause.code === 'unavailable' && !isBusy
}
