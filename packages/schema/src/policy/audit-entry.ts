import * as z from 'zod'

/**
 * What an entity that policies tell every write in has to hold: one row a write, or a reveal. It may have further fields that
 * can be left out.
 *
 * Ids are UUIDs of version 7: in the order of their keys, rows are in the order of their times.
 */
export const auditEntry = z.object({
  id: z.uuid(),
  at: z.iso.datetime(),
  /** The `id` and the `role` of the principal. */
  actor: z.string(),
  role: z.string(),
  action: z.enum(['create', 'update', 'delete', 'reveal']),
  entity: z.string(),
  /** The row's key as JSON. */
  key: z.string(),
  /**
   * By field, what it was and what it is, as JSON; masked where the field is sensitive or not everybody reads it. Of a reveal,
   * the fields that were asked for.
   */
  changes: z.record(z.string(), z.object({ before: z.unknown().optional(), after: z.unknown().optional() })),
})
