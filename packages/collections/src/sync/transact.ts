import type {
  FieldIssue,
  Mutation,
  RejectionCode,
  SequenceFault,
  StoredRow,
  SyncOutcome,
} from '@throughline/schema'
import type { CollectionsError } from '../collections-error.ts'
import type { Operation } from '../operation.ts'
import type { SenderOptions } from '../push-queue.ts'
import { detailsOf, meetsChange } from '../settle-operations.ts'
import { isTransient, rejectionError, toCollectionsError } from '../to-collections-error.ts'
import type { SourceOptions } from './sender.types.ts'

/** Sendings of a transaction whose rows others keep changing before it is given up. */
const maxAttempts = 10

/** Whether an answer may be of before everything was read anew; then what it is about has come by the feed. */
export async function caughtUp({ isPast, pull }: SourceOptions['session'], epoch: number): Promise<boolean> {
  if (!isPast(epoch)) return false
  // Without a network it comes later: the answer itself must not be taken for a failure.
  await pull().catch(() => {})
  return true
}

/** Sends a transaction until it is answered; `told` where the feed says that it was applied. */
async function transactOnce(
  { transport, network, session, awaited }: SourceOptions,
  mutations: readonly Mutation[],
  signal: AbortSignal,
  wasSent: boolean,
): Promise<readonly SyncOutcome[] | 'told'> {
  let isDoubtful = wasSent
  const wasApplied = async (): Promise<boolean> => {
    if (!isDoubtful) return false
    await session.pull()
    return mutations.some(({ mutationId }) => awaited.has(mutationId))
  }
  const send = async (): Promise<readonly SyncOutcome[] | 'told'> => {
    if (await wasApplied()) return 'told'
    try {
      return await transport.transact(mutations, { signal })
    } catch (cause) {
      if (!isTransient(cause) && (await wasApplied())) return 'told'
      isDoubtful ||= isTransient(cause)
      throw cause
    }
  }
  return network.call('push', send, { patient: true })
}

/** `wasSent`: in an earlier life, and it may have been applied. */
type Transact = (
  group: readonly Operation[],
  mutations: readonly Mutation[],
  wasSent?: boolean,
) => Promise<void>

export function createTransactions(
  { transport, network, session, awaited }: SourceOptions,
  { fold, settle, signal }: SenderOptions,
): Transact {
  const refuse = (group: readonly Operation[], cause: unknown, isPast: boolean): void => {
    const { index = 0, current } = refusalOf(cause)
    const operation = group[index] ?? group[0]
    if (!operation) return
    // The row that it met is of a past that is gone.
    if (current && isPast && operation.attempts < maxAttempts) {
      for (const one of group) one.state = 'queued'
      return
    }
    if (current && !isPast) fold.confirm(fold.table(operation.entity.name), operation.key, current)
    const isMerged = current !== undefined && !group.some((one) => meetsChange(fold, one))
    if (isMerged && operation.kind === 'update' && operation.attempts < maxAttempts) {
      for (const one of group) one.state = 'queued'
    } else if (current) settle.conflict(operation)
    else settle.fail(operation, refusalError(operation, cause))
  }

  return async (group, mutations, wasSent = false) => {
    // The feed has to be followed from before it is sent.
    await session.ready().catch(() => {})
    signal.throwIfAborted()
    const ids = mutations.map(({ mutationId }) => mutationId)
    awaited.watch(ids)
    const epoch = session.epoch()
    try {
      const outcomes = await transactOnce(
        { transport, network, session, awaited },
        mutations,
        signal,
        wasSent,
      )
      const isPast = await caughtUp(session, epoch)
      signal.throwIfAborted()
      settle(() => {
        for (const [index, operation] of group.entries()) {
          const outcome = outcomes === 'told' ? undefined : outcomes[index]
          if (outcomes === 'told') settle.done(operation)
          else if (isPast && outcome?.status === 'applied') settle.done(operation, outcome.stored?.row)
          else settle.outcome(operation, outcome)
        }
      })
    } catch (cause) {
      if (signal.aborted) throw cause
      const isPast = await caughtUp(session, epoch)
      signal.throwIfAborted()
      settle(() => refuse(group, cause, isPast))
    } finally {
      awaited.clear(ids)
    }
  }
}

/** What is read of a thrown thing, by its shape: a transport may bring a copy of the error class of its own. */
interface Refused {
  readonly sequence?: SequenceFault
  readonly index?: number
  readonly current?: StoredRow
  readonly code?: string
  readonly message?: string
  readonly issues?: readonly FieldIssue[]
}

const refusals: ReadonlySet<string> = new Set<RejectionCode>([
  'already_exists',
  'denied',
  'invalid',
  'not_found',
  'parent_not_found',
  'too_large',
])

function refusalOf(cause: unknown): Refused {
  return typeof cause === 'object' && cause !== null ? cause : {}
}

/** By the words of a refused mutation where one was refused, and not the call. */
function refusalError(operation: Operation, cause: unknown): CollectionsError {
  const { index, code, message = '', issues = [] } = refusalOf(cause)
  const details = { ...detailsOf(operation), cause }
  const isRefused = index !== undefined && code !== undefined && refusals.has(code)
  if (!isRefused) return toCollectionsError(cause, details)
  // Sound: it is one of the table's.
  const outcome = {
    status: 'rejected',
    mutationId: '',
    code: code as RejectionCode,
    message,
    issues,
  } as const
  return rejectionError(outcome, details)
}

/** Where the client's order is not what the server has. */
export function sequenceOf(cause: unknown): SequenceFault | undefined {
  return refusalOf(cause).sequence
}
