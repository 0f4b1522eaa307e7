import type { AnyModel } from '../model.types.ts'
import type { InsertMutation } from '../mutation.types.ts'
import type { GuardedWrite, WriteGuard, WriteRefusal } from '../sync.types.ts'
import { mutationId } from './contract-model.ts'
import { readTable } from './replica.ts'
import { project, rename, type SyncSubject, team } from './sync-model.ts'

/** A row that goes along with a write. */
export type Attached = InsertMutation<AnyModel, string>

/** What the guards of the checks refuse with. */
export const denied: WriteRefusal = {
  code: 'denied',
  message: 'You may not do this.',
  issues: [{ path: ['name'], message: 'Not yours.' }],
}

/** A row of its own that tells of a write: a team under a random key. */
export function logOf({ mutation }: GuardedWrite): Attached {
  const row = { id: `log-${crypto.randomUUID()}`, name: `${mutation.op} ${mutation.entity}` }
  return { op: 'insert', mutationId: mutationId(), entity: 'teams', row }
}

/** Attaches a log to every write. */
export const logging: WriteGuard = { attach: (write) => [logOf(write)] }

/** The names of all teams that are logs, sorted. */
export async function logsOf({ store }: SyncSubject): Promise<string[]> {
  const rows = [...(await readTable(store)).values()].map(({ row }) => row)
  return rows
    .filter(({ id }) => String(id).startsWith('log-'))
    .map(({ name }) => String(name))
    .toSorted()
}

/** Writes a team in version 2 with a project. */
export async function prepareTeam({ store }: SyncSubject): Promise<void> {
  await store.push([team('a', { slug: 'x' }), rename('a', 'Second'), project('a', 1)])
}
