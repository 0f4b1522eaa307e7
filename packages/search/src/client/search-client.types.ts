import type { AnyModel, EntityName, SearchOptions, SearchResult, SyncTransport } from '@throughline/schema'
import type { HttpSourceOptions } from '../host/http-source.ts'
import type { SearchState } from '../host/messages.types.ts'

/** A value that can be read now and listened to. */
export interface Readable<T> {
  /** The value now; the same object until it changes. */
  get(): T
  /** Calls `listener` when the value may have changed; returns how to stop. */
  subscribe(listener: () => void): () => void
}

/** As much of a client store as a search follows: that of `@throughline/collections` is one. */
export interface SearchedStore {
  /** Told whenever something may have come from the server. */
  readonly status: Readable<{ readonly syncedAt: Date | null }>
  /** Writes that are not confirmed. */
  readonly pendingMutations: Readable<
    readonly {
      readonly entity: string
      readonly key: string
      readonly kind: 'delete' | 'insert' | 'update'
    }[]
  >
  /** The version that a row's confirmed state has. */
  meta(entity: string, key: string): { readonly version: number } | undefined
  /** A row as it is shown. */
  get(entity: string, key: string): object | undefined
}

/** Asks the server's own index. */
export type AskServer<TName extends string = string> = (
  query: string,
  options: SearchOptions & { readonly signal?: AbortSignal | undefined },
) => Promise<SearchResult<TName>>

/** What {@link createSearch} takes besides the model. */
export interface CreateSearchOptions<TModel extends AnyModel> {
  /**
   * Where rows come from: the address of the API, which is read where the index is, or something with `snapshot` and `pull`,
   * which only an index in this thread can ask. Absent where the worker has a source of its own.
   */
  readonly source?: ClientHttpSource | Pick<SyncTransport<TModel>, 'pull' | 'snapshot'> | undefined
  /** Starts the worker that has the index; it is in this thread when absent, or where there are no workers. */
  readonly worker?: (() => Worker) | undefined
  /**
   * The name under which the index is kept in IndexedDB, of the user who is signed in: no other finds it. It is read again
   * from the server at each visit when absent.
   */
  readonly storage?: string | undefined
  /** Whose edits are found at once, and who tells that the server has something new. */
  readonly store?: SearchedStore | undefined
  /** Asked until all rows are indexed here. */
  readonly server?: AskServer<EntityName<TModel>> | undefined
  /** Milliseconds between looks at the feed where nobody tells; 60,000 when absent. */
  readonly pollInterval?: number | false | undefined
}

/** The address of an API, and what is sent with each request. */
export interface ClientHttpSource {
  readonly url: string
  /** Headers, or what makes them: at the beginning, and again with each `refresh`. */
  readonly headers?:
    | HttpSourceOptions['headers']
    | (() => HttpSourceOptions['headers'] | Promise<HttpSourceOptions['headers']>)
}

/** What was found, and by whom. */
export interface FoundResult<TName extends string = string> extends SearchResult<TName> {
  /** The server's index was asked, since not all rows are indexed here. */
  readonly isServer: boolean
}

/** Search over a model's rows, in a worker, in this thread or on the server, all the same to who asks. */
export interface Search<TModel extends AnyModel = AnyModel> {
  readonly model: TModel
  /** How far the index has got. */
  readonly state: Readable<SearchState>
  /** Begins to make the index, or to restore it; the first search does too. */
  start(): void
  /** Finds roots; rejects where the server or the worker failed, or the signal fires. */
  search(
    query: string,
    options?: SearchOptions & { readonly signal?: AbortSignal | undefined },
  ): Promise<FoundResult<EntityName<TModel>>>
  /** Looks at the feed now. */
  refresh(): void
  /** Forgets all rows, the kept index too, and ends: for signing out. */
  clear(): Promise<void>
  /** Ends the worker and lets go of the store; what is kept stays. */
  close(): void
}
