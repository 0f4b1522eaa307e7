import type { Mutation } from '../mutation.types.ts'
import { sequenceGap, sequenceUsed } from '../push-source.ts'
import type { PushSource, SyncOutcome } from '../sync.types.ts'
import { createLog, type Log } from './log.ts'
import { canonicalText } from './plain-data.ts'

/** The answer that a mutation got. */
interface Answer {
  /** What was asked, to tell a retry from another mutation. */
  readonly request: string
  readonly outcome: SyncOutcome
  /** When, in milliseconds. */
  readonly at: number
}

/** What a store remembers of each client: the last place in its order, and the answers of a while. */
export interface Clients {
  /**
   * Answers a batch: what is known as before, the rest by `apply`.
   *
   * @throws {StoreError} `invalid` before anything is applied, for a place that is wrong.
   */
  readonly answer: (
    source: PushSource,
    mutations: readonly Mutation[],
    at: number,
    apply: (mutation: Mutation) => SyncOutcome,
  ) => SyncOutcome[]
  /** Forgets the answers given before this time, never that they were given. */
  readonly trim: (before: number) => void
}

/** Makes the memory of no client. */
export function createClients(): Clients {
  const clients = new Map<string, Log<Answer>>()
  /** Whose answers they are, of all that are kept, in the order in which they were given. */
  const given = createLog<{ readonly log: Log<Answer>; readonly at: number }>()

  return {
    answer(source, mutations, at, apply) {
      const log = clients.get(source.clientId) ?? createLog<Answer>()
      const requests = mutations.map(canonicalText)
      const stored = checkPlaces(source, requests, log)
      const fresh = mutations.slice(stored.length).map((mutation, index) => {
        const outcome = apply(mutation)
        log.push({ request: requests[stored.length + index] ?? '', outcome, at })
        given.push({ log, at })
        clients.set(source.clientId, log)
        return outcome
      })
      return [...stored, ...fresh]
    },
    trim(before) {
      while ((given.at(given.first)?.at ?? Infinity) < before) given.shift()?.log.shift()
    },
  }
}

/** The answers that the first mutations of a batch got before. */
function checkPlaces(
  { clientId, seq }: PushSource,
  requests: readonly string[],
  log: Log<Answer>,
): SyncOutcome[] {
  const { last } = log
  if (seq > last + 1) throw sequenceGap({ clientId, seq }, last)
  return requests.slice(0, last + 1 - seq).map((request, index) => {
    const answer = log.at(seq + index)
    if (answer?.request === request) return answer.outcome
    throw sequenceUsed({ clientId, seq: seq + index }, last, answer !== undefined)
  })
}
