import { createStore, type StoreOptions } from '@throughline/collections'
import { liveQueries, type QueryStore } from '@throughline/collections/query'
import {
  feedSync,
  type FeedSyncOptions,
  type OfflineStore,
  type SyncedStore,
} from '@throughline/collections/sync'
import { createTRPCTransport } from '@throughline/trpc/client'
import { personsModel } from '../model/persons-model.ts'

type PersonsModel = typeof personsModel

/** The persons as a client sees them. */
export type PersonsClientStore = QueryStore<PersonsModel> & SyncedStore<PersonsModel>

/** The persons as a client sees them, whose rows and writes outlive the tab. */
export type OfflinePersonsClientStore = QueryStore<PersonsModel> & OfflineStore<PersonsModel>

/** Options of {@link createPersonsClientStore}. */
export interface PersonsClientStoreOptions
  extends
    Omit<StoreOptions<PersonsModel>, 'queries' | 'sync' | 'transport'>,
    FeedSyncOptions<PersonsModel['names'][number]> {
  /** Address of the persons' API, such as `/api/trpc`. */
  readonly url: string
}

/** The persons' client store over their API, kept up to date by its feed; with `storage`, on the disk too. */
export function createPersonsClientStore(
  options: PersonsClientStoreOptions & Required<Pick<PersonsClientStoreOptions, 'storage'>>,
): OfflinePersonsClientStore
export function createPersonsClientStore(options: PersonsClientStoreOptions): PersonsClientStore
export function createPersonsClientStore(options: PersonsClientStoreOptions): PersonsClientStore {
  const { url, load, gcTime, conflicts, storage, ...rest } = options
  return createStore(personsModel, {
    ...rest,
    transport: createTRPCTransport(personsModel, { url }),
    sync: feedSync({ load, gcTime, conflicts, storage }),
    queries: liveQueries(),
  })
}
