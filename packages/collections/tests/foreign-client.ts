import { QueryClient } from '@tanstack/query-core'
import { type CollectionsError, createStore } from '@throughline/collections'
import { polling } from '@throughline/collections/polling'
import { liveQueries, type QueryStore } from '@throughline/collections/query'
import type { AnyModel, EntityRow, Mutation, MutationOutcome, Store, Transport } from '@throughline/schema'
import { memoryStore } from '@throughline/schema/memory'

/** A client of any model, and the server that it speaks to. */
export interface ForeignClient<TModel extends AnyModel> {
  readonly store: QueryStore<TModel>
  readonly server: Store<TModel>
  /** Calls of the transport: `entity {"where":…}` for a read. */
  readonly reads: string[]
  /** `op entity`, one list for each push that was sent. */
  readonly pushes: string[][]
  /** Pushes wait here while there is a list, to be let through one by one. */
  held: (() => void)[] | undefined
  /** Those told to `onError`. */
  readonly errors: CollectionsError[]
}

let open: { dispose(): void }[] = []

/** A store on a server in this process with these rows, none of them read yet; disposed by {@link closeForeign}. */
export async function openForeign<TModel extends AnyModel>(
  model: TModel,
  rows: readonly EntityRow<TModel>[],
): Promise<ForeignClient<TModel>> {
  const server: Store<TModel> = memoryStore(model)
  await server.load(rows)
  const [reads, pushes, errors]: [string[], string[][], CollectionsError[]] = [[], [], []]
  const transport: Transport<TModel> = {
    list: (entity, options) => {
      reads.push(entity)
      return server.list(entity, options)
    },
    query: (entity, options) => {
      reads.push(`${entity} ${JSON.stringify(options.where)}`)
      return server.query(entity, options)
    },
    push(mutations) {
      pushes.push(mutations.map(labelOf))
      if (!client.held) return server.push(mutations)
      return new Promise<MutationOutcome[]>((resolve, reject) => {
        client.held?.push(() => void server.push(mutations).then(resolve, reject))
      })
    },
  }
  const store = createStore(model, {
    transport,
    sync: polling(),
    queries: liveQueries(),
    queryClient: new QueryClient({ defaultOptions: { queries: { retry: false } } }),
    pollInterval: false,
    onError: (error) => void errors.push(error),
  })
  open.push(store)
  const client: ForeignClient<TModel> = { store, server, reads, pushes, held: undefined, errors }
  return client
}

export function closeForeign(): void {
  for (const store of open) store.dispose()
  open = []
}

function labelOf<TModel extends AnyModel>({ op, entity }: Mutation<TModel>): string {
  return `${op} ${entity}`
}
