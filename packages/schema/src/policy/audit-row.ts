import type * as z from 'zod'
import type { KeyValues } from '../key.ts'
import type { auditEntry } from './audit-entry.ts'

type AuditEntry = z.input<typeof auditEntry>

/** What is told in the audit trail; the time is now where it is absent. */
export type Told = Omit<AuditEntry, 'at' | 'id' | 'key'> & {
  readonly key: KeyValues
  /** ISO date-time. */
  readonly at?: string | undefined
}

/** A row of the audit trail, with a new id. */
export function auditRow({ key, at = new Date().toISOString(), ...told }: Told): AuditEntry {
  return { id: timedUuid(Date.parse(at)), at, ...told, key: JSON.stringify(key) }
}

/** A UUID of version 7: milliseconds since 1970, then chance. */
function timedUuid(time: number): string {
  const chance = crypto.randomUUID().slice('xxxxxxxx-xxxx-4'.length)
  const hex = time.toString(16).padStart(12, '0')
  return `${hex.slice(0, 8)}-${hex.slice(8)}-7${chance}`
}
