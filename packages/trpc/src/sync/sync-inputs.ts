import type { AnyModel } from '@throughline/schema'
import { isPlainObject } from '@throughline/schema/adapter'
import * as z from 'zod'
import { maxPushMutations } from '../wire.ts'

/** A row, its changes or a key: an object of any fields here, checked by the model as the write is planned. */
const values = z.custom<Readonly<Record<string, unknown>>>(isPlainObject, { error: 'This is not an object.' })

/** Cursors grow with the shards of a feed. */
const cursor = z.string().min(1).max(8192)
const limit = z.int().min(1).max(1000).optional()
const modelVersion = z.string().min(1).max(256).optional()

/** The input of `sync.snapshot`. */
export const snapshotInput = z.strictObject({ cursor: cursor.optional(), limit })

/** The input of `sync.pull`. */
export const pullInput = z.strictObject({ cursor, limit })

/** The input of `sync.live`. */
export const liveInput = z.strictObject({ cursor, lastEventId: cursor.nullish() })

/** The mutations of a push: the envelopes alone, so that one invalid row does not refuse the others. */
function mutationsOf(model: AnyModel) {
  const baseVersion = z.int().positive().optional()
  const envelope = { mutationId: z.uuid(), entity: z.enum(model.names) }
  const update = {
    key: values,
    changes: values,
    unset: z.array(z.string()).max(1000).optional(),
    baseVersion,
  }
  const mutation = z.discriminatedUnion('op', [
    z.strictObject({ op: z.literal('insert'), ...envelope, row: values }),
    z.strictObject({ op: z.literal('update'), ...envelope, ...update }),
    z.strictObject({ op: z.literal('delete'), ...envelope, key: values, baseVersion }),
  ])
  return z.array(mutation).max(maxPushMutations)
}

/** The input of `sync.push`. */
export function pushInput(model: AnyModel) {
  return z.strictObject({
    mutations: mutationsOf(model),
    clientId: z.string().min(1).max(256).optional(),
    seq: z.int().positive().optional(),
    modelVersion,
  })
}

/** What a push was asked for, with values that are not read yet. */
export type PushRequest = z.output<ReturnType<typeof pushInput>>

/** As {@link PushRequest}, of a transaction. */
export type TransactRequest = z.output<ReturnType<typeof transactInput>>

/** The input of `sync.transact`. */
export function transactInput(model: AnyModel) {
  return z.strictObject({ mutations: mutationsOf(model), restrict: z.boolean().optional(), modelVersion })
}
