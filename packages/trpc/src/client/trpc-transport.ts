import type {
  AnyModel,
  EntityName,
  LiveOptions,
  Mutation,
  Page,
  PageOptions,
  PullOptions,
  PullResult,
  PushOptions,
  SnapshotPage,
  StoredRow,
  SyncOutcome,
  SyncTransport,
} from '@throughline/schema'
import { entityOf } from '@throughline/schema/adapter'
import type { PullInput, PushInput, SnapshotInput, TransactInput } from '../sync/sync-procedures.types.ts'
import { maxPushMutations } from '../wire.ts'
import type { ListInput } from '../wire.types.ts'
import { type LiveConnectionOptions, liveEvents } from './live-events.ts'
import { createPlainHttp, type HttpOptions, type PlainHttp } from './plain-http.ts'
import { foreignAnswer, toTransportError } from './transport-error.ts'
import { type Answered, type CallOptions, overClient, overHttp, type WireClient } from './wire-client.ts'
import { createWireReader } from './wire-reader.ts'

/** As much of a model router's tRPC client as a transport needs: the client itself, or `client.api` where it is mounted. */
export type ModelClient<TModel extends AnyModel> = {
  readonly [N in EntityName<TModel>]: {
    readonly list: { query(input: ListInput<TModel, N>, options?: CallOptions): Promise<unknown> }
  }
} & {
  readonly sync: {
    readonly push: { mutate(input: PushInput<TModel>, options?: CallOptions): Promise<unknown> }
    readonly transact?: { mutate(input: TransactInput<TModel>, options?: CallOptions): Promise<unknown> }
    readonly pull?: { query(input: PullInput, options?: CallOptions): Promise<unknown> }
    readonly snapshot?: { query(input?: SnapshotInput, options?: CallOptions): Promise<unknown> }
  }
}

/** What is sent with every write. */
interface WriteOptions {
  /** Names the model that the application was built with; a server that takes it no longer says `upgrade`. */
  readonly modelVersion?: string | undefined
}

/** A transport by address, with everything that the protocol has. */
export interface HttpTransportOptions extends HttpOptions, WriteOptions {
  readonly live?: LiveConnectionOptions | undefined
}

/** A transport by a tRPC client that is there already, which has no live stream. */
export interface ClientTransportOptions<TModel extends AnyModel> extends WriteOptions {
  readonly client: ModelClient<TModel>
}

/** How a transport reaches the server. */
export type TRPCTransportOptions<TModel extends AnyModel> =
  | ClientTransportOptions<TModel>
  | HttpTransportOptions

/**
 * Makes the `SyncTransport` of a model over tRPC, and the plain endpoints beside it.
 *
 * `push` sends 100 mutations a request, one request after the other; where a later one fails, the earlier ones have
 * been applied. Every method throws a `StoreError` only: `offline` where no answer came, else what the server said.
 */
export function createTRPCTransport<TModel extends AnyModel>(
  model: TModel,
  options: HttpTransportOptions,
): SyncTransport<TModel>
/** Over a tRPC client that is there already: all but `live`. */
export function createTRPCTransport<TModel extends AnyModel>(
  model: TModel,
  options: ClientTransportOptions<TModel>,
): Omit<SyncTransport<TModel>, 'live'>
export function createTRPCTransport(
  model: AnyModel,
  options: ClientTransportOptions<AnyModel> | HttpTransportOptions,
): unknown {
  const reader = createWireReader(model)
  if ('client' in options) {
    const wire = overClient(options.client)
    const context = { model, reader, wire, options }
    return { ...createReads(context), ...createWrites(context), ...createProcedureReads(context) }
  }
  const context = { model, reader, wire: overHttp(options), options }
  const http = createPlainHttp(options)
  return {
    ...createReads(context),
    ...createWrites(context),
    ...createPlainReads(context, http),
    live: (request: LiveOptions) => liveEvents(http, reader, request, options.live),
  }
}

interface TransportContext {
  readonly model: AnyModel
  readonly reader: ReturnType<typeof createWireReader>
  readonly wire: WireClient
  readonly options: WriteOptions
}

type Signal = AbortSignal | undefined

function callOptions(signal: Signal): CallOptions {
  return signal ? { signal } : {}
}

function createReads({ model, reader, wire }: TransportContext): Pick<SyncTransport, 'list' | 'query'> {
  const page = async (entity: string, input: object, signal: Signal): Promise<Page<StoredRow>> => {
    entityOf(model, entity)
    const found = await called(wire.list({ entity, input }, callOptions(signal)), wire, signal)
    if (!isList(found?.items)) throw foreignAnswer(wire.place, undefined)
    return {
      items: found.items.map((stored) => reader.readStored(entity, stored)),
      cursor: found.cursor ?? null,
    }
  }
  return {
    list: (entity, { signal, ...input } = {}) => page(entity, input, signal),
    query: (entity, { signal, ...input }) => page(entity, input, signal),
  }
}

