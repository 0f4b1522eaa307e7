import { createStore } from '@throughline/collections'
import { polling } from '@throughline/collections/polling'
import { liveQueries } from '@throughline/collections/query'
import { defineEntity, defineModel } from '@throughline/schema'
import { memoryStore } from '@throughline/schema/memory'
import * as z from 'zod'

/** Written once: the store, its checks and its types come from it. */
const tasksModel = defineModel({
  service: 'tasks',
  entities: {
    tasks: defineEntity({
      singular: 'task',
      schema: z.object({ id: z.string(), title: z.string().min(1), done: z.boolean().default(false) }),
    }),
  },
})

/** A store on a server in this page; over the network, the transport is that of @throughline/trpc/client. */
export function openTasks() {
  const server = memoryStore(tasksModel)
  return {
    server,
    store: createStore(tasksModel, { transport: server, sync: polling(), queries: liveQueries() }),
  }
}

export type TasksStore = ReturnType<typeof openTasks>['store']
