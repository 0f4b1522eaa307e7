import { type CollectionStore, createStore, type StoreOptions } from '@throughline/collections'
import { createTRPCTransport } from '@throughline/trpc/client'
import { personsModel } from '../model/persons-model.ts'

/** The persons as a client sees them. */
export type PersonsClientStore = CollectionStore<typeof personsModel>

/** Options of {@link createPersonsClientStore}. */
export interface PersonsClientStoreOptions extends Omit<StoreOptions<typeof personsModel>, 'transport'> {
  /** Address of the persons' API, such as `/api/trpc`. */
  readonly url: string
}

/** The persons' client store over their API, kept up to date by its feed. */
export function createPersonsClientStore({ url, ...options }: PersonsClientStoreOptions): PersonsClientStore {
  return createStore(personsModel, { ...options, transport: createTRPCTransport(personsModel, { url }) })
}
