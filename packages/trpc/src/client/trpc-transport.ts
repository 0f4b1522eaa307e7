import type {
  AnyModel,
  EntityName,
  Mutation,
  MutationOutcome,
  Page,
  StoredRow,
  Transport,
} from '@throughline/schema'
import { entityOf } from '@throughline/schema/adapter'
import { createTRPCClient, httpLink } from '@trpc/client'
import type { ModelRouter } from '../model-router.types.ts'
import { makeReviver, makeWriter, maxPushMutations } from '../wire.ts'
import type { ListInput, PushInput, PushOutput } from '../wire.types.ts'
import { foreignAnswer, toTransportError } from './transport-error.ts'

interface CallOptions {
  readonly signal?: AbortSignal
}

/** As much of a model router's tRPC client as a transport needs: the client itself, or `client.api` where it is mounted. */
export type ModelClient<TModel extends AnyModel> = {
  readonly [N in EntityName<TModel>]: {
    readonly list: { query(input: ListInput<TModel, N>, options?: CallOptions): Promise<unknown> }
  }
} & {
  readonly sync: {
    readonly push: { mutate(input: PushInput<TModel>, options?: CallOptions): Promise<unknown> }
  }
}

/** Request headers, or what makes them before each request. */
type HeaderSource = Readonly<Record<string, string>> | (() => HeaderValues | Promise<HeaderValues>)
type HeaderValues = Readonly<Record<string, string>>

/** How a transport reaches the server: by address, or through a tRPC client that is there already. */
export type TRPCTransportOptions<TModel extends AnyModel> =
  | HttpOptions
  | { readonly client: ModelClient<TModel> }

interface HttpOptions {
  /** Where the router is served, such as `/api/trpc`. */
  readonly url: string | URL
  /** Instead of the global one. */
  readonly fetch?: typeof fetch
  readonly headers?: HeaderSource
}

/** What came over the network, and may be anything. */
type Answered<T> = Partial<T> | null | undefined

/** The procedures of an entity and of `sync` in one, before their names are known. */
interface LooseProcedures {
  readonly list: { query(input: object, options: CallOptions): Promise<Answered<Page<StoredRow>>> }
  readonly push: { mutate(input: object, options: CallOptions): Promise<Answered<PushOutput>> }
}

interface WireClient {
  readonly list: (entity: string, input: object, options: CallOptions) => Promise<Answered<Page<StoredRow>>>
  readonly push: (
    input: { readonly mutations: readonly Mutation[] },
    options: CallOptions,
  ) => Promise<Answered<PushOutput>>
  /** The server's address, for people. */
  readonly place: string
}

/**
 * Makes the `Transport` of a model over tRPC.
 *
 * `push` sends 100 mutations a request, one request after the other; where a later one fails, the earlier ones have
 * been applied. Every method throws a `StoreError` only: `offline` where no answer came, else what the server said.
 */
export function createTRPCTransport<TModel extends AnyModel>(
  model: TModel,
  options: TRPCTransportOptions<TModel>,
): Transport<TModel> {
  const wire = 'client' in options ? overClient(options.client) : overHttp(options)
  const revivers = new Map(model.names.map((name) => [name, makeReviver(entityOf(model, name), 'output')]))
  const writers = new Map(model.names.map((name) => [name, makeWriter(entityOf(model, name), 'input')]))
  const reviveRow = (entity: string, stored: StoredRow): StoredRow => {
    const revive = revivers.get(entity)
    return revive ? { ...stored, row: revive(stored.row) } : stored
  }
  const call = async <T>(
    signal: AbortSignal | undefined,
    send: (options: CallOptions) => Promise<T>,
  ): Promise<T> => {
    try {
      return await send(signal ? { signal } : {})
    } catch (error) {
      throw toTransportError(error, wire.place, signal)
    }
  }
  const page = async (
    entity: string,
    input: object,
    signal: AbortSignal | undefined,
  ): Promise<Page<StoredRow>> => {
    entityOf(model, entity)
    const found = await call(signal, (callOptions) => wire.list(entity, input, callOptions))
    if (!isList(found?.items)) throw foreignAnswer(wire.place, 200)
    return { items: found.items.map((stored) => reviveRow(entity, stored)), cursor: found.cursor ?? null }
  }

  const transport: Transport = {
    list: (entity, { signal, ...input } = {}) => page(entity, input, signal),
    query: (entity, { signal, ...input }) => page(entity, input, signal),
    async push(mutations, { signal } = {}) {
      const outcomes: MutationOutcome[] = []
      for (let start = 0; start < mutations.length; start += maxPushMutations) {
        const batch = mutations.slice(start, start + maxPushMutations)
        const sent = { mutations: batch.map((mutation) => toWire(mutation, writers.get(mutation.entity))) }
        const answer = await call(signal, (callOptions) => wire.push(sent, callOptions))
        if (answer?.outcomes?.length !== batch.length) throw foreignAnswer(wire.place, 200)
        outcomes.push(
          ...answer.outcomes.map((outcome, index) => reviveOutcome(batch[index], outcome, reviveRow)),
        )
      }
      return outcomes
    },
  }
  // Sound: rows are what the server's store of the same model gave, with what JSON could not hold revived.
  return transport as unknown as Transport<TModel>
}

