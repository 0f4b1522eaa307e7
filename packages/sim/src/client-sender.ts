import type { SyncOutcome } from '@throughline/schema'
import {
  type ClientRecord,
  type Entry,
  pendingOf,
  rebased,
  withEntry,
  withoutOverlays,
} from './client-record.ts'
import type { ClientRun } from './client.types.ts'
import type { Answer, SimMutation } from './protocol.types.ts'

const mostInBatch = 5

/** Sends what is in the outbox, in order, for as long as the run lasts. */
export async function sendLoop(run: ClientRun): Promise<void> {
  let failures = 0
  while (!run.isOver()) {
    const batch = nextBatch(run)
    const [first] = batch
    if (!first || !run.isOnline() || !run.hasToken()) {
      await run.nap('send', 5_000)
      continue
    }
    const mutations = batch.map(({ mutation }) => mutation)
    run.options.judge.send(run.session(), mutations)
    const { clientId } = run.record()
    const answer = await run.ask({ kind: 'push', clientId, seq: first.seq, mutations })
    failures = answer?.kind === 'push' ? 0 : failures + 1
    await take(run, batch, answer)
    if (failures > 0) await run.nap('send', backoff(run, failures))
  }
}

function backoff({ options: { random } }: ClientRun, failures: number): number {
  return 50 + random.below(Math.min(4_000, 200 * 2 ** failures))
}

/** The first entries, in order, at most one of each row: the next one of a row is made on what becomes of it. */
function nextBatch({ options: { hasBug }, record }: ClientRun): readonly Entry[] {
  const pending = pendingOf(record())
  const ordered = hasBug('replay by clock')
    ? inOrderOf(
        pending,
        pending.toSorted((a, b) => a.at - b.at),
      )
    : pending
  const rows = new Set<string>()
  const batch: Entry[] = []
  for (const entry of ordered) {
    if (batch.length === mostInBatch || rows.has(entry.row)) break
    rows.add(entry.row)
    batch.push(entry)
  }
  return batch
}

/** Entries in another order, on the places that they had together. */
export function inOrderOf(pending: readonly Entry[], entries: readonly Entry[]): readonly Entry[] {
  return entries.map((entry, index) => ({ ...entry, seq: pending[index]?.seq ?? entry.seq }))
}

async function take(run: ClientRun, batch: readonly Entry[], answer: Answer | undefined): Promise<void> {
  const { hasBug, judge, name, random } = run.options
  const ids = new Set(batch.map(({ mutation }) => mutation.mutationId))
  const drop = async (): Promise<void> =>
    run.write((record) => ({
      ...record,
      outbox: record.outbox.filter(({ mutation }) => !ids.has(mutation.mutationId)),
    }))
  switch (answer?.kind) {
    case 'push':
      return takeOutcomes(run, batch, answer.outcomes)
    case 'auth':
      return hasBug('drop on 401') ? drop() : undefined
    case 'retry':
      return hasBug('drop on 5xx') ? drop() : undefined
    case 'refused':
      if (answer.sequence?.kind === 'used') return beginAnew(run, answer.sequence.lastSeq)
      judge.violate('I8', `${name} was refused: ${answer.message}`)
      return run.nap('send', 60_000)
    default: {
      if (!hasBug('retry with a new seq')) return undefined
      const clientId = random.uuid()
      return run.write((record) => asAnother(record, clientId))
    }
  }
}

/** The same outbox, of a client that has sent nothing yet. */
function asAnother(record: ClientRecord, clientId: string): ClientRecord {
  const outbox = record.outbox.map((entry, index) => ({ ...entry, seq: index + 1 }))
  return { ...record, clientId, nextSeq: outbox.length + 1, outbox }
}

/**
 * After the server has forgotten the answers to what it has had (up to `lastSeq`): nobody can tell what became of it, and
 * sent again it might be applied twice. So it is for the user to look at; the rest is sent under another client's name.
 */
