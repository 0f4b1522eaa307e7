import type { TableLayout } from './table-layout.ts'
import { withoutTenant } from './tenancy.ts'

/**
 * A layout's keys, indexes and shards as one text, SHA-256 in hex: two tables of one hash hold each other's items.
 *
 * Left out are the table's name, whose keys these are of several tenants, and the attribute that items expire by, which
 * all tables have. The order of the entities does not count.
 */
export async function layoutHash(layout: TableLayout): Promise<string> {
  const { tableName: _, ttl: __, ...hashed } = withoutTenant(layout)
  const bytes = new TextEncoder().encode(canonical(hashed))
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes))
  return Array.from(digest, (byte) => byte.toString(16).padStart(2, '0')).join('')
}

function canonical(value: unknown): string {
  if (typeof value !== 'object' || value === null) return JSON.stringify(value)
  if (Array.isArray(value)) return `[${value.map(canonical).join()}]`
  const members = Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1))
  return `{${members.map(([name, member]) => `${JSON.stringify(name)}:${canonical(member)}`).join()}}`
}
