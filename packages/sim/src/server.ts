import { createDynamoStore, type TableLayout } from '@throughline/electrodb'
import { StoreError, type SyncOutcome, type SyncStore, type WriteGuard } from '@throughline/schema'
import { type SyncModel, syncModel } from '@throughline/schema/testing'
import type { HasBug } from './bugs.ts'
import { processClient, type RequestsOptions } from './dynamo-requests.ts'
import type { Answer, Envelope, Poke, Request, SimMutation } from './protocol.types.ts'
import { feedByClock, snapshotFeedAfter } from './server-bugs.ts'

/** What servers are started with. */
export interface ServerOptions {
  readonly name: string
  readonly layout: TableLayout
  readonly requests: RequestsOptions
  readonly feedTtl: number
  readonly feedBefore: boolean
  /** Milliseconds of the wall clock, without the skew of the process. */
  readonly wall: () => number
  readonly skew: number
  readonly hasBug: HasBug
  /** Whether a request is to be answered 500 before anything is done. */
  readonly isFailing: () => boolean
  readonly poke: (poke: Poke) => void
  /** The store as a user sees it, where rights are simulated too; the whole of it when absent. */
  readonly open?: (store: SyncStore<SyncModel>, user: string) => SyncStore<SyncModel>
}

/** One process with the real core, and a memory that ends with it. */
export interface Server {
  readonly name: string
  readonly isAlive: () => boolean
  /** Answers, or never does where the process ends. */
  readonly handle: (envelope: Envelope, tell: (answer: Answer) => void) => void
  readonly kill: () => void
  /** Moves its clock. */
  readonly jump: (by: number) => void
}

/** Starts a process. */
export function startServer(options: ServerOptions): Server {
  const { name, layout, requests, hasBug } = options
  let isAlive = true
  let skew = options.skew
  const client = processClient(requests, { name, isAlive: () => isAlive })
  const now = (): string => new Date(options.wall() + skew).toISOString()
  const { feedTtl, feedBefore } = options
  const real = createDynamoStore(syncModel, { client, layout, now, feedTtl, feedBefore, cursorSecret })
  const clocked = hasBug('feed by clock') ? feedByClock(real) : real
  const store = hasBug('snapshot feed taken after') ? snapshotFeedAfter(clocked) : clocked
  return {
    name,
    isAlive: () => isAlive,
    kill: () => {
      isAlive = false
    },
    jump: (by) => {
      skew += by
    },
    handle(envelope, tell) {
      // The clock that tokens are checked by is right: its faults are told as 401, which clients survive.
      if (envelope.expires <= options.wall()) return tell({ kind: 'auth' })
      if (options.isFailing()) return tell({ kind: 'retry' })
      const seen = options.open?.(store, envelope.user) ?? store
      answerTo(seen, envelope.request, hasBug).then(
        (answer) => {
          if (!isAlive) return
          tell(answer)
          const changes = pokeOf(envelope.request, answer)
          if (changes.length > 0) options.poke({ changes })
        },
        (error: unknown) => {
          if (isAlive) tell(errorAnswer(error, requests.fail))
        },
      )
    },
  }
}

const cursorSecret = 'a secret of all processes, longer than 32 bytes'

async function answerTo(store: SyncStore<SyncModel>, request: Request, hasBug: HasBug): Promise<Answer> {
  switch (request.kind) {
    case 'push': {
      const { clientId, seq, mutations } = request
      const source = hasBug('no dedupe') ? {} : { clientId, seq }
      return { kind: 'push', outcomes: await store.push(mutations, source) }
    }
    case 'pull':
      return { kind: 'pull', result: await store.pull(request) }
    case 'snapshot':
      return { kind: 'snapshot', page: await store.snapshot(request) }
    case 'transact':
      return { kind: 'transact', outcomes: await store.transact(request.mutations) }
    case 'page': {
      const { entity, where, limit, cursor } = request
      const page = { limit, ...(cursor !== undefined && { cursor }) }
      // Sound: clients name all fields of the parent's path, or none.
      if (where) return { kind: 'page', page: await store.query(entity, { ...page, where: where as never }) }
      return { kind: 'page', page: await store.list(entity, page) }
    }
  }
}

function errorAnswer(error: unknown, fail: (error: unknown) => void): Answer {
  if (!(error instanceof StoreError)) {
    fail(error)
    return { kind: 'retry' }
  }
  const { code, sequence, message, cause } = error
  if (code === 'throttled') return { kind: 'retry' }
  // What the store could not make sense of is a fault of the store or of the model.
  if (code === 'unavailable') {
    const isKnown = !(
      cause instanceof TypeError ||
      cause instanceof RangeError ||
      cause instanceof ReferenceError
    )
    if (!isKnown) fail(error)
    return { kind: 'retry' }
  }
  return { kind: 'refused', sequence, message: `${code}: ${message}`, error }
}

/** The changes that outcomes tell of, but for what went along with deletes. */
function pokeOf(request: Request, answer: Answer): Poke['changes'] {
  if (request.kind === 'transact' && answer.kind === 'transact') return pokesOf(request, answer)
  if (request.kind !== 'push' || answer.kind !== 'push') return []
  return pokesOf(request, answer)
}

function pokesOf(
  request: { readonly mutations: readonly SimMutation[] },
  answer: { readonly outcomes: readonly SyncOutcome[] },
): Poke['changes'] {
  return answer.outcomes.flatMap((outcome, index): Poke['changes'] => {
    const mutation = request.mutations[index]
    if (outcome.status !== 'applied' || !mutation) return []
    const { version, place, stored, mutationId } = outcome
    const key = mutation.op === 'insert' ? keyOfInsert(mutation) : mutation.key
    const common = { entity: mutation.entity, key, version, place, mutationId }
    const change = stored
      ? { op: 'put', stored, ...common }
      : { op: 'delete', deletedAt: '', cause: 'delete', ...common }
    // Sound: key and row are of the mutation's own entity.
    return [change as unknown as Poke['changes'][number]]
  })
}

/** A store that takes no names that are bad, which clients cannot know. */
export function refusingBad(store: SyncStore<SyncModel>): SyncStore<SyncModel> {
  const guard: WriteGuard = {
    admit: ({ after }) =>
      [after?.row['name'], after?.row['title']].some((text) => String(text).startsWith('bad '))
        ? { code: 'invalid', message: 'It is bad.' }
        : undefined,
  }
  return {
    ...store,
    push: async (mutations, options) => store.push(mutations, { ...options, guard }),
    transact: async (mutations, options) => store.transact(mutations, { ...options, guard }),
  }
}

function keyOfInsert({ entity, row }: SimMutation & { op: 'insert' }): object {
  const values: Readonly<Record<string, unknown>> = { ...row }
  const { path } = syncModel.entities[entity]
  return Object.fromEntries(path.map((field) => [field, values[field]]))
}
