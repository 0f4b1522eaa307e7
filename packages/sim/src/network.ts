import type { FaultRates } from './plan.types.ts'
import type { Answer, Envelope, Poke } from './protocol.types.ts'
import type { Random } from './random.ts'
import type { Scheduler } from './scheduler.ts'
import type { Server } from './server.ts'

/** What carries messages between clients and servers, and loses, doubles, delays and reorders them. */
export interface Network {
  /** Sends a request to some server; `tell` is called with each answer that arrives: none, one or two. */
  readonly send: (from: string, envelope: Envelope, tell: (answer: Answer) => void) => void
  /** Tells a client something, unasked. */
  readonly poke: (poke: Poke, tell: (poke: Poke) => void) => void
}

export interface NetworkOptions {
  readonly scheduler: Scheduler
  readonly random: Random
  readonly rates: () => FaultRates
  readonly servers: () => readonly Server[]
}

export function createNetwork({ scheduler, random, rates, servers }: NetworkOptions): Network {
  const travel = (): number =>
    random.chance(rates().slow) ? random.between(300, 8_000) : random.between(5, 60)

  const deliver = (from: string, envelope: Envelope, tell: (answer: Answer) => void): void => {
    scheduler.afterAlone(travel(), () => {
      const alive = servers().filter((server) => server.isAlive())
      if (alive.length === 0) return
      const server = random.pick(alive)
      scheduler.owner = undefined
      scheduler.note(() => `${from} → ${server.name} ${describe(envelope)}`)
      server.handle(envelope, (answer) => {
        const isLost = random.chance(rates().answerLost)
        scheduler.note(() => `${from} ← ${server.name} ${outcomeOf(answer)}${isLost ? ' (lost)' : ''}`)
        if (!isLost) scheduler.after(travel(), () => tell(answer))
      })
    })
  }
  return {
    send(from, envelope, tell) {
      const isLost = random.chance(rates().lost)
      if (isLost) scheduler.note(() => `${from} → (lost) ${describe(envelope)}`)
      else deliver(from, envelope, tell)
      if (random.chance(rates().duplicated)) deliver(from, envelope, tell)
    },
    poke(poke, tell) {
      if (!random.chance(rates().lost)) scheduler.after(travel(), () => tell(poke))
      if (random.chance(rates().duplicated)) scheduler.after(travel(), () => tell(poke))
    },
  }
}

function describe({ request }: Envelope): string {
  if (request.kind === 'push' || request.kind === 'transact') {
    const { mutations } = request
    const each = mutations.map((mutation) => {
      const key = mutation.op === 'insert' ? mutation.row : mutation.key
      const base =
        mutation.op !== 'insert' && mutation.baseVersion !== undefined ? `@${mutation.baseVersion}` : ''
      return `${mutation.op} ${mutation.entity} ${JSON.stringify(key)}${base} ${mutation.mutationId.slice(0, 8)}`
    })
    const from = request.kind === 'push' ? `${request.clientId}#${request.seq}` : 'as one'
    return `push ${from}: ${each.join('; ')}`
  }
  if (request.kind === 'page') return `page of ${request.entity} ${JSON.stringify(request.where ?? {})}`
  return `${request.kind} ${(request.cursor ?? '').slice(-12)} (${request.limit})`
}

function outcomeOf(answer: Answer): string {
  switch (answer.kind) {
    case 'push':
    case 'transact':
      return `push: ${answer.outcomes.map((outcome) => ('version' in outcome ? `applied ${outcome.version} at ${outcome.place.shard}:${outcome.place.seq}` : outcome.status === 'rejected' ? outcome.code : outcome.status)).join(', ')}`
    case 'pull': {
      const { result } = answer
      if (result.kind === 'reset') return 'pull: reset'
      const changes = result.changes.map(
        ({ op, entity, key, version, place }) =>
          `${op} ${entity} ${JSON.stringify(key)} v${version} at ${place.shard}:${place.seq}`,
      )
      return `pull: ${changes.join(', ')}${result.more ? ' …' : ''}`
    }
    case 'snapshot':
      return `snapshot: ${answer.page.items.length} rows${answer.page.cursor === null ? '' : ' …'}`
    case 'refused':
      return `refused: ${answer.message}`
    default:
      return answer.kind
  }
}
