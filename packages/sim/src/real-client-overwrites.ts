import { canonicalText } from '@throughline/schema/adapter'
import type { Judge } from './judge.ts'
import type { SimChange } from './protocol.types.ts'
import type { UserEdit } from './user-edit.types.ts'
import { rowOf } from './rows.ts'

type Values = Readonly<Record<string, unknown>>

/** Kept by the server, and no user's. */
const managed: ReadonlySet<string> = new Set(['createdAt', 'updatedAt', 'version'])

/**
 * Checks that no write has thrown away, in silence, what its user has never seen: of each field that it wrote, or of the whole
 * row that it deleted, the table had what the user saw, or what they themselves have written.
 */
export function checkOverwrites(
  judge: Judge,
  feed: readonly SimChange[],
  editsOf: (mutationId: string) => readonly UserEdit[],
  all: Iterable<UserEdit>,
): void {
  const edits = [...all]
  const known = knownValues(edits)
  // Who has said so once has seen what others have written, for later edits too.
  const forced = new Set(edits.flatMap((edit) => (edit.isForced ? [`${edit.session.user} ${edit.row}`] : [])))
  const rows = new Map<string, Values>()
  for (const change of feed) {
    const row = rowOf(change.entity, change.key)
    const before = rows.get(row)
    const after: Values = change.op === 'put' ? change.stored.row : {}
    if (change.op === 'put') rows.set(row, change.stored.row)
    else rows.delete(row)
    if (!before || judge.forgotten.has(row) || (change.op === 'delete' && change.cause === 'cascade'))
      continue
    for (const edit of editsOf(change.mutationId ?? '')) {
      const who = `${edit.session.user} ${row}`
      // Of a row that the server had none of, as far as they knew, nothing is to be compared.
      if (edit.op === 'insert' || forced.has(who) || judge.doubts.has(who)) continue
      const fields = edit.op === 'delete' ? Object.keys(before) : Object.keys(edit.values)
      for (const field of fields) {
        // Where another's value won, the edit has left it.
        if (canonicalText(before[field] ?? null) === canonicalText(after[field] ?? null)) continue
        if (managed.has(field) || known.has(nameOf(edit, field, before[field]))) continue
        const what = `${edit.op} of ${row} by ${edit.session.user} (${edit.id.slice(0, 8)})`
        judge.violate(
          'rule 10',
          `${what} threw away ${field} ${canonicalText(before[field])}, which they never saw`,
        )
      }
    }
  }
}

function nameOf({ session, row }: UserEdit, field: string, value: unknown): string {
  return `${session.user} ${row} ${field} ${canonicalText(value ?? null)}`
}

/** What users have seen or written when they edited a row. */
function knownValues(edits: Iterable<UserEdit>): ReadonlySet<string> {
  const known = new Set<string>()
  for (const edit of edits) {
    for (const values of [edit.seen ?? {}, edit.values]) {
      for (const [field, value] of Object.entries(values)) known.add(nameOf(edit, field, value))
    }
  }
  return known
}
