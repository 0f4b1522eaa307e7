import type { MutationOutcome, RejectionCode } from './mutation.types.ts'
import { StoreError, type StoreErrorCode } from './store-error.ts'

/** What a mutation that was not applied is answered with. */
export type Refusal = Exclude<MutationOutcome, { readonly status: 'applied' }>

const codes = {
  already_exists: 'already_exists',
  denied: 'denied',
  invalid: 'invalid',
  not_found: 'not_found',
  parent_not_found: 'invalid',
  too_large: 'too_large',
} as const satisfies Record<RejectionCode, StoreErrorCode>

/**
 * The error that stands for a refused mutation where an answer has no place for it: what `SyncStore.transact` and a writer
 * throw. `index` says which mutation of a transaction it is.
 */
export function refusalError(refusal: Refusal, index?: number): StoreError {
  const where = index !== undefined && { index }
  if (refusal.status === 'conflict') {
    const { stored: current } = refusal
    const message = `The row is in version ${current.meta.version} by now. Read it again, and decide anew.`
    return new StoreError('conflict', message, { current, ...where })
  }
  const { code, message, issues } = refusal
  return new StoreError(codes[code], message, { issues, ...where })
}
