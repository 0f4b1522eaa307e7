import { StoreError } from '@throughline/schema'
import { initTRPC, tracked, TRPCError } from '@trpc/server'
import { formatApiError, toApiError } from '../src/api-error.ts'

/** A promise that others resolve. */
export interface Gate {
  readonly opened: Promise<void>
  readonly open: () => void
}

export function makeGate(): Gate {
  let open = (): void => {}
  const opened = new Promise<void>((resolve) => {
    open = resolve
  })
  return { opened, open }
}

/** What the procedures of {@link counterRouter} work on. */
export interface Counter {
  value: number
  /** What `wait` and `addLater` wait for. */
  gate: Gate
  /** How many of those have begun. */
  begun: number
  /** Signals of `wait` and of `events` that have fired. */
  stopped: number
}

export interface CounterContext {
  readonly counter: Counter
  readonly user?: string | undefined
}

export const makeCounter = (): Counter => ({ value: 0, gate: makeGate(), begun: 0, stopped: 0 })

const t = initTRPC.context<CounterContext>().create({ errorFormatter: formatApiError })

/** A router of someone's own, whose procedures can be held. */
export const counterRouter = t.router({
  value: t.procedure.query(({ ctx }) => ctx.counter.value),
  begun: t.procedure.query(({ ctx }) => ctx.counter.begun),
  add: t.procedure.mutation(({ ctx }) => (ctx.counter.value += 1)),
  addLater: t.procedure.mutation(async ({ ctx }) => {
    ctx.counter.begun += 1
    await ctx.counter.gate.opened
    return (ctx.counter.value += 1)
  }),
  wait: t.procedure.query(async ({ ctx: { counter }, signal }) => {
    counter.begun += 1
    signal?.addEventListener('abort', () => (counter.stopped += 1), { once: true })
    await counter.gate.opened
    return counter.value
  }),
  large: t.procedure.query(() => 'x'.repeat(100_000)),
  denied: t.procedure.query(() => {
    throw new TRPCError({ code: 'FORBIDDEN', message: 'Not you.' })
  }),
  busy: t.procedure.query(() => {
    throw toApiError(new StoreError('throttled', 'table prod-1 is hot', { retryAfter: 2500 }))
  }),
  broken: t.procedure.query(() => {
    throw new Error('secret-of-the-inside')
  }),
  events: t.procedure.subscription(async function* ({ ctx: { counter }, signal }) {
    yield tracked('1', { value: counter.value })
    await new Promise<void>((resolve) => {
      if (signal?.aborted) resolve()
      signal?.addEventListener('abort', () => resolve(), { once: true })
    })
    counter.stopped += 1
  }),
})
