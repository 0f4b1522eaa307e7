import type { SyncStore } from '@throughline/schema'
import { createModelRouter } from '@throughline/trpc'
import { personsModel } from '../model/persons-model.ts'
import { applyNumberingPlans } from '../phone/numbering-plans.ts'

/** The persons' API: a tRPC router over a store; phone numbers are checked by their countries' numbering plans. */
export function createPersonsRouter(store: SyncStore<typeof personsModel>) {
  applyNumberingPlans()
  return createModelRouter(personsModel, { store })
}

/** The type that a tRPC client of the persons' API takes. */
export type PersonsRouter = ReturnType<typeof createPersonsRouter>
