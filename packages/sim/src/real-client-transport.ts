import { StoreError, type SyncTransport } from '@throughline/schema'
import type { SyncModel } from '@throughline/schema/testing'
import type { EntityName } from './plan.types.ts'
import type { Answer, Request, SimMutation } from './protocol.types.ts'
import type { Random } from './random.ts'
import { createStreamSet, liveEvents } from './real-client-stream.ts'
import { envelopeOf, type SimTransport, type TransportOptions } from './real-client-wire.ts'

/** Milliseconds that a call waits for its answer. */
const patience = 10_000

type Call = (request: Request, signal?: AbortSignal) => Promise<Answer>

/** What every call has. */
interface Given {
  readonly cursor?: string
  readonly limit?: number
  readonly signal?: AbortSignal
}

export function createTransport(options: TransportOptions): SimTransport {
  const streams = createStreamSet()
  const call = createCall(options)
  const transport = {
    ...createWrites(options, call),
    ...createReads(options, call),
    live: (given: { readonly cursor: string; readonly signal: AbortSignal }) =>
      liveEvents(options, streams, given),
  }
  return {
    // Sound: answers are those of a store of this model, to what was asked of it.
    transport: transport as unknown as SyncTransport<SyncModel>,
    wakeStreams: streams.wake,
    cutStreams: streams.cut,
  }
}

function createWrites({ ledger, session, pending, isOver }: TransportOptions, call: Call) {
  type Write = Extract<Request, { kind: 'push' | 'transact' }>
  const send = async (request: Write, signal?: AbortSignal) => {
    if (!isOver()) ledger.sent(session(), request.mutations, pending())
    const answer = await call(request, signal)
    if (answer.kind !== 'push' && answer.kind !== 'transact') throw strange(answer)
    for (const outcome of answer.outcomes) ledger.answered(outcome.mutationId, outcome)
    return answer.outcomes
  }
  return {
    push: async (
      mutations: readonly SimMutation[],
      { clientId, seq, signal }: Given & { readonly clientId: string; readonly seq: number },
    ) => send({ kind: 'push', clientId, seq, mutations }, signal),
    transact: async (mutations: readonly SimMutation[], { signal }: Given = {}) =>
      send({ kind: 'transact', mutations }, signal),
  }
}

function createReads(options: TransportOptions, call: Call) {
  const { scheduler, random } = options
  const limited = (limit = 1_000): number => Math.min(limit, random.pick([2, 5, 100]))
  const readPage = async (
    entity: EntityName,
    where: Readonly<Record<string, unknown>> | undefined,
    { cursor, limit, signal }: Given = {},
  ) => {
    const answer = await call({ kind: 'page', entity, where, cursor, limit: limited(limit) }, signal)
    if (answer.kind !== 'page') throw strange(answer)
    options.read()
    return answer.page
  }
  return {
    list: async (entity: EntityName, given?: Given) => readPage(entity, undefined, given),
    query: async (entity: EntityName, given: Given & { readonly where: object }) =>
      readPage(entity, { ...given.where }, given),
    async snapshot({ cursor, limit, signal }: Given = {}) {
      if (cursor === undefined && !options.isOver()) options.reset()
      const answer = await call({ kind: 'snapshot', cursor, limit: limited(limit) }, signal)
      if (answer.kind !== 'snapshot') throw strange(answer)
      options.read()
      return answer.page
    },
    async pull({ cursor = '', limit, signal }: Given) {
      const begun = scheduler.now()
      const answer = await call({ kind: 'pull', cursor, limit: limited(limit) }, signal)
      if (answer.kind !== 'pull') throw strange(answer)
      const { result } = answer
      if (result.kind === 'reset') options.reset()
      else if (!result.more) options.pulled(begun)
      return result
    },
  }
}

function strange(answer: Answer): TypeError {
  return new TypeError(`An answer of another kind: ${answer.kind}.`)
}

/** Asks a server; nothing comes once the tab has ended. @throws {StoreError} as a transport does. */
function createCall(options: TransportOptions): Call {
  const { name, scheduler, random, network, owner, isOver, isOnline } = options
  return async (request, signal) =>
    new Promise((resolve, reject) => {
      if (isOver()) return
      const abort = (): void => reject(new StoreError('aborted', 'Ended.'))
      const enter = (work: () => void): void =>
        owner.enter(() => {
          if (isOver()) return
          signal?.removeEventListener('abort', abort)
          work()
        })
      const fail = (text: string): void => enter(() => reject(new StoreError('offline', text)))
      signal?.addEventListener('abort', abort, { once: true })
      if (!isOnline()) {
        scheduler.after(random.between(1, 50), () => fail('There is no network.'))
        return
      }
      const cancel = scheduler.after(patience, () => fail('No answer came in time.'))
      network.send(name, envelopeOf(options, request), (answer) =>
        enter(() => {
          if (!isOnline()) return
          cancel()
          const error = errorOf(answer, random)
          if (error) reject(error)
          else resolve(answer)
        }),
      )
    })
}

function errorOf(answer: Answer, random: Random): StoreError | undefined {
  if (answer.kind === 'auth') return new StoreError('denied', 'Sign in.')
  if (answer.kind === 'refused') return answer.error
  if (answer.kind !== 'retry') return undefined
  return random.chance(0.5)
    ? new StoreError('unavailable', 'The server failed, with 401 in its text.')
    : new StoreError('throttled', 'Too much.', { retryAfter: random.between(0, 3_000) })
}
