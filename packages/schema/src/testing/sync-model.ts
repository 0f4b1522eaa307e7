import * as z from 'zod'
import { defineEntity } from '../define-entity.ts'
import { defineModel } from '../define-model.ts'
import { fieldMeta } from '../field-meta.ts'
import type { Mutation } from '../mutation.types.ts'
import type { SyncStore } from '../sync.types.ts'
import { mutationId } from './contract-model.ts'

/** The model that the sync contract runs on: three levels, a composite key with a number, a unique field, managed fields. */
export const syncModel = defineModel({
  service: 'teams',
  entities: {
    teams: defineEntity({
      schema: z.object({
        id: z.string(),
        name: z.string().min(1),
        slug: z.string().nullable().default(null).register(fieldMeta, { unique: true }),
      }),
    }),
    projects: defineEntity({
      key: ['teamId', 'number'],
      schema: z.object({
        teamId: z.string(),
        number: z.int(),
        name: z.string().min(1),
        version: z.int(),
        updatedAt: z.iso.datetime(),
      }),
    }),
    tasks: defineEntity({
      parent: 'project',
      relations: { project: { kind: 'belongsTo', target: 'projects', field: ['teamId', 'projectNumber'] } },
      schema: z.object({
        id: z.string(),
        teamId: z.string(),
        projectNumber: z.int(),
        title: z.string().min(1),
        done: z.boolean().default(false),
        due: z.date().nullable().optional(),
        labels: z.array(z.string()).default([]),
        place: z.object({ x: z.number(), y: z.number() }).optional(),
      }),
    }),
  },
})

export type SyncModel = typeof syncModel
/** A mutation of {@link syncModel}. */
export type SyncMutation = Mutation<SyncModel>

/** What a check of the sync contract is run on. */
export interface SyncSubject {
  /** Empty. */
  readonly store: SyncStore<SyncModel>
  /** The store's clock, which stands still between two calls of `advance`. */
  readonly clock: Clock
}

/** A clock that is set by hand. */
export interface Clock {
  /** ISO date-time. */
  readonly now: () => string
  readonly advance: (milliseconds: number) => void
}

/** Makes a clock that begins in 2126: what a table is to forget by it, no table forgets on its own during a test. */
export function createClock(): Clock {
  let time = Date.parse('2126-01-01T00:00:00.000Z')
  return {
    now: () => new Date(time).toISOString(),
    advance(milliseconds) {
      time += milliseconds
    },
  }
}

/** A day in milliseconds. */
export const day = 86_400_000

/** A client that never pushed before. */
export const newClient = (): string => crypto.randomUUID()

/** The insert of a team. */
export const team = (id: string, values: { name?: string; slug?: string | null } = {}): SyncMutation => ({
  op: 'insert',
  mutationId: mutationId(),
  entity: 'teams',
  row: { id, name: `Team ${id}`, ...values },
})

/** The insert of a project. */
export const project = (teamId: string, number: number, name = `Project ${number}`): SyncMutation => ({
  op: 'insert',
  mutationId: mutationId(),
  entity: 'projects',
  row: { teamId, number, name },
})

/** The insert of a task. */
export const task = (
  teamId: string,
  projectNumber: number,
  id: string,
  values: object = {},
): SyncMutation => ({
  op: 'insert',
  mutationId: mutationId(),
  entity: 'tasks',
  row: { id, teamId, projectNumber, title: `Task ${id}`, ...values },
})

/** A new name for a team. */
export const rename = (id: string, name: string, baseVersion?: number): SyncMutation => ({
  op: 'update',
  mutationId: mutationId(),
  entity: 'teams',
  key: { id },
  changes: { name },
  ...(baseVersion !== undefined && { baseVersion }),
})

/** The delete of a team. */
export const removeTeam = (id: string, baseVersion?: number): SyncMutation => ({
  op: 'delete',
  mutationId: mutationId(),
  entity: 'teams',
  key: { id },
  ...(baseVersion !== undefined && { baseVersion }),
})
