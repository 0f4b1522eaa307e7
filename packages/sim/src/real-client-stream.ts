import type { StoreError } from '@throughline/schema'
import type { SimEvent } from './live-streams.ts'
import { envelopeOf, type TransportOptions } from './real-client-wire.ts'

const mostChanges = [1, 5, 100] as const

/** The connections of a tab. */
export function createStreamSet() {
  const open = new Set<{ readonly wake: () => void; readonly cut: () => void }>()
  return {
    open,
    wake: (): void => {
      for (const { wake } of Array.from(open)) wake()
    },
    cut: (): void => {
      for (const { cut } of Array.from(open)) cut()
    },
  }
}

export type StreamSet = ReturnType<typeof createStreamSet>

type Told =
  | { readonly kind: 'event'; readonly event: SimEvent; readonly begun: number | undefined }
  | { readonly kind: 'end'; readonly fault: StoreError | undefined }

/** The events of a stream that is opened again where it was whenever it is cut, until the signal fires. */
export async function* liveEvents(
  options: TransportOptions,
  streams: StreamSet,
  { cursor: begin, signal }: { readonly cursor: string; readonly signal: AbortSignal },
): AsyncGenerator<SimEvent, void, undefined> {
  const { random, reset, pulled, isOver } = options
  let cursor = begin
  while (!signal.aborted) {
    options.scheduler.note(() => `${options.name} listens from ${cursor.slice(-12)}`)
    const next = options.isOnline() ? connect(options, streams, cursor, signal) : noConnection
    let told = await next()
    for (; told.kind === 'event'; told = await next()) {
      const { event, begun } = told
      if ('cursor' in event) ({ cursor } = event)
      if (event.kind === 'reset') reset()
      yield event
      if (event.kind === 'reset') return
      if (begun !== undefined && !isOver()) pulled(begun)
    }
    if (signal.aborted) return
    const { fault } = told
    if (fault && ['denied', 'invalid', 'not_configured'].includes(fault.code)) throw fault
    yield { kind: 'closed', message: 'Cut.' }
    await sleep(options, random.between(50, 3_000), signal)
  }
}

async function noConnection(): Promise<Told> {
  return { kind: 'end', fault: undefined }
}

/** One connection; what it gives waits for what is told next. */
function connect(
  options: TransportOptions,
  streams: StreamSet,
  cursor: string,
  signal: AbortSignal,
): () => Promise<Told> {
  const { scheduler, owner, random, isOver } = options
  const queue: Told[] = []
  let taker: ((told: Told) => void) | undefined
  const tell = (told: Told): void => owner.enter(() => take(told))
  const take = (told: Told): void => {
    if (isOver()) return
    scheduler.note(
      () =>
        `${options.name} hears ${told.kind === 'end' ? `the end ${told.fault?.code ?? ''}` : told.event.kind}`,
    )
    if (told.kind === 'end') close()
    const taking = taker
    taker = undefined
    if (taking) taking(told)
    else queue.push(told)
  }
  const connection = options.openStream({
    cursor,
    envelope: (from) => envelopeOf(options, { kind: 'pull', cursor: from, limit: random.pick(mostChanges) }),
    tell: (event, begun) => tell({ kind: 'event', event, begun }),
    end: (fault) => tell({ kind: 'end', fault }),
  })
  const cut = (): void => tell({ kind: 'end', fault: undefined })
  const member = { wake: connection.wake, cut }
  const close = (): void => {
    connection.close()
    streams.open.delete(member)
    signal.removeEventListener('abort', cut)
  }
  streams.open.add(member)
  signal.addEventListener('abort', cut, { once: true })
  return async () =>
    new Promise((resolve) => {
      const told = queue.shift()
      if (told) resolve(told)
      else taker = resolve
    })
}

async function sleep({ scheduler }: TransportOptions, wait: number, signal: AbortSignal): Promise<void> {
  await new Promise<void>((resolve) => {
    const end = (): void => {
      cancel()
      signal.removeEventListener('abort', end)
      resolve()
    }
    const cancel = scheduler.after(wait, end)
    signal.addEventListener('abort', end, { once: true })
  })
}
