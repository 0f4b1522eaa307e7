import { defineEntity, defineModel } from '@throughline/schema'
import * as z from 'zod'

export const boardModel = defineModel({
  service: 'board',
  entities: {
    projects: defineEntity({
      singular: 'project',
      schema: z.object({ id: z.string(), name: z.string().min(1), due: z.date() }),
    }),
    tasks: defineEntity({
      singular: 'task',
      schema: z.object({ id: z.string(), projectId: z.string(), title: z.string().min(1) }),
    }),
  },
})

export type BoardModel = typeof boardModel