async function beginAnew({ options, record, write, session }: ClientRun, lastSeq: number): Promise<void> {
  const { judge, random } = options
  const doubtful = pendingOf(record()).filter(({ seq }) => seq <= lastSeq)
  const ids = new Set(doubtful.map(({ mutation }) => mutation.mutationId))
  const clientId = random.uuid()
  await write((before) => {
    for (const { mutation, row } of doubtful) judge.doubt(session(), mutation.mutationId, row)
    const outbox = before.outbox.filter(({ mutation }) => !ids.has(mutation.mutationId))
    return asAnother({ ...before, outbox }, clientId)
  })
}

/** Keeps what became of mutations, all in one write, and tells the user of it then. */
async function takeOutcomes(
  run: ClientRun,
  batch: readonly Entry[],
  outcomes: readonly SyncOutcome[],
): Promise<void> {
  const { scheduler } = run.options
  const choices = batch.map(() => run.options.random.pick(['again', 'discard', 'park'] as const))
  const told: (() => void)[] = []
  await run.write((before) => {
    let record = before
    for (const [index, { mutation, row }] of batch.entries()) {
      const outcome = outcomes[index]
      const isOpen = pendingOf(record).some((entry) => entry.mutation.mutationId === mutation.mutationId)
      if (!outcome || !isOpen) continue
      const input = { record, mutation, row, choice: choices[index] ?? 'park', at: scheduler.now() }
      const taken = takeOutcome(run, input, outcome)
      record = taken.record
      told.push(taken.tell)
    }
    for (const tell of told) tell()
    return withoutOverlays(record)
  })
  run.wake('pull')
}

interface Taking {
  readonly record: ClientRecord
  readonly mutation: SimMutation
  readonly row: string
  readonly choice: 'again' | 'discard' | 'park'
  readonly at: number
}

function takeOutcome(
  run: ClientRun,
  { record, mutation, row, choice, at }: Taking,
  outcome: SyncOutcome,
): { record: ClientRecord; tell: () => void } {
  const { judge, name, hasBug, random } = run.options
  const { mutationId } = mutation
  const rest = record.outbox.filter((entry) => entry.mutation.mutationId !== mutationId)
  if (outcome.status === 'applied' && 'version' in outcome) {
    const { version, place, stored } = outcome
    const { kept = 0 } = record.outbox.find((entry) => entry.mutation.mutationId === mutationId) ?? {}
    const isLate = kept <= record.begun
    const ack = { version, place, stored: stored ?? undefined, at, isLate }
    const acked = record.outbox.map((entry) =>
      entry.mutation.mutationId === mutationId ? { ...entry, ack } : entry,
    )
    const left = hasBug('overlay dropped early') ? rest : acked
    const outbox = hasBug('no rebase on ack') ? left : rebased(left, row, version)
    const tell = (): void => {
      judge.settle(mutationId, 'applied')
      if (!isLate) judge.acknowledge(name, row, ack)
    }
    return { record: { ...record, outbox, own: new Map(record.own).set(row, version) }, tell }
  }
  if (outcome.status !== 'conflict') {
    const tell = (): void => judge.settle(mutationId, 'parked')
    return { record: { ...record, outbox: rest, parked: [...record.parked, mutation] }, tell }
  }
  const { version } = outcome.stored.meta
  const next = { ...record, outbox: rebased(rest, row, version) }
  const isFree = !rest.some((entry) => !entry.ack && entry.row === row)
  if (choice === 'again' && isFree && mutation.op !== 'insert') {
    const again = { ...mutation, mutationId: random.uuid(), baseVersion: version }
    const tell = (): void => {
      judge.conflict(run.session(), row, outcome)
      judge.settle(mutationId, 'discarded')
      judge.accept(run.session(), again, row)
    }
    return { record: withEntry(next, { mutation: again, row, at, kept: at }), tell }
  }
  const isParked = choice === 'park'
  const tell = (): void => {
    judge.conflict(run.session(), row, outcome)
    judge.settle(mutationId, isParked ? 'parked' : 'discarded')
  }
  return { record: isParked ? { ...next, parked: [...next.parked, mutation] } : next, tell }
}
