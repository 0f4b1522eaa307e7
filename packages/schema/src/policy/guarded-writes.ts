import type { Mutation } from '../mutation.types.ts'
import { planWrite } from '../plan-write.ts'
import { checkedSource } from '../push-source.ts'
import { type Refusal, refusalError } from '../refusal-error.ts'
import { StoreError } from '../store-error.ts'
import type { AppliedOutcome, PushSource, SyncOutcome, SyncStore } from '../sync.types.ts'
import { clientIdOf } from './scope.ts'
import { seeRow } from './see-row.ts'
import { rightsFor, type Viewer } from './viewer.ts'
import { createGuard } from './write-guard.ts'

/** The writes of a store, for a user. */
export function guardedWrites(viewer: Viewer): Pick<SyncStore, 'clear' | 'load' | 'push' | 'transact'> {
  const { store, principal } = viewer
  const refuse = async (): Promise<never> => {
    throw new StoreError('denied', 'Rows are loaded and cleared on the server alone, on the store itself.')
  }
  return {
    load: refuse,
    clear: refuse,
    async push(mutations, options = {}) {
      const source = checkedSource(options)
      const { guard: own, signal } = options
      const guard = createGuard(viewer, own)
      const stored = source && { ...source, clientId: clientIdOf(principal.id, source.clientId) }
      try {
        const outcomes = await store.push(
          mutations,
          stored ? { ...stored, guard, signal } : { guard, signal },
        )
        return outcomes.map((outcome, index) => seeOutcome(viewer, mutations[index], outcome))
      } catch (error) {
        throw source && stored ? named(error, source, stored) : error
      }
    },
    async transact(mutations, options = {}) {
      const guard = createGuard(viewer, options.guard)
      try {
        const outcomes = await store.transact(mutations, { ...options, guard })
        return outcomes.map((outcome, index) => seeApplied(viewer, mutations[index], outcome))
      } catch (error) {
        throw seeError(viewer, mutations, error)
      }
    },
  }
}

/** An error of a push under the name that the client gave itself. */
function named(error: unknown, { clientId }: PushSource, stored: PushSource): unknown {
  if (!(error instanceof StoreError) || !error.sequence) return error
  const { code, message, sequence, issues } = error
  return new StoreError(code, message.replaceAll(stored.clientId, clientId), {
    sequence,
    issues,
    cause: error,
  })
}

function seeOutcome(viewer: Viewer, mutation: Mutation | undefined, outcome: SyncOutcome): SyncOutcome {
  if (!mutation || outcome.status === 'rejected') return outcome
  return outcome.status === 'applied'
    ? seeApplied(viewer, mutation, outcome)
    : seeConflict(viewer, mutation, outcome)
}

function seeApplied(
  { store, rights: role, user }: Viewer,
  mutation: Mutation | undefined,
  outcome: AppliedOutcome,
): AppliedOutcome {
  if (!mutation || !outcome.stored) return outcome
  const stored = seeRow(rightsFor(store.model, role, mutation.entity), user, outcome.stored)
  return stored === outcome.stored ? outcome : { ...outcome, stored: stored ?? null }
}

/** A conflict with the row as the user sees it; one that they may not read is not there. */
function seeConflict(
  { store, rights: role, user }: Viewer,
  mutation: Mutation,
  outcome: Extract<SyncOutcome, { status: 'conflict' }>,
): Refusal {
  const rights = rightsFor(store.model, role, mutation.entity)
  const stored = seeRow(rights, user, outcome.stored)
  if (stored) return stored === outcome.stored ? outcome : { ...outcome, stored }
  const plan = planWrite(mutation, rights.entity, undefined, '')
  return plan.kind === 'refuse' && plan.outcome.status === 'rejected'
    ? plan.outcome
    : // Of an insert, which the store never answers with a conflict.
      notFound(mutation)
}

function notFound(mutation: Mutation): Refusal {
  return {
    status: 'rejected',
    mutationId: mutation.mutationId,
    code: 'not_found',
    message: 'There is no such row.',
    issues: [],
  }
}

/** An error of a transaction, with the row that it met as the user sees it. */
function seeError(viewer: Viewer, mutations: readonly Mutation[], error: unknown): unknown {
  if (!(error instanceof StoreError) || !error.current) return error
  const { index, current } = error
  const mutation = index === undefined ? undefined : mutations[index]
  if (!mutation) return new StoreError(error.code, error.message, { index, cause: error.cause })
  const outcome = { status: 'conflict', mutationId: mutation.mutationId, stored: current } as const
  return refusalError(seeConflict(viewer, mutation, outcome), index)
}
