import type { QueryClient } from '@tanstack/query-core'
import type { AnyModel, Transport } from '@throughline/schema'
import type { CollectionsError } from './collections-error.ts'
import type { Fold } from './fold.ts'
import type { Loader } from './loader.ts'
import type { PushQueue } from './push-queue.ts'
import type { FeedStatus } from './sync-status.types.ts'
import type { Session } from './sync/session.types.ts'

/** What moves the rows of a store: the rows, their reading and their writing. */
export interface Engine {
  /** The model as it is loaded. */
  readonly model: AnyModel
  readonly fold: Fold
  readonly loader: Loader
  readonly queue: PushQueue
  /** Where a feed is followed. */
  readonly session?: Session
  /** Makes the writes of `work` as one; absent where that cannot be done. */
  readonly together?: (work: () => void) => unknown
  /** How the following of a feed stands; absent where none is followed. */
  readonly feed?: () => FeedStatus
  /** Deletes all that outlives the tab, and lets go of all rows and writes; absent where nothing does. */
  readonly clear?: () => Promise<void>
  /** What the store can do besides. */
  readonly members?: object
  dispose(): void
}

export interface EngineOptions {
  readonly transport: Transport
  readonly queryClient?: QueryClient | undefined
  readonly pollInterval: number | false
  readonly staleTime: number
  readonly onError: (error: CollectionsError) => void
  /** Told after each change of what the status says. */
  readonly onChange: () => void
}

/** How a store's rows are kept up to date; with the entities that its options name. */
export interface SyncPlugin<TName extends string = string> {
  /** Of the type alone. */
  readonly names?: TName
  readonly open: (model: AnyModel, options: EngineOptions) => Engine
}

/** What `feedSync` of `@throughline/collections/sync` makes; it takes a `SyncTransport`. */
export interface FeedPlugin<TName extends string = string> extends SyncPlugin<TName> {
  readonly kind: 'feed'
}

/** What `feedSync` makes with `storage`. */
export interface OfflinePlugin<TName extends string = string> extends FeedPlugin<TName> {
  readonly isOffline: true
}

/** What a store gives to its queries. */
export interface QuerySource extends Pick<Engine, 'fold' | 'loader' | 'model'> {
  /** Told before rows of an entity are read or written. */
  readonly wake: (entity: string) => void
}

/** What `liveQueries` of `@throughline/collections/query` makes. */
export interface QueryPlugin {
  readonly open: (source: QuerySource) => object
}
