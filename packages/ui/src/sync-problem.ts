import { isObject } from './error-message.ts'

/** What a user can do about a server that takes no more calls: sign in again, or load the app anew. */
export type SyncProblem = 'signed-out' | 'outdated'

/**
 * Finds in an error, or in what caused it, that the session has expired or that the app is older than its server.
 *
 * By its shape: `code` (`unauthorized`, `upgrade`), `upgrade: true`, an HTTP status of 401 on a response or where tRPC's client
 * keeps it.
 */
export function syncProblem(error: unknown): SyncProblem | undefined {
  for (let cause = error, depth = 0; isObject(cause) && depth < 8; cause = cause['cause'], depth += 1) {
    const [data, meta] = [objectAt(cause, 'data'), objectAt(cause, 'meta')]
    const codes = new Set([cause['code'], data['code']].map((code) => String(code).toLowerCase()))
    if (cause['upgrade'] === true || data['upgrade'] === true || codes.has('upgrade')) return 'outdated'
    const statuses = new Set([cause['status'], data['httpStatus'], objectAt(meta, 'response')['status']])
    if (codes.has('unauthorized') || statuses.has(401)) return 'signed-out'
  }
  return undefined
}

type Fields = Readonly<Record<string, unknown>>

function objectAt(value: Fields, name: string): Fields {
  const inner = value[name]
  return isObject(inner) ? inner : {}
}
