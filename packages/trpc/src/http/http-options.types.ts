import type { TRPCError } from '@trpc/server'
import type { LogEntry } from './log.types.ts'
import type { RateLimiter } from './rate-limiter.types.ts'
import type { Telemetry } from './telemetry.types.ts'

/** What a host knows of a request that the request itself does not say. */
export interface ConnectionInfo {
  /** Who is at the other end of the connection: an IP address. */
  readonly address?: string | undefined
  /** The body ends where its `content-length` says, as HTTP servers see to: it is not counted again. */
  readonly framed?: boolean | undefined
  /** Tells once where the client leaves before its answer is through; the request's own signal does when absent. */
  readonly onLeave?: ((call: () => void) => void) | undefined
  /** Milliseconds that the host gives this request, where they may be fewer than the limit. */
  readonly timeoutMs?: number | undefined
}

/** What went wrong with a call, for a log; the client sees none of it but the error's code and sentence. */
export interface HandlerFault {
  /** With its `code`; what was thrown inside is its `cause`. */
  readonly error: TRPCError
  /** Path of the procedure, such as `persons.create`, where the call came that far. */
  readonly path: string | undefined
  readonly request: Request
}

/** So many calls in so many seconds. */
export interface Rate {
  readonly calls: number
  readonly seconds: number
}

/** How often one caller may call; each call of a batch counts. */
export interface RateLimits {
  /** Of one address, an IPv6 one with its /64 network; 6,000 in 60 seconds when absent. */
  readonly perAddress?: Rate | RateLimiter | false | undefined
  /** Of one user, where `identify` names one; 1,200 in 60 seconds when absent. */
  readonly perUser?: Rate | RateLimiter | false | undefined
}

/** Bounds of what one request, and all of a process at once, may take. */
export interface HttpLimits {
  /** Largest body of a request in bytes; 4 MiB, the most that one DynamoDB transaction holds, when absent. */
  readonly maxBodyBytes?: number | undefined
  /** Most calls of one batched request; 20 when absent. */
  readonly maxBatch?: number | undefined
  /** Most characters of a request's URL, where queries have their input; 12,288 when absent. */
  readonly maxUrlLength?: number | undefined
  /** Milliseconds until a request without an answer is stopped; 30,000 when absent. Streams have no end. */
  readonly timeoutMs?: number | undefined
  /** Most requests at work at once; 500 when absent. */
  readonly maxConcurrent?: number | undefined
  /** Most answers that stream at once, live ones above all; 10,000 when absent. */
  readonly maxStreams?: number | undefined
  /** `false` counts nobody's calls. */
  readonly rate?: RateLimits | false | undefined
}

/** Everything about HTTP that is not about a model. */
export interface HttpOptions<TContext = unknown> {
  /** Path below which the procedures are, such as `/api/trpc`. */
  readonly endpoint: string
  readonly limits?: HttpLimits | undefined
  /** Other origins whose pages may call this API, with their cookies: `https://app.example.com`. */
  readonly origins?: readonly string[] | undefined
  /**
   * How many proxies of yours stand in front, `true` for one: from them `x-forwarded-for`, `-host` and `-proto` are
   * believed. Without, these headers are anybody's word and not read.
   */
  readonly trustProxy?: boolean | number | undefined
  /** Names the user of a context, for the rate and, hashed, for the log; `undefined` for nobody. */
  readonly identify?: ((context: TContext) => string | null | undefined) | undefined
  /** Called once for each request, after its answer; what it throws is dropped. */
  readonly log?: ((entry: LogEntry) => void) | undefined
  readonly telemetry?: Telemetry | undefined
  /** Called for each error that is answered; what it throws itself is dropped. */
  readonly onError?: ((fault: HandlerFault) => void) | undefined
}
