import type { Mutation } from '@throughline/schema'
import type { StoredClient } from '../../offline/storage.types.ts'
import type { Operation } from '../../operation.ts'
import { asMutations, type SenderOptions } from '../../push-queue.ts'
import type { SourceOptions } from '../sender.types.ts'
import { createTransactions } from '../transact.ts'
import { createDelivery } from './outbox-delivery.ts'
import type { Tracked } from './outbox-entry.ts'
import type { Mirror } from './outbox-mirror.ts'
import { newClient } from './outbox-push.ts'
import { batchSize, mutationOf, nextPlaced, type Unit, unitOf } from './outbox-units.ts'

interface SendingOptions {
  readonly source: SourceOptions
  readonly out: SenderOptions
  readonly mirror: Mirror
  /** Resolves once what is stored is shown. */
  readonly shown: () => Promise<unknown>
  readonly isLeading: () => boolean
}

/** Sends what is stored, for as long as this tab leads: each mutation has its place on the disk before it is sent. */
export interface Sending {
  /** Sends what may go now. */
  start(): void
  /** Places go on from here. */
  lead(client: StoredClient): void
}

export function createSending(options: SendingOptions): Sending {
  const { out, mirror, shown, isLeading } = options
  const { signal, takeReady } = out
  const places = createPlaces(options)
  const transact = createTransact(options)
  let isWanted = false
  let isRunning = false

  const start = (): void => {
    isWanted = true
    if (isRunning || signal.aborted || !isLeading()) return
    isRunning = true
    const stop = (): void => {
      isRunning = false
      if (isWanted && !signal.aborted && isLeading()) start()
    }
    run().then(stop, stop)
  }
  const delivery = createDelivery({ ...options, onGap: places.renew, send: start })

  const run = async (): Promise<void> => {
    await shown()
    while (isLeading() && !signal.aborted) {
      isWanted = false
      if (await sendPlaced()) continue
      const ready = takeReady().filter((operation) => mirror.of(operation).known)
      const groups = new Set(ready.flatMap(({ group }) => (group ? [group] : [])))
      for (const group of groups) await transact(group)
      const units = ready.filter(({ group, state }) => !group && state === 'queued').slice(0, batchSize)
      if (units.length > 0) {
        if (!(await places.give(units.map((operation) => unitOf({ mirror, ...out }, operation))))) return
      } else if (groups.size === 0 && !isWanted) return
    }
  }

  /** What was given a place, in this life or an earlier one. */
  const sendPlaced = async (): Promise<boolean> => {
    const sent = [...mirror.all.values()].find(
      ({ operation }) => operation.state === 'sent' && operation.group !== undefined,
    )
    if (sent?.operation.group) await transact(sent.operation.group)
    const placed = nextPlaced({ mirror, ...out }, delivery.isStuck)
    if (placed.length > 0) {
      await delivery.deliver(placed)
      if (isLeading()) await mirror.persist()
    }
    return sent !== undefined || placed.length > 0
  }

  return {
    start,
    lead(client) {
      places.begin(client)
      start()
    },
  }
}

/** Gives units their places in the client's order, on the disk. */
function createPlaces({ source, out, mirror }: SendingOptions) {
  let client = newClient()
  let failures = 0

  const put = (unit: Unit, mutation: Mutation): void => {
    const sent = { ...client, mutation }
    client = { clientId: client.clientId, seq: client.seq + 1 }
    for (const operation of unit.operations) {
      Object.assign(mirror.of(operation), { sent, epoch: source.session.sendingEpoch() })
    }
  }

  return {
    begin: (given: StoredClient): void => void (client = given),
    /** Another client from now on. */
    renew: (): void => void (client = newClient()),
    /** Whether they may be sent. */
    async give(units: readonly Unit[]): Promise<boolean> {
      const taken = units.map((unit) => ({ unit, mutation: mutationOf(out, unit) }))
      for (const { unit, mutation } of taken) {
        for (const operation of unit.operations) {
          operation.state = 'sent'
          operation.attempts += 1
        }
        put(unit, mutation)
      }
      const result = await mirror.persist(client)
      if (result !== 'kept') {
        failures = 0
        return result === 'stored'
      }
      // The next life does not know of these places: it must not give them again.
      client = newClient()
      const open = taken.filter(({ unit }) => unit.operations.every(({ state }) => state === 'sent'))
      const free = open.filter(({ unit }) => !unit.operations.some((one) => mirror.of(one).isThere))
      for (const one of open) {
        if (free.includes(one)) put(one.unit, one.mutation)
        else takeBack(mirror, one.unit.operations)
      }
      if (free.length === 0) {
        failures += 1
        await source.network.pause(failures)
      }
      return true
    },
  }
}

/**
 * What the disk has goes once the disk has where: the next life would send it again, at another place, and so once more than it
 * was asked for.
 */
function takeBack(mirror: Mirror, operations: readonly Operation[]): void {
  for (const one of operations) {
    one.state = 'queued'
    one.attempts -= 1
    Object.assign(mirror.of(one), { sent: undefined, epoch: undefined })
  }
}

/** Sends a transaction, which has no place: the feed tells whether it was applied where no answer does. */
function createTransact({ source, out, mirror, isLeading }: SendingOptions) {
  const transact = createTransactions(source, out)
  const isOwed = ({ operation, isThere, known }: Tracked): boolean =>
    operation.state === 'sent' && isThere && known?.state !== 'sent'
  let failures = 0
  return async (group: readonly Operation[]): Promise<void> => {
    const wasSent = group.every(({ state }) => state === 'sent')
    if (group.some((one) => mirror.of(one).isTold)) {
      out.settle(() => {
        for (const one of group) out.settle.done(one)
      })
      return void (await mirror.persist())
    }
    const mutations = wasSent ? group.flatMap((one) => mirror.of(one).sent?.mutation ?? []) : markSent(group)
    if (!wasSent && (await mirror.persist()) === 'refused') return
    // The disk is full, and has them as they were before.
    if (group.some((one) => isOwed(mirror.of(one)))) {
      takeBack(mirror, group)
      failures += 1
      return source.network.pause(failures)
    }
    failures = 0
    if (isLeading()) await transact(group, mutations, wasSent)
    for (const one of group) if (one.state !== 'sent') mirror.of(one).sent = undefined
    await mirror.persist()
  }

  function markSent(group: readonly Operation[]): readonly Mutation[] {
    const mutations = asMutations(out.fold, group)
    for (const [index, operation] of group.entries()) {
      const mutation = mutations[index]
      if (mutation) mirror.of(operation).sent = { clientId: '', seq: 0, mutation }
    }
    // The feed may tell of them before the answer does.
    source.awaited.watch(mutations.map(({ mutationId }) => mutationId))
    return mutations
  }
}
