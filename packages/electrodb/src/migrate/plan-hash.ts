import { canonicalText } from '@throughline/schema/adapter'
import type { MigrationPlan } from './migration.types.ts'

/** Names a plan by what it does: SHA-256 in hex, the same after it was kept as JSON. */
export async function planHash({ from, to, steps }: MigrationPlan): Promise<string> {
  const bytes = new TextEncoder().encode(canonicalText({ from, to, steps }))
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes))
  return Array.from(digest, (byte) => byte.toString(16).padStart(2, '0')).join('')
}
