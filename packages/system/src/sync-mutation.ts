import type { Mutation } from '@throughline/schema'
import type { SyncModel } from '@throughline/schema/testing'

/** A mutation of the model that the servers serve. */
export type SyncMutation = Mutation<SyncModel>

/** The insert of a team. */
export function insertTeam(id: string): SyncMutation {
  return { op: 'insert', mutationId: crypto.randomUUID(), entity: 'teams', row: { id, name: `Team ${id}` } }
}
