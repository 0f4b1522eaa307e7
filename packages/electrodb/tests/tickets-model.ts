import { defineEntity, defineModel, fieldMeta } from '@throughline/schema'
import * as z from 'zod'
import type { LayoutOptions } from '../src/index.ts'

const id = z.string()
const indexed = { indexed: true }

/** Projects with tickets, tickets with comments: with all that a layout chooses for single entities. */
export const ticketsModel = defineModel({
  service: 'tickets',
  entities: {
    projects: defineEntity({
      schema: z.object({
        id,
        slug: z.string().register(fieldMeta, { unique: true }),
        closesAt: z.int().optional(),
      }),
    }),
    tickets: defineEntity({
      schema: z.object({
        id,
        projectId: id,
        status: z.enum(['open', 'done']),
        urgent: z.boolean().optional(),
        dueAt: z.date().nullable().optional().register(fieldMeta, indexed),
        points: z.number().optional(),
        endsAt: z.date().nullable(),
      }),
    }),
    comments: defineEntity({
      parent: 'ticket',
      schema: z.object({
        id,
        projectId: id,
        ticketId: id,
        text: z.string().register(fieldMeta, indexed),
        at: z.iso.datetime({ offset: true }),
      }),
    }),
  },
})

export const ticketsLayout = {
  expires: { projects: 'closesAt', tickets: 'endsAt', comments: 'at' },
  local: { tickets: ['points', 'dueAt'], comments: ['text'] },
  sparse: { tickets: { dueAt: { status: 'open', urgent: true } } },
} as const satisfies LayoutOptions
