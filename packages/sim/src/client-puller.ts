import { type ClientRecord, emptyRecord, withChanges, withoutOverlays } from './client-record.ts'
import type { ClientRun } from './client.types.ts'
import type { Answer, SimChange } from './protocol.types.ts'
import { rowOf } from './rows.ts'

/** Keeps the base up with the feed, for as long as the run lasts. */
export async function pullLoop(run: ClientRun): Promise<void> {
  const { random } = run.options
  while (!run.isOver()) {
    const isReady = run.isOnline() && run.hasToken()
    const isThere = !isReady ? false : run.record().cursor === undefined ? await begin(run) : await pull(run)
    await run.nap('pull', isThere ? random.between(2_000, 5_000) : random.between(200, 1_500))
  }
}

/** Pulls until there is no more; whether that was reached. */
async function pull(run: ClientRun): Promise<boolean> {
  const { scheduler, random, hasBug } = run.options
  for (;;) {
    const begun = scheduler.now()
    const { cursor: from } = run.record()
    if (from === undefined) return false
    const answer = await run.ask({ kind: 'pull', cursor: from, limit: random.pick([1, 2, 5, 100]) })
    if (isRefused(run, answer) || answer?.kind !== 'pull') return false
    const { result } = answer
    if (result.kind === 'reset') return begin(run)
    const { changes, cursor, more } = result
    const pulled = more ? undefined : begun
    const applied = {
      changes: named(changes),
      inOrder: true,
      forgetTombstones: hasBug('tombstone resurrection'),
      pulled,
    }
    if (hasBug('cursor skip')) {
      await run.write((record) => ({ ...record, cursor }))
      await run.write((record) => withChanges(record, applied))
    } else if (changes.length > 0 || cursor !== from || run.record().outbox.length > 0) {
      await run.write((record) => withChanges(record, { ...applied, cursor }))
    }
    if (!more) {
      run.pulled(begun)
      return true
    }
  }
}

/**
 * Reads all rows anew beside those that the user sees, pulls until there is no more, and then takes them over at once:
 * so nobody sees an older row in between.
 */
async function begin(run: ClientRun): Promise<boolean> {
  const { scheduler } = run.options
  const { user, clientId } = run.record()
  run.incoming.record = emptyRecord(user, clientId)
  const begun = (await readPages(run)) ? await catchUp(run) : undefined
  const read = run.incoming.record
  if (begun === undefined) {
    run.incoming.record = undefined
    return false
  }
  await run.write((record) => {
    const { base, cursor, reached } = run.incoming.record ?? read
    run.incoming.record = undefined
    // What the server has told of own writes meanwhile may be older than the rows.
    const outbox = record.outbox.map((entry) =>
      entry.ack ? { ...entry, ack: { ...entry.ack, isLate: true } } : entry,
    )
    return withoutOverlays({ ...record, outbox, base, cursor, reached, begun: scheduler.now() }, begun)
  }, true)
  run.pulled(begun)
  return true
}

/** All pages of a snapshot; whether all came. */
async function readPages(run: ClientRun): Promise<boolean> {
  const limit = run.options.random.pick([2, 5, 100])
  let cursor: string | undefined
  for (;;) {
    const answer = await run.ask({ kind: 'snapshot', cursor, limit })
    // The cursor of a page ends after a day, by clocks that may be wrong: then the client begins again.
    const isOver = answer?.kind === 'refused' && cursor !== undefined
    if (isOver || isRefused(run, answer) || answer?.kind !== 'snapshot') return false
    const { page } = answer
    update(run, (record) => {
      const base = new Map(record.base)
      for (const { entity, row, meta } of page.items) {
        const name = rowOf(entity, row)
        if (meta.version > (base.get(name)?.version ?? 0))
          base.set(name, { version: meta.version, stored: { row, meta } })
      }
      return { ...record, base, cursor: record.cursor ?? page.feed }
    })
    if (page.cursor === null) return true
    ;({ cursor } = page)
  }
}

/** Pulls what came since; when the last pull was begun, `undefined` where it did not come to an end. */
async function catchUp(run: ClientRun): Promise<number | undefined> {
  for (;;) {
    const begun = run.options.scheduler.now()
    const answer = await run.ask({ kind: 'pull', cursor: run.incoming.record?.cursor ?? '', limit: 100 })
    if (isRefused(run, answer) || answer?.kind !== 'pull' || answer.result.kind === 'reset') return undefined
    const { changes, cursor, more } = answer.result
    update(run, (record) =>
      withChanges(record, { changes: named(changes), cursor, inOrder: true, forgetTombstones: false }),
    )
    if (!more) return begun
  }
}

function update({ incoming }: ClientRun, change: (record: ClientRecord) => ClientRecord): void {
  if (incoming.record) incoming.record = change(incoming.record)
}

function isRefused({ options: { judge, name } }: ClientRun, answer: Answer | undefined): boolean {
  if (answer?.kind !== 'refused') return false
  judge.violate('I8', `${name} was refused: ${answer.message}`)
  return true
}

/** Changes with the names of their rows. */
export function named(changes: readonly SimChange[]) {
  return changes.map((change) => ({ row: rowOf(change.entity, change.key), change }))
}
