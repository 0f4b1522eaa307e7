import {
  createDevice,
  type Device,
  freshToken,
  pauseDevice,
  startDevice,
  stopDevice,
  userOf,
  wakeDevice,
} from './client-device.ts'
import { mutationsOf } from './client-edits.ts'
import { named } from './client-puller.ts'
import { type ClientRecord, emptyRecord, onOwn, pendingOf, withChanges, withEntry } from './client-record.ts'
import { inOrderOf } from './client-sender.ts'
import { confirmedOf } from './client-view.ts'
import type { Client, ClientOptions } from './client.types.ts'
import type { Poke, SimMutation } from './protocol.types.ts'
import { contentOf, rowOfMutation } from './rows.ts'

export function createClient(options: ClientOptions): Client {
  const device = createDevice(options)
  const { name, random, wall, hasBug } = options
  return {
    name,
    waiting: () => device.record.outbox.map(({ mutation, row }) => `${mutation.op} of ${row}`),
    views: () => [{ name, rows: shownIn(device.record) }],
    refresh: () => wakeDevice(device),
    end: () => stopDevice(device),
    pulledAt: () => device.lastPull,
    start: () => startDevice(device),
    edit: (edit) => accept(device, mutationsOf(device.record, edit, random.uuid)),
    retry: () => retryParked(device),
    crash(milliseconds) {
      if (!device.run) return
      stopDevice(device)
      if (hasBug('random order after reload')) device.record = shuffled(device.record, random.next)
      pauseDevice(device, 'run', milliseconds, () => startDevice(device))
    },
    goOffline(milliseconds) {
      device.isOnline = false
      pauseDevice(device, 'network', milliseconds, () => {
        device.isOnline = true
      })
    },
    expire(milliseconds) {
      device.token = wall() - 1
      pauseDevice(device, 'token', milliseconds, () => {
        device.token = freshToken(options)
      })
    },
    signOut: () => signOut(device),
    jump: (by) => {
      device.skew += by
    },
    poke: (poke) => takePoke(device, poke),
    calm() {
      device.isOnline = true
      device.token = freshToken(options)
      for (const what of ['network', 'run', 'token'] as const) device.pauses[what] += 1
      startDevice(device)
      wakeDevice(device)
    },
  }
}

function shownIn({ base }: ClientRecord): ReadonlyMap<string, { version: number; text: string }> {
  return new Map(
    [...base].flatMap(([row, { version, stored }]) =>
      stored ? [[row, { version, text: contentOf(stored.row) }] as const] : [],
    ),
  )
}

/** Keeps what the user does, and tells the user once it is durable. */
function accept(
  device: Device,
  mutations: readonly SimMutation[],
  change: (before: ClientRecord) => ClientRecord = (before) => before,
): void {
  const { run, record, keeping, options } = device
  const { scheduler, judge, hasBug, wall } = options
  if (!run || mutations.length === 0) return
  const session = run.session()
  const [at, kept] = [wall() + device.skew, scheduler.now()]
  const entries = mutations.map((mutation) => ({ mutation, row: rowOfMutation(mutation), at, kept }))
  // Answered ones too: a late answer is not in the row that the user sees.
  const busy = [...keeping, ...record.outbox.map(({ row }) => row)]
  const behind = new Set(hasBug('no rebase on ack') ? [] : busy)
  keeping.push(...entries.map(({ row }) => row))
  const tell = (): void => {
    for (const { mutation, row } of entries) judge.accept(session, mutation, row)
  }
  if (hasBug('ack before durable')) tell()
  const keep = (before: ClientRecord): ClientRecord => {
    if (!hasBug('ack before durable')) tell()
    // In the order of the edits, as writes are.
    keeping.splice(0, entries.length)
    let next = change(before)
    for (const entry of entries) next = withEntry(next, onOwn(next, entry, behind.has(entry.row)))
    return next
  }
  void run.write(keep).then(() => run.wake('send'))
}

function retryParked(device: Device): void {
  const { record, options } = device
  const [parked] = record.parked
  if (!parked) return
  const baseVersion = confirmedOf(record, rowOfMutation(parked))?.version ?? 0
  const again = { ...parked, mutationId: options.random.uuid() }
  const mutation = again.op === 'insert' ? again : { ...again, baseVersion }
  accept(device, [mutation], (before) => ({
    ...before,
    parked: before.parked.filter((one) => one !== parked),
  }))
}

/** Another user signs in: nothing of the one before is kept. */
function signOut(device: Device): void {
  const { options, record } = device
  const { name, scheduler, random, judge, hasBug } = options
  scheduler.note(() => `${name} signs out`)
  const isRunning = device.run !== undefined
  stopDevice(device)
  for (const { mutation } of pendingOf(record)) judge.settle(mutation.mutationId, 'discarded')
  device.users += 1
  const fresh = emptyRecord(userOf(options, device.users), random.uuid())
  const { outbox, nextSeq } = record
  device.record = hasBug('sign-out keeps the outbox') ? { ...fresh, outbox, nextSeq } : fresh
  if (hasBug('sign-out keeps the rows')) device.record = { ...device.record, base: record.base }
  if (device.record.base.size > 0) judge.violate('I11', `${name} keeps rows after a sign-out`)
  judge.forget(name)
  if (isRunning) startDevice(device)
}

/** Applies what a server tells unasked, where the feed is not needed to tell whether it is still so. */
function takePoke({ run, isOnline, record, options }: Device, { changes }: Poke): void {
  if (!run || !isOnline) return
  run.wake('pull')
  const forgetTombstones = options.hasBug('tombstone resurrection')
  const all = named(changes)
  // A row that the client does not know may be one that is gone: only the feed can tell.
  const knownTo = ({ base }: ClientRecord) => all.filter(({ row }) => forgetTombstones || base.has(row))
  const apply = (to: ClientRecord): ClientRecord =>
    withChanges(to, { changes: knownTo(to), inOrder: false, forgetTombstones })
  if (run.incoming.record) run.incoming.record = apply(run.incoming.record)
  if (knownTo(record).length > 0) void run.write(apply)
}

/** A seeded bug: what was pending comes back in any order. */
function shuffled(record: ClientRecord, next: () => number): ClientRecord {
  const pending = pendingOf(record)
  const order = pending.map((entry) => [next(), entry] as const).toSorted(([a], [b]) => a - b)
  const mixed = inOrderOf(
    pending,
    order.map(([, entry]) => entry),
  )
  return { ...record, outbox: [...record.outbox.filter(({ ack }) => ack), ...mixed] }
}
