import type { MutationOutcome, StoreErrorCode } from '@throughline/schema'
import {
  CollectionsError,
  type CollectionsErrorCode,
  type CollectionsErrorDetails,
} from './collections-error.ts'

const codes: Record<StoreErrorCode, CollectionsErrorCode> = {
  aborted: 'disposed',
  already_exists: 'rejected',
  // A `conflict` of ours has base, mine and theirs, which only an outcome tells.
  conflict: 'rejected',
  denied: 'denied',
  invalid: 'rejected',
  not_configured: 'not_configured',
  not_found: 'not_found',
  offline: 'offline',
  throttled: 'unavailable',
  too_large: 'rejected',
  unavailable: 'unavailable',
}

/** The one funnel from whatever was thrown; a `CollectionsError` passes unchanged. */
export function toCollectionsError(cause: unknown, details: CollectionsErrorDetails = {}): CollectionsError {
  if (cause instanceof CollectionsError) return cause
  const message = cause instanceof Error && cause.message ? cause.message : 'The server could not be reached.'
  return new CollectionsError(codeOf(cause), message, { ...details, cause })
}

/** By its code and not by its class: a transport may bring a copy of the schema package of its own. */
function codeOf(cause: unknown): CollectionsErrorCode {
  const code = typeof cause === 'object' && cause !== null && 'code' in cause ? cause.code : undefined
  return typeof code === 'string' && Object.hasOwn(codes, code)
    ? // Sound: the line above found it among the table's keys.
      codes[code as StoreErrorCode]
    : 'unavailable'
}

/** Whether the same read may succeed when it is tried again. */
export function isTransient(cause: unknown): boolean {
  return ['offline', 'unavailable'].includes(codeOf(cause))
}

/** What a refused mutation is told as. */
export function rejectionError(
  outcome: MutationOutcome & { status: 'rejected' },
  details: CollectionsErrorDetails,
): CollectionsError {
  const { code, message, issues } = outcome
  const own = code === 'invalid' || code === 'not_found' ? code : 'rejected'
  return new CollectionsError(own, message, { ...details, issues, reason: code })
}
