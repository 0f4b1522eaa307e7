import type { AnyModel, PullResult } from '@throughline/schema'
import type { Access } from '../access.ts'
import { ApiError, isStoreError, toApiError } from '../api-error.ts'
import type { PushRequest, TransactRequest } from './sync-inputs.ts'
import type { PullInput, PushOutput, TransactOutput } from './sync-procedures.types.ts'
import { syncWire } from './sync-wire.ts'

/** Checks that a client was built with a model that the server still takes. */
export type CheckModelVersion = (modelVersion: string | undefined) => void

/** Makes the check; every version is taken where there are none to choose from. */
export function modelVersionCheck(accepted: readonly string[] | undefined): CheckModelVersion {
  return (modelVersion) => {
    if (!accepted || modelVersion === undefined || accepted.includes(modelVersion)) return
    const message = 'This application is older or newer than the server. Load it anew, then send again.'
    throw new ApiError({ code: 'PRECONDITION_FAILED', message, upgrade: true })
  }
}

/** Most bytes of a pull's JSON: fewer changes come where they are large. */
const maxPullBytes = 6_000_000

/** A page of changes as the wire has it, and as the bytes of its JSON. */
export async function pull(
  { view }: Access,
  { cursor, limit = 100 }: PullInput,
  signal?: AbortSignal,
): Promise<{ readonly page: PullResult; readonly bytes: Uint8Array<ArrayBuffer> }> {
  const { writeChange } = syncWire(view.model)
  for (let size = limit; ;) {
    const answer = await view.pull({ cursor, limit: size, signal })
    const page = answer.kind === 'reset' ? answer : { ...answer, changes: answer.changes.map(writeChange) }
    const bytes = new TextEncoder().encode(JSON.stringify(page))
    if (bytes.length <= maxPullBytes || size === 1) return { page, bytes }
    size = Math.max(1, Math.floor((size * maxPullBytes * 0.9) / bytes.length))
  }
}

/** Applies a push; see `SyncStore.push`. */
export async function push(model: AnyModel, { view }: Access, input: PushRequest): Promise<PushOutput> {
  const { readMutation, writeOutcome } = syncWire(model)
  const { mutations, clientId, seq } = input
  if ((clientId === undefined) !== (seq === undefined)) throw halfSource(clientId === undefined)
  const source = clientId !== undefined && seq !== undefined ? { clientId, seq } : {}
  const outcomes = await view.push(mutations.map(readMutation), source)
  return { outcomes: outcomes.map((outcome, index) => writeOutcome(mutations[index]?.entity ?? '', outcome)) }
}

/** Applies a transaction; see `SyncStore.transact`. */
export async function transact(
  model: AnyModel,
  { view }: Access,
  { mutations, restrict }: TransactRequest,
): Promise<TransactOutput> {
  const { readMutation, writeOutcome, writeStored } = syncWire(model)
  try {
    const outcomes = await view.transact(mutations.map(readMutation), { restrict })
    return {
      outcomes: outcomes.map((outcome, index) => writeOutcome(mutations[index]?.entity ?? '', outcome)),
    }
  } catch (error) {
    const entity = isStoreError(error) && error.current && mutations[error.index ?? 0]?.entity
    if (!entity) throw error
    throw toApiError(error, writeStored(entity, error.current))
  }
}

function halfSource(hasSeq: boolean): ApiError {
  const message = 'A source is a client id and a place in its order: send both, or neither.'
  const issues = [{ path: [hasSeq ? 'clientId' : 'seq'], message }]
  return new ApiError({ code: 'BAD_REQUEST', message, issues })
}
