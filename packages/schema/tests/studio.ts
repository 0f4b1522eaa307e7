import { memoryStore, type MemoryStoreOptions } from '../src/memory/memory-store.ts'
import * as z from 'zod'
import { defineEntity } from '../src/define-entity.ts'
import { defineModel } from '../src/define-model.ts'
import { fieldMeta } from '../src/field-meta.ts'
import type { Mutation, StoredRow } from '../src/mutation.types.ts'
import { auditEntry } from '../src/policy/audit-entry.ts'
import { definePolicies } from '../src/policy/define-policies.ts'
import type { GuardedStore } from '../src/policy/policy.types.ts'
import type { SyncStore } from '../src/sync.types.ts'

/** A studio: members in teams, with what they earn and where it is paid to, and their jobs. */
export const studio = defineModel({
  service: 'studio',
  entities: {
    members: defineEntity({
      schema: z.object({
        id: z.string(),
        name: z.string().register(fieldMeta, { indexed: true }),
        team: z.string(),
        iban: z
          .string()
          .optional()
          .register(fieldMeta, { sensitive: { mask: 'iban' } }),
        pay: z.number().default(0).register(fieldMeta, { indexed: true }),
        note: z
          .string()
          .nullable()
          .default(null)
          .register(fieldMeta, { sensitive: { mask: 'all' } }),
        papers: z
          .object({ passport: z.string().register(fieldMeta, { sensitive: { mask: 'all' } }) })
          .optional(),
        createdAt: z.iso.datetime(),
      }),
    }),
    jobs: defineEntity({
      schema: z.object({
        id: z.string(),
        memberId: z.string(),
        title: z.string().min(1),
        code: z.string().optional().register(fieldMeta, { unique: true }),
        price: z.number().nullable(),
        open: z.boolean().default(false),
      }),
    }),
    trail: defineEntity({ singular: 'trailEntry', schema: auditEntry }),
  },
})

/** Who asks; `null` is a guest. */
export type StudioUser = {
  readonly id: string
  readonly role: 'boss' | 'member'
  readonly team: string
} | null

/** The boss sees all, but of what is sensitive the mask; members see their team, and of it alone what is their own. */
export const studioPolicies = definePolicies(studio, {
  roles: ['boss', 'member', 'guest'],
  principal: (user: StudioUser) => ({ id: user?.id ?? 'guest', role: user?.role ?? 'guest' }),
  attributes: (user) => [user?.id, user?.team],
  audit: 'trail',
  entities: {
    members: {
      create: ['boss'],
      read: { boss: true, member: ({ user, row }) => row.team === user?.team },
      update: { boss: true, member: ({ user, row }) => row.id === user?.id },
      delete: ['boss'],
      fields: {
        iban: {
          read: { member: ({ user, row }) => row.id === user?.id },
          reveal: { boss: ({ row }) => row.team !== 'board' },
        },
        pay: { read: { boss: true, member: ({ user, row }) => row.id === user?.id }, write: ['boss'] },
      },
    },
    jobs: {
      create: { boss: true, member: ({ user, row }) => row.memberId === user?.id },
      read: {
        boss: true,
        member: ({ user, row }) => row.open || row.memberId === user?.id,
        guest: ({ row }) => row.open,
      },
      update: { boss: true, member: ({ user, row }) => row.memberId === user?.id && row.title !== 'Locked' },
      delete: { boss: true, member: ({ user, row }) => row.memberId === user?.id },
      fields: { price: { read: ['boss', 'member'] } },
    },
    trail: { read: ['boss'] },
  },
})

export const boss: StudioUser = { id: 'b', role: 'boss', team: 'board' }
export const ann: StudioUser = { id: 'ann', role: 'member', team: 'red' }
export const bo: StudioUser = { id: 'bo', role: 'member', team: 'red' }
export const cy: StudioUser = { id: 'cy', role: 'member', team: 'blue' }

export const annsIban = 'DE89370400440532013000'

type StudioStore = SyncStore<typeof studio>
export type StudioMutation = Mutation<typeof studio>

/** A store with three members and their jobs, and the view of each user on it. */
export async function openStudio(
  options: MemoryStoreOptions = {},
): Promise<{ store: StudioStore; as: (user: StudioUser) => GuardedStore<typeof studio> }> {
  const store = memoryStore(studio, { feedBefore: true, ...options })
  const member = (id: string, team: string, values: object = {}) =>
    insertOf('members', { id, name: id.toUpperCase(), team, ...values })
  const job = (id: string, memberId: string, values: object = {}) =>
    insertOf('jobs', { id, memberId, title: `Job ${id}`, price: null, ...values })
  const outcomes = await store.push([
    member('ann', 'red', { iban: annsIban, pay: 4000, note: 'Ill in May', papers: { passport: 'C01X' } }),
    member('bo', 'red', { pay: 3000 }),
    member('cy', 'blue', { iban: 'AT611904300234573201', pay: 5000, note: 'Leaves soon' }),
    job('1', 'ann', { price: 10, open: true }),
    job('2', 'ann', { price: 20 }),
    job('3', 'cy', { price: 30, code: 'C3' }),
  ])
  if (outcomes.some(({ status }) => status !== 'applied')) throw new Error(JSON.stringify(outcomes))
  return { store, as: (user) => studioPolicies.open(store, user) }
}

let count = 0
const mutationId = (): string => `00000000-0000-4000-9000-${String((count += 1)).padStart(12, '0')}`

/** Mutations of any shape: what is wrong with them the store tells. */
export const insertOf = (entity: string, row: object): StudioMutation =>
  ({ op: 'insert', mutationId: mutationId(), entity, row }) as unknown as StudioMutation
export const updateOf = (
  entity: string,
  key: object,
  changes: object,
  baseVersion?: number,
): StudioMutation =>
  ({
    op: 'update',
    mutationId: mutationId(),
    entity,
    key,
    changes,
    ...(baseVersion !== undefined && { baseVersion }),
  }) as unknown as StudioMutation
export const deleteOf = (entity: string, key: object): StudioMutation =>
  ({ op: 'delete', mutationId: mutationId(), entity, key }) as unknown as StudioMutation

/** The ids of rows, in order. */
export const idsOf = (rows: readonly (StoredRow | undefined)[]): unknown[] =>
  rows.map((stored) => stored?.row['id'])
