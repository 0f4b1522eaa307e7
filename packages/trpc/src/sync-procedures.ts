import type { AnyModel, KeyValues, Mutation, MutationOutcome, Store } from '@throughline/schema'
import { entityOf } from '@throughline/schema/adapter'
import type * as z from 'zod'
import { answer, type BaseProcedure, inputReviver, rowWriter, withUnset } from './entity-procedures.ts'
import { pushInput } from './input-schemas.ts'

type PushedMutation = z.output<ReturnType<typeof pushInput>>['mutations'][number]

/** The procedures of the sync protocol over a store. */
export function syncProcedures(model: AnyModel, store: Store, procedure: BaseProcedure) {
  const revivers = new Map(model.names.map((name) => [name, inputReviver(entityOf(model, name))]))
  const writers = new Map(model.names.map((name) => [name, rowWriter(entityOf(model, name))]))

  const toMutation = (pushed: PushedMutation): Mutation => {
    const revive = revivers.get(pushed.entity) ?? ((values) => values)
    if (pushed.op === 'insert') return { ...pushed, row: revive(pushed.row) }
    const { baseVersion, ...rest } = pushed
    const based = baseVersion !== undefined && { baseVersion }
    // Sound: a key is checked by the store before it is used, as every store does with `writeTarget`.
    const key = pushed.key as KeyValues
    if (rest.op === 'delete') return { ...rest, ...based, key }
    const { unset, ...update } = rest
    return { ...update, ...based, key, changes: revive(withUnset(update.changes, unset)) }
  }

  const toWire = (pushed: PushedMutation | undefined, outcome: MutationOutcome): MutationOutcome => {
    const write = pushed && writers.get(pushed.entity)
    if (!write || !('stored' in outcome) || outcome.stored === null) return outcome
    const stored = write(outcome.stored)
    return stored === outcome.stored ? outcome : { ...outcome, stored }
  }

  return {
    push: procedure.input(pushInput(model)).mutation(({ input }) =>
      answer(async () => {
        const outcomes = await store.push(input.mutations.map(toMutation))
        return { outcomes: outcomes.map((outcome, index) => toWire(input.mutations[index], outcome)) }
      }),
    ),
  }
}
