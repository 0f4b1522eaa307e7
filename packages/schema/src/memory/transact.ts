import type { Mutation } from '../mutation.types.ts'
import { refusalError } from '../refusal-error.ts'
import type { AppliedOutcome } from '../sync.types.ts'
import { beginTrial } from './trial.ts'
import type { WriteContext } from './write-context.ts'
import { writeMutation } from './write-rows.ts'

/**
 * Applies all mutations, or none of them: the answer has the store's own rows.
 *
 * @throws {StoreError} of the first mutation that is refused.
 */
export function transactMutations(
  context: WriteContext,
  mutations: readonly Mutation[],
  now: string,
): AppliedOutcome[] {
  const trial = beginTrial(context)
  try {
    const applied = mutations.map((mutation, index) => {
      const outcome = writeMutation(trial.context, mutation, now)
      if (outcome.status !== 'applied') throw refusalError(outcome, index)
      // The change of a mutation is the last that it tells: those of the rows below come before.
      return { outcome, change: trial.told() - 1 }
    })
    const places = trial.commit()
    return applied.map(({ outcome, change }) => Object.assign(outcome, { place: places[change] }))
  } catch (error) {
    trial.undo()
    throw error
  }
}
