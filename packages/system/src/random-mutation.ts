import type { SyncMutation } from './sync-mutation.ts'
import type { Random } from './random.ts'

/** Some write to a few rows that everybody writes to: many meet, many are refused. */
export function randomMutation(random: Random): SyncMutation {
  const [teamId, number] = [`t${random(4)}`, random(3)]
  const mutationId = crypto.randomUUID()
  const name = `Name ${random(1000)}`
  const based = random(4) === 0 ? { baseVersion: 1 + random(6) } : {}
  const key = { teamId, number }
  const makers: readonly (() => SyncMutation)[] = [
    () => ({ op: 'insert', mutationId, entity: 'teams', row: { id: teamId, name } }),
    () => ({ op: 'insert', mutationId, entity: 'projects', row: { ...key, name } }),
    () => ({
      op: 'insert',
      mutationId,
      entity: 'tasks',
      row: { id: `k${random(3)}`, teamId, projectNumber: number, title: name },
    }),
    () => ({ op: 'update', mutationId, entity: 'teams', key: { id: teamId }, changes: { name }, ...based }),
    () => ({ op: 'update', mutationId, entity: 'projects', key, changes: { name }, ...based }),
    () => ({ op: 'delete', mutationId, entity: 'projects', key }),
    () => ({ op: 'delete', mutationId, entity: 'teams', key: { id: teamId }, ...based }),
  ]
  // Inserts and updates come more often than deletes, or there would be little to write to.
  const maker = makers[Math.min(random(makers.length), random(makers.length))]
  if (!maker) throw new Error('A random number is below its bound.')
  return maker()
}
