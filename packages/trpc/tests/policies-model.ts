import { defineEntity, defineModel, fieldMeta } from '@throughline/schema'
import { auditEntry, definePolicies } from '@throughline/schema/policy'
import * as z from 'zod'

/** Cases that belong to a tenant and to who works on them, with notes below them, and a trail of who did what. */
export const casesModel = defineModel({
  service: 'cases',
  entities: {
    cases: defineEntity({
      schema: z.object({
        id: z.uuid(),
        owner: z.string().register(fieldMeta, { indexed: true }),
        title: z.string().min(1),
        fee: z.string().optional(),
        iban: z.string().register(fieldMeta, { sensitive: { mask: 'iban' } }),
      }),
    }),
    notes: defineEntity({
      schema: z.object({ id: z.uuid(), caseId: z.uuid(), text: z.string(), verdict: z.string().optional() }),
    }),
    secrets: defineEntity({ schema: z.object({ id: z.uuid(), text: z.string() }) }),
    entries: defineEntity({ singular: 'entry', schema: auditEntry }),
  },
})

export const roles = ['admin', 'clerk', 'guest', 'writer'] as const
export type Role = (typeof roles)[number]

export interface User {
  readonly id: string
  readonly role: Role
}

/** Clerks see their own cases; guests see cases and none of their money; writers bring in cases that they never see. */
export const casesPolicies = definePolicies(casesModel, {
  roles,
  principal: (user: User) => user,
  audit: 'entries',
  entities: {
    cases: {
      create: ['admin', 'writer'],
      read: { admin: true, clerk: ({ user, row }) => row.owner === user.id, guest: true },
      update: ['admin', 'clerk'],
      delete: ['admin'],
      fields: {
        fee: { read: ['admin', 'clerk'], write: ['admin'] },
        iban: { read: ['admin'], mask: ['clerk', 'guest'], reveal: ['clerk'], write: ['admin', 'writer'] },
      },
    },
    notes: {
      create: ['admin', 'clerk'],
      read: ['admin', 'clerk'],
      update: ['admin'],
      delete: ['admin'],
      fields: { verdict: { read: ['admin'] } },
    },
    secrets: { create: ['admin'], read: ['admin'], update: ['admin'], delete: ['admin'] },
    entries: { read: ['admin'] },
  },
})