function createWrites({ reader, wire, options }: TransportContext): Pick<SyncTransport, 'push' | 'transact'> {
  const version = options.modelVersion !== undefined && { modelVersion: options.modelVersion }
  const sent = (mutations: readonly Mutation[]) => ({
    ...version,
    mutations: mutations.map((mutation) => reader.writeMutation(mutation)),
  })
  const outcomesOf = <T extends SyncOutcome>(
    mutations: readonly Mutation[],
    answer: Answered<{ readonly outcomes: readonly T[] }>,
  ): T[] => {
    const outcomes = answer?.outcomes
    if (!isList(outcomes) || outcomes.length !== mutations.length) throw foreignAnswer(wire.place, undefined)
    return outcomes.map((outcome, index) => reader.readOutcome(mutations[index]?.entity, outcome))
  }
  return {
    async push(mutations, { signal, ...source }: PushOptions = {}) {
      const outcomes: SyncOutcome[] = []
      for (let start = 0; start < mutations.length; start += maxPushMutations) {
        const batch = mutations.slice(start, start + maxPushMutations)
        const { clientId, seq } = source
        const place = clientId === undefined ? {} : { clientId, seq: seq + start }
        const answer = await called(
          wire.push({ ...sent(batch), ...place }, callOptions(signal)),
          wire,
          signal,
        )
        outcomes.push(...outcomesOf(batch, answer))
      }
      return outcomes
    },
    async transact(mutations, { signal, restrict } = {}) {
      const input = { ...sent(mutations), ...(restrict !== undefined && { restrict }) }
      const readCurrent = (index: number, stored: StoredRow): StoredRow =>
        reader.readStored(mutations[index]?.entity ?? '', stored)
      const answer = await called(wire.transact(input, callOptions(signal)), wire, signal, readCurrent)
      return outcomesOf(mutations, answer)
    },
  }
}

type FeedReads = Pick<SyncTransport, 'pull' | 'snapshot'>

/** Pages by the endpoints that answer with what is compressed already. */
function createPlainReads({ reader, wire }: TransportContext, http: PlainHttp): FeedReads {
  return {
    snapshot: async ({ signal, ...query }: PageOptions = {}) =>
      readPage(await http.json('sync/snapshot', { query, signal }), reader, wire),
    pull: async ({ signal, ...query }: PullOptions) =>
      readPull(await http.json('sync/pull', { query: { ...query }, signal }), reader, wire),
  }
}

/** Pages by procedures. */
function createProcedureReads({ reader, wire }: TransportContext): FeedReads {
  return {
    snapshot: async ({ signal, ...input }: PageOptions = {}) =>
      readPage(await called(wire.snapshot(input, callOptions(signal)), wire, signal), reader, wire),
    pull: async ({ signal, ...input }: PullOptions) =>
      readPull(await called(wire.pull(input, callOptions(signal)), wire, signal), reader, wire),
  }
}

function readPage(
  answer: unknown,
  { readRow }: TransportContext['reader'],
  { place }: WireClient,
): SnapshotPage {
  // Sound: what is read of it is checked.
  const page = answer as Answered<SnapshotPage>
  if (!isList(page?.items) || typeof page.feed !== 'string') throw foreignAnswer(place, undefined)
  return { items: page.items.map(readRow), cursor: page.cursor ?? null, feed: page.feed }
}

function readPull(
  answer: unknown,
  { readChange }: TransportContext['reader'],
  { place }: WireClient,
): PullResult {
  // Sound: what is read of it is checked.
  const page = answer as Answered<Extract<PullResult, { kind: 'changes' }>> | { readonly kind: 'reset' }
  if (page?.kind === 'reset') return page
  if (page?.kind !== 'changes' || !isList(page.changes) || typeof page.cursor !== 'string') {
    throw foreignAnswer(place, undefined)
  }
  const { changes, cursor } = page
  return { kind: 'changes', changes: changes.map(readChange), cursor, more: page.more === true }
}

/** Awaits a call; what it throws leaves as a transport's error. */
async function called<T>(
  call: Promise<Answered<T>>,
  { place }: WireClient,
  signal: Signal,
  readCurrent?: (index: number, stored: StoredRow) => StoredRow,
): Promise<Answered<T>> {
  try {
    return await call
  } catch (error) {
    throw toTransportError(error, { place, signal, readCurrent })
  }
}

function isList<T>(value: readonly T[] | undefined): value is readonly T[] {
  return Array.isArray(value)
}
