import {
  type AnyModel,
  type Page,
  type PullResult,
  type SnapshotPage,
  StoreError,
  type StoredRow,
} from '@throughline/schema'
import { createTRPCClient, httpLink } from '@trpc/client'
import type { ModelRouter } from '../model-router.types.ts'
import type { PushOutput, TransactOutput } from '../sync/sync-procedures.types.ts'
import { type HttpOptions, requestHeaders } from './plain-http.ts'
import { foreignAnswer } from './transport-error.ts'
import type { SentMutation } from './wire-reader.ts'

export interface CallOptions {
  readonly signal?: AbortSignal
}

/** What came over the network, and may be anything. */
export type Answered<T> = Partial<T> | null | undefined

/** The calls of a transport as procedures. */
export interface WireClient {
  /** The server's address, for people. */
  readonly place: string
  readonly list: Call<{ readonly entity: string; readonly input: object }, Page<StoredRow>>
  readonly push: Call<{ readonly mutations: readonly SentMutation[] }, PushOutput>
  readonly transact: Call<{ readonly mutations: readonly SentMutation[] }, TransactOutput>
  readonly pull: Call<object, PullResult>
  readonly snapshot: Call<object, SnapshotPage>
}

type Call<TInput, TOutput> = (input: TInput, options: CallOptions) => Promise<Answered<TOutput>>

/** The procedures of an entity and of `sync` in one, before their names are known. */
interface LooseProcedures {
  readonly list?: LooseQuery<Page<StoredRow>>
  readonly push?: LooseMutation<PushOutput>
  readonly transact?: LooseMutation<TransactOutput>
  readonly pull?: LooseQuery<PullResult>
  readonly snapshot?: LooseQuery<SnapshotPage>
}

interface LooseQuery<T> {
  query(input: object, options: CallOptions): Promise<Answered<T>>
}

interface LooseMutation<T> {
  mutate(input: object, options: CallOptions): Promise<Answered<T>>
}

/** The calls by a tRPC client that is there already. */
export function overClient(client: object, place = 'its address'): WireClient {
  // Sound: the options' type asks for these procedures of `TModel`; here each is reached by its name.
  const procedures = client as Readonly<Record<string, LooseProcedures | undefined>>
  const { sync } = procedures
  const missing = async (name: string): Promise<never> => {
    throw new StoreError('not_configured', `The client for ${place} has no procedure "${name}".`)
  }
  return {
    place,
    list: ({ entity, input }, options) =>
      procedures[entity]?.list?.query(input, options) ?? missing(`${entity}.list`),
    push: (input, options) => sync?.push?.mutate(input, options) ?? missing('sync.push'),
    transact: (input, options) => sync?.transact?.mutate(input, options) ?? missing('sync.transact'),
    pull: (input, options) => sync?.pull?.query(input, options) ?? missing('sync.pull'),
    snapshot: (input, options) => sync?.snapshot?.query(input, options) ?? missing('sync.snapshot'),
  }
}

/** The calls by address. */
export function overHttp({ url, fetch: ownFetch, headers }: HttpOptions): WireClient {
  const place = String(url)
  // One request a call, no batching: the answers of a batch come together, so that each page of a long list would wait
  // for the slowest member; the writes are batched already, by `push`. HTTP/2 shares the connection.
  const link = httpLink<ModelRouter<AnyModel>>({
    url: place,
    headers: () => requestHeaders(headers),
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
    throw foreignAnswer(place, response, error)
  }
  const wait = response.headers.get('retry-after')
  return new Response(text, {
    status: response.status,
    ...(wait !== null && { headers: { 'retry-after': wait } }),
  })
}
