import { createHash } from 'node:crypto'
import type { FeedPlace, Mutation, MutationOutcome, SyncOutcome } from '@throughline/schema'
import { canonicalText, sequenceUsed } from '@throughline/schema/adapter'
import { pause } from '../client/backoff.ts'
import type { Connection } from '../connection.ts'
import type { Item } from '../items/item.ts'
import type { Step } from './transaction.ts'
import { clientKey, clientPartition, placeKey } from './keys.ts'
import { packJson, unpackJson } from './packed-json.ts'
import { queryItems } from './query-items.ts'
import { unseen } from './unseen.ts'

/** The answer that a mutation got, as the table keeps it. */
export interface Answer {
  /** Digest of what was asked, to tell a retry from another mutation. */
  readonly request: string
  readonly outcome: RecordedOutcome
}

/** An outcome with its row as the table keeps rows. */
export type RecordedOutcome =
  | {
      readonly status: 'applied'
      readonly id: string
      readonly e: string
      readonly i: Item | null
      readonly v: number
      readonly p: FeedPlace
    }
  | { readonly status: 'conflict'; readonly id: string; readonly e: string; readonly i: Item }
  | { readonly status: 'rejected'; readonly outcome: Extract<MutationOutcome, { status: 'rejected' }> }

/** Some of a client's answers, one after the other. */
export interface AnswersOf {
  readonly clientId: string
  /** The place of the last of them. */
  readonly last: number
  readonly answers: readonly Answer[]
}

/** Digest of a mutation: equal for the same content, however it was kept and read. */
export function digest(mutation: Mutation): string {
  return createHash('sha256').update(canonicalText(mutation)).digest('base64url')
}

/** The last place that an item of a client tells. */
export function lastPlaceOf(item: Item | null): number {
  return item ? Number(item['lastSeq']) : 0
}

/** Moves a client's last place, where it still is what was read. */
export function clientStep(
  { tableName, items: { prefix } }: Connection,
  { clientId, before, after, at }: { clientId: string; before: number; after: number; at: string },
): Step {
  const condition =
    before === 0
      ? { ConditionExpression: 'attribute_not_exists(pk)' }
      : { ConditionExpression: 'lastSeq = :before', ExpressionAttributeValues: { ':before': before } }
  const Item = { ...clientKey(prefix, clientId), lastSeq: after, seenAt: at }
  return { role: 'client', action: { Put: { TableName: tableName, Item, ...condition } } }
}

/** Keeps answers until `ttl`, in seconds. */
export function answersStep(
  { tableName, items: { prefix } }: Connection,
  { clientId, last, answers }: AnswersOf,
  { ttl, stamp }: { ttl: number; stamp: string },
): Step {
  const Item = {
    pk: clientPartition(prefix, clientId),
    sk: placeKey(last),
    first: last - answers.length + 1,
    stamp,
    ttl,
    data: packJson(answers),
  }
  return { role: 'client', action: { Put: { TableName: tableName, Item } } }
}

/**
 * Answers the first mutations of a batch, those up to the client's last place, as before.
 *
 * @throws {StoreError} `invalid`, where one of these places was another mutation's, or its answer is no longer kept.
 */
export async function storedAnswers(
  connection: Connection,
  source: { readonly clientId: string; readonly seq: number },
  requests: readonly string[],
  lastSeq: number,
  signal?: AbortSignal,
): Promise<SyncOutcome[]> {
  const until = Math.min(lastSeq, source.seq + requests.length - 1)
  for (let attempt = 0; ; attempt += 1) {
    const known = await readAnswers(connection, source, { lastSeq, until }, signal)
    // Answers of a transaction whose other items are to be seen already may be a moment later.
    const isWhole = known.size > until - source.seq
    if (isWhole || attempt === unseen.tries - 1)
      return answersOf(connection, source, requests, { lastSeq, until, known })
    await pause(unseen, attempt, signal)
  }
}

interface AnswerRange {
  readonly lastSeq: number
  /** The last place that is asked for. */
  readonly until: number
}

async function readAnswers(
  connection: Connection,
  { clientId, seq }: { readonly clientId: string; readonly seq: number },
  { lastSeq, until }: AnswerRange,
  signal: AbortSignal | undefined,
): Promise<ReadonlyMap<number, Answer>> {
  const known = new Map<number, Answer>()
  const input = {
    KeyConditionExpression: 'pk = :pk AND sk BETWEEN :first AND :last',
    ExpressionAttributeValues: {
      ':pk': clientPartition(connection.items.prefix, clientId),
      ':first': placeKey(seq),
      ':last': placeKey(lastSeq),
    },
  }
  for await (const item of queryItems(connection, input, signal)) {
    const first = Number(item['first'])
    // Sound: these items are written by `answersStep` alone.
    const answers = unpackJson(item['data']) as readonly Answer[]
    for (const [index, answer] of answers.entries()) {
      if (first + index >= seq && first + index <= until) known.set(first + index, answer)
    }
    if (Number(item['sk']) >= until) break
  }
  return known
}

function answersOf(
  connection: Connection,
  { clientId, seq }: { readonly clientId: string; readonly seq: number },
  requests: readonly string[],
  { lastSeq, until, known }: AnswerRange & { readonly known: ReadonlyMap<number, Answer> },
): SyncOutcome[] {
  return requests.slice(0, until - seq + 1).map((request, index) => {
    const place = seq + index
    const answer = known.get(place)
    if (answer?.request === request) return toOutcome(connection, answer.outcome)
    throw sequenceUsed({ clientId, seq: place }, lastSeq, answer !== undefined)
  })
}

/** A recorded outcome as `push` answers it: what the table gives back, the first time too. */
export function toOutcome({ items }: Connection, recorded: RecordedOutcome): SyncOutcome {
  if (recorded.status === 'rejected') return recorded.outcome
  const { status, id: mutationId, e, i } = recorded
  if (status === 'conflict') return { status, mutationId, stored: items.of(e).toStored(i) }
  const stored = i && items.of(e).toStored(i)
  return { status, mutationId, stored, version: recorded.v, place: recorded.p }
}
