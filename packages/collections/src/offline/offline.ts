import type { AnyModel } from '@throughline/schema'
import { createStored } from '../sync/stored/create-stored.ts'
import type { OfflineSource } from '../sync/stored/offline-source.types.ts'
import { openSharedStorage } from './shared-storage.ts'
import type { OfflineStorage, StorageOptions } from './storage.types.ts'
import type { TabSource } from './tabs.types.ts'

/** Whose data a store keeps, and where. */
export interface OfflineOptions extends Omit<StorageOptions, 'model'> {
  /** What tabs agree by; the browser's own when absent. */
  readonly tabs?: TabSource | undefined
  /** Opens another storage than the browser's, as `memoryStorage`; tabs share it where `tabs` are given. */
  readonly open?: ((model: AnyModel) => OfflineStorage | Promise<OfflineStorage>) | undefined
}

/** Keeps the rows and the writes of a store in a database of their user: for the `storage` of `feedSync`. */
export function offline(options: OfflineOptions): OfflineSource {
  return {
    open: (context) => createStored(() => openSharedStorage({ ...options, model: context.model }), context),
  }
}
