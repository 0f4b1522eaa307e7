import type { Store } from '@throughline/schema'
import { createModelRouter } from '@throughline/trpc'
import { personsModel } from '../model/persons-model.ts'

/** The persons' API: a tRPC router over a store. */
export function createPersonsRouter(store: Store<typeof personsModel>) {
  return createModelRouter(personsModel, { store })
}

/** The type that a tRPC client of the persons' API takes. */
export type PersonsRouter = ReturnType<typeof createPersonsRouter>