function isList<T>(value: readonly T[] | undefined): value is readonly T[] {
  return Array.isArray(value)
}

/** JSON drops what is `undefined`: fields that an update removes travel by name. */
function toWire(
  mutation: Mutation,
  write: ReturnType<typeof makeWriter> = (values) => values,
): Mutation & { readonly unset?: readonly string[] } {
  if (mutation.op === 'delete') return mutation
  if (mutation.op === 'insert') {
    const row = write(mutation.row)
    return row === mutation.row ? mutation : { ...mutation, row }
  }
  const changes = write(mutation.changes)
  const unset = Object.entries(mutation.changes).flatMap(([field, value]) =>
    value === undefined ? [field] : [],
  )
  return changes === mutation.changes && unset.length === 0
    ? mutation
    : { ...mutation, changes, ...(unset.length > 0 && { unset }) }
}

function reviveOutcome(
  mutation: Mutation | undefined,
  outcome: MutationOutcome,
  reviveRow: (entity: string, stored: StoredRow) => StoredRow,
): MutationOutcome {
  if (!mutation || !('stored' in outcome) || outcome.stored === null) return outcome
  return { ...outcome, stored: reviveRow(mutation.entity, outcome.stored) }
}

function overHttp({ url, fetch: ownFetch, headers }: HttpOptions): WireClient {
  const place = String(url)
  // One request a call, no batching: the answers of a batch come together, so that each page of a long list would wait
  // for the slowest member; the writes are batched already, by `push`. HTTP/2 shares the connection.
  const link = httpLink<ModelRouter<AnyModel>>({
    url: place,
    ...(headers && {
      headers: async () => ({ ...(typeof headers === 'function' ? await headers() : headers) }),
    }),
    fetch: async (input, init) => {
      // Sound: tRPC calls its fetch with a URL and plain fetch options; its own type only leaves out what it never sets.
      const response = await (ownFetch ?? fetch)(input, init)
      return asJson(response, place)
    },
  })
  return overClient(createTRPCClient<ModelRouter<AnyModel>>({ links: [link] }), place)
}

/** The response, whose body is JSON; some tRPC adapters send errors as plain text, and proxies send pages. */
async function asJson(response: Response, place: string): Promise<Response> {
  const type = response.headers.get('content-type') ?? ''
  if (/^application\/(json|[\w.+-]+\+json)\b/i.test(type)) return response
  const text = await response.text()
  try {
    JSON.parse(text)
  } catch (error) {
    throw foreignAnswer(place, response.status, error)
  }
  return new Response(text, { status: response.status })
}

function overClient(client: object, place = 'its address'): WireClient {
  // Sound: the options' type asks for exactly these procedures of `TModel`; here each is reached by its name.
  const procedures = client as Readonly<Record<string, LooseProcedures>>
  return {
    place,
    list: async (entity, input, options) => procedures[entity]?.list.query(input, options),
    push: async (input, options) => procedures['sync']?.push.mutate(input, options),
  }
}
