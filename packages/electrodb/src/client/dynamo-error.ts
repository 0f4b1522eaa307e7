import { type FieldIssue, StoreError } from '@throughline/schema'
import { clientErrors } from './client-errors.ts'
import { electroErrors } from './electro-errors.ts'
import { dynamoDB, type ErrorPlace, type ErrorRow, type RetryKind } from './error-row.ts'
import { serviceErrors } from './service-errors.ts'

/**
 * What went wrong, by the names that AWS, its SDK, ElectroDB and Node give it; the first row that fits.
 *
 * What DynamoDB itself says comes before what carried it, and ElectroDB's wrapping last.
 */
export const errorTable: readonly ErrorRow[] = [...serviceErrors, ...clientErrors, ...electroErrors]

/** Of an error, and of those it wraps. */
interface Named {
  readonly names: readonly string[]
  readonly text: string
  readonly error: unknown
}

/**
 * Turns whatever a call of DynamoDB or ElectroDB throws into a `StoreError`, with what, where and what to do.
 *
 * One that is such an error already is kept. The cause is kept as the error's `cause`.
 */
export function toStoreError(error: unknown, place: ErrorPlace = {}): StoreError {
  if (error instanceof StoreError) return error
  const { row, named } = rowOf(error)
  if (row) {
    const issues = issuesOf(named.error)
    return new StoreError(row.code, row.message(place, named.text), {
      cause: error,
      ...(issues.length > 0 && { issues }),
    })
  }
  const message = `${dynamoDB(place)} could not be used. Look at the cause of this error. (${named.text})`
  return new StoreError('unavailable', message, { cause: error })
}

/** Whether the same request may succeed when it is sent again. */
export function retryOf(error: unknown): RetryKind {
  if (error instanceof StoreError || isCancelled(error)) return 'never'
  const { row } = rowOf(error)
  if (row?.code === 'denied' && isClockCorrected(error)) return 'safe'
  return row?.retry ?? 'never'
}

/** Whether DynamoDB is too busy just now: nothing was done, and later it may be. */
export function isThrottle(error: unknown): boolean {
  return !isCancelled(error) && rowOf(error).row?.code === 'throttled'
}

/** A transaction with reasons of its own, of which whoever sent it has to make something. */
function isCancelled(error: unknown): boolean {
  return error instanceof Error && error.name === 'TransactionCanceledException'
}

/** The SDK takes the time from DynamoDB's refusal: the next request is signed with it. */
function isClockCorrected(error: unknown): boolean {
  if (typeof error !== 'object' || error === null) return false
  // Sound: read as what may be absent.
  const { $metadata } = error as { $metadata?: { clockSkewCorrected?: boolean } }
  return $metadata?.clockSkewCorrected === true
}

function rowOf(error: unknown): { readonly row: ErrorRow | undefined; readonly named: Named } {
  const all = namedIn(error)
  for (const row of errorTable) {
    const named = all.find(
      ({ names, text }) =>
        row.names.some((name) => names.includes(name)) && (row.pattern?.test(text) ?? true),
    )
    if (named) return { row, named }
  }
  return { row: undefined, named: all[0] ?? { names: [], text: String(error), error } }
}

/** An error, those it holds (one for each address of a host, one for each action of a transaction) and its causes. */
function namedIn(error: unknown, depth = 0): Named[] {
  if (typeof error !== 'object' || error === null || depth > 4) return []
  // Sound: read as what may be absent, or something else.
  const parts = error as Partial<
    Record<'$metadata' | 'CancellationReasons' | 'cause' | 'code' | 'errors' | 'message' | 'name', unknown>
  >
  const { name, code, message, errors, cause } = parts
  const names = [...electroNames(error, code), ...statusNames(parts.$metadata, name), name, code].filter(
    (text) => typeof text === 'string',
  )
  const own: Named = { names, text: firstLine(message) ?? names.at(-1) ?? 'unknown', error }
  const reason = firstReason(parts.CancellationReasons)
  const inner: readonly unknown[] = Array.isArray(errors) ? errors : []
  return [
    ...(reason ? [{ ...reason, error }] : []),
    own,
    ...[...inner, cause].flatMap((part) => namedIn(part, depth + 1)),
  ]
}

/** ElectroDB's codes are numbers. */
function electroNames(error: object, code: unknown): string[] {
  return 'isElectroError' in error && typeof code === 'number' ? [`ElectroDB ${code}`] : []
}

function statusNames(metadata: unknown, name: unknown): string[] {
  if (typeof metadata !== 'object' || metadata === null || !('httpStatusCode' in metadata)) return []
  // The SDK could not parse what was answered.
  const unreadable = name === 'SyntaxError' ? ['UnreadableAnswer'] : []
  return [`HTTP ${String(metadata.httpStatusCode)}`, ...unreadable]
}

/** Why a transaction was cancelled: the first action that did not go says it. */
function firstReason(reasons: unknown): Omit<Named, 'error'> | undefined {
  if (!Array.isArray(reasons)) return undefined
  // Sound: as DynamoDB documents it, read as what may be absent.
  const list = reasons as ({ Code?: string; Message?: string } | undefined)[]
  const first = list.find((reason) => reason?.Code !== undefined && reason.Code !== 'None')
  if (first?.Code === undefined) return undefined
  return { names: [first.Code], text: firstLine(first.Message) ?? first.Code }
}

/** A message without what follows its first line (an SDK's hints, a canonical request) and ElectroDB's link. */
function firstLine(message: unknown): string | undefined {
  if (typeof message !== 'string') return undefined
  const [line = ''] = message.split('\n', 1)
  const text = line.split(' - For more detail on this error reference')[0]?.trim() ?? ''
  return text === '' ? undefined : text.length > 300 ? `${text.slice(0, 299)}…` : text
}

/** The fields that ElectroDB found wrong. */
function issuesOf(error: unknown): FieldIssue[] {
  if (typeof error !== 'object' || error === null || !('isElectroError' in error)) return []
  // Sound: read as what may be absent.
  const { fields = [] } = error as { fields?: readonly { field?: string; reason?: string }[] }
  return fields.map(({ field = '', reason = 'Invalid value.' }) => ({
    path: field === '' ? [] : [field],
    message: reason,
  }))
}
