import { type AnyModel, entityOf, type Mutation, type Store } from '@throughline/schema'
import type * as z from 'zod'
import { answer, type BaseProcedure, withUnset } from './entity-procedures.ts'
import { pushInput } from './input-schemas.ts'
import { makeReviver } from './wire.ts'

type PushedMutation = z.output<ReturnType<typeof pushInput>>['mutations'][number]

/** The procedures of the sync protocol over a store. */
export function syncProcedures(model: AnyModel, store: Store, procedure: BaseProcedure) {
  const revivers = new Map(model.names.map((name) => [name, makeReviver(entityOf(model, name))]))

  const toMutation = (pushed: PushedMutation): Mutation => {
    const revive = revivers.get(pushed.entity) ?? ((values) => values)
    if (pushed.op === 'insert') return { ...pushed, row: revive(pushed.row) }
    const { baseVersion, ...rest } = pushed
    const based = baseVersion !== undefined && { baseVersion }
    // Sound: a key is checked by the store before it is used, as every store does with `writeTarget`.
    const key = pushed.key as Readonly<Record<string, string>>
    if (rest.op === 'delete') return { ...rest, ...based, key }
    const { unset, ...update } = rest
    return { ...update, ...based, key, changes: revive(withUnset(update.changes, unset)) }
  }

  return {
    push: procedure
      .input(pushInput(model))
      .mutation(({ input }) =>
        answer(async () => ({ outcomes: await store.push(input.mutations.map(toMutation)) })),
      ),
  }
}
