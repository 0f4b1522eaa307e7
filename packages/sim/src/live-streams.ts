import type { LiveEvent, StoreError as StoreFault } from '@throughline/schema'
import { StoreError } from '@throughline/schema'
import type { SyncModel } from '@throughline/schema/testing'
import type { FaultRates } from './plan.types.ts'
import type { Answer, Envelope } from './protocol.types.ts'
import type { Random } from './random.ts'
import type { Scheduler } from './scheduler.ts'
import type { Server } from './server.ts'

export type SimEvent = LiveEvent<SyncModel>

/** What of the world streams are made of. */
export interface StreamsOptions {
  readonly scheduler: Scheduler
  readonly random: Random
  readonly rates: () => FaultRates
  readonly servers: () => readonly Server[]
}

/** One connection: what it tells comes in its order, until it is cut. */
export interface Connection {
  /** Something was written: the server looks. */
  readonly wake: () => void
  readonly close: () => void
}

export interface ConnectionOptions {
  readonly cursor: string
  /** A pull from a cursor, as who is connected. */
  readonly envelope: (cursor: string) => Envelope
  /** `begun`: when the server looked, where it found no more than that. */
  readonly tell: (event: SimEvent, begun: number | undefined) => void
  /** The connection is over; with a fault, another one is of no use. */
  readonly end: (fault: StoreFault | undefined) => void
}

/** Opens connections to servers, over a network that cuts them. */
export function createStreams(streams: StreamsOptions) {
  return (options: ConnectionOptions): Connection => openConnection(streams, options)
}

export type OpenStream = ReturnType<typeof createStreams>

/** The way from a server to a client: in order, until it is cut. */
function createWire({ scheduler, random, rates }: StreamsOptions, { tell, end }: ConnectionOptions) {
  let isOver = false
  let arrival = scheduler.now()
  const deliver = (work: () => void): void => {
    const travel = random.chance(rates().slow) ? random.between(300, 8_000) : random.between(5, 60)
    arrival = Math.max(arrival + 0.1, scheduler.now() + travel)
    scheduler.after(arrival - scheduler.now(), () => {
      if (!isOver) work()
    })
  }
  const cut = (fault?: StoreFault): void =>
    deliver(() => {
      isOver = true
      end(fault)
    })
  return {
    cut,
    isOver: () => isOver,
    close: () => {
      isOver = true
    },
    send(event: SimEvent, begun?: number): void {
      if (random.chance(rates().lost)) return cut()
      deliver(() => tell(event, begun))
      if (random.chance(rates().duplicated / 2)) deliver(() => tell(event, begun))
    },
  }
}

function openConnection(streams: StreamsOptions, options: ConnectionOptions): Connection {
  const { scheduler, random, servers } = streams
  const { cut, send, isOver, close } = createWire(streams, options)
  const server = random.pick(servers())
  let { cursor } = options
  let isOpen = false
  let isLooking = false
  let isWanted = false

  const take = (answer: Answer, begun: number): void => {
    if (answer.kind === 'auth') return cut(new StoreError('denied', 'Sign in.'))
    if (answer.kind === 'refused') return cut(answer.error)
    if (answer.kind !== 'pull') return void scheduler.after(random.between(100, 2_000), look)
    const { result } = answer
    if (result.kind === 'reset') return send(result)
    const { changes, more } = result
    ;({ cursor } = result)
    if (changes.length > 0) {
      const isMuch = random.chance(0.15)
      send(isMuch ? { kind: 'pull', cursor } : { kind: 'changes', changes, cursor }, more ? undefined : begun)
    }
    if (more) return look()
    if (!isOpen) send({ kind: 'open', cursor }, begun)
    isOpen = true
    if (isWanted) return look()
    isLooking = false
    scheduler.after(random.between(10_000, 20_000), () => {
      if (!isLooking) look()
    })
  }
  const look = (): void => {
    if (isOver()) return
    isLooking = true
    isWanted = false
    if (!server.isAlive()) return cut()
    const begun = scheduler.now()
    // A server that ends says nothing.
    const cancel = scheduler.after(10_000, () => cut())
    server.handle(options.envelope(cursor), (answer) => {
      cancel()
      take(answer, begun)
    })
  }
  scheduler.after(random.between(5, 60), look)
  return {
    close,
    wake() {
      isWanted = true
      if (!isLooking) look()
    },
  }
}
