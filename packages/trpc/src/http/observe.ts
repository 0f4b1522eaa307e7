import type { Exchange } from './exchange.ts'
import type { HttpOptions } from './http-options.types.ts'
import type { LogEntry } from './log.types.ts'
import type { TelemetryAttributes, TelemetrySpan } from './telemetry.types.ts'

/** Tells the log and the telemetry of requests; neither can fail one. */
export interface Observer {
  /** Whether anybody wants to know how many bytes were sent. */
  readonly counts: boolean
  readonly begin: (exchange: Exchange) => Observed
}

/** One request that is being watched. */
export interface Observed {
  readonly run: <T>(work: () => T) => T
  /** Its answer is through, or cut. */
  readonly end: (status: number) => void
}

const silent: Observer = { counts: false, begin: () => ({ run: (work) => work(), end: () => {} }) }

/** Makes the observer that the options ask for. */
export function createObserver({ log, telemetry, endpoint }: HttpOptions<never>): Observer {
  if (!log && !telemetry) return silent
  const hash = createHash()
  const root = `/${endpoint}/`.replaceAll(/\/+/g, '/')

  return {
    counts: true,
    begin: (exchange) => {
      const { method, headers } = exchange.request
      const time = new Date().toISOString()
      const known: TelemetryAttributes = {
        'http.request.method': knownMethod(method),
        'url.scheme': exchange.url.protocol.slice(0, -1),
      }
      const span = attempt(() => telemetry?.startSpan(knownMethod(method), known, headers))
      attempt(() => telemetry?.record('http.server.active_requests', 1, known))
      return {
        run: (work) => (span ? span.run(work) : work()),
        end: (status) => {
          const ms = performance.now() - exchange.startedAt
          const facts = { ...known, ...factsOf(exchange, status, root) }
          attempt(() => telemetry?.record('http.server.active_requests', -1, known))
          attempt(() => telemetry && measure(telemetry.record, exchange, ms, facts))
          attempt(() => endSpan(span, exchange, facts))
          if (log) void write(log, exchange, { status, time, ms }, hash)
        },
      }
    },
  }
}

function factsOf(exchange: Exchange, status: number, root: string): TelemetryAttributes {
  const [path] = exchange.paths
  const route = exchange.calls > 1 ? `${root}{batch}` : path && `${root}${path}`
  return {
    'http.response.status_code': status,
    ...(route !== undefined && { 'http.route': route }),
    ...(status >= 500 && { 'error.type': exchange.code ?? String(status) }),
  }
}

function measure(
  record: (
    metric: Parameters<NonNullable<HttpOptions['telemetry']>['record']>[0],
    value: number,
    attributes: TelemetryAttributes,
  ) => void,
  exchange: Exchange,
  ms: number,
  facts: TelemetryAttributes,
): void {
  record('http.server.request.duration', ms / 1000, facts)
  record('http.server.request.body.size', exchange.received, facts)
  record('http.server.response.body.size', exchange.sent, facts)
  for (const path of exchange.paths) record('throughline.server.calls', 1, { 'rpc.method': path })
}

function endSpan(span: TelemetrySpan | undefined, exchange: Exchange, facts: TelemetryAttributes): void {
  const route = facts['http.route']
  const method = knownMethod(exchange.request.method)
  span?.end(typeof route === 'string' ? `${method} ${route}` : method, {
    ...facts,
    'throughline.request.id': exchange.id,
    'throughline.request.calls': exchange.calls,
    ...(exchange.code !== undefined && { 'throughline.error.code': exchange.code }),
  })
}

interface Ended {
  readonly status: number
  readonly time: string
  readonly ms: number
}

async function write(
  log: (entry: LogEntry) => void,
  exchange: Exchange,
  { status, time, ms }: Ended,
  hash: (text: string) => Promise<string>,
): Promise<void> {
  try {
    const { id, request, paths, code, received, sent } = exchange
    const user = exchange.user === undefined ? undefined : await hash(exchange.user)
    log({
      level: status >= 500 ? 'error' : status >= 400 ? 'warn' : 'info',
      time,
      requestId: id,
      method: knownMethod(request.method),
      paths,
      status,
      ...(code !== undefined && { code }),
      ms: Math.round(ms * 1000) / 1000,
      received,
      sent,
      ...(user !== undefined && { user }),
    })
  } catch {
    // A log that fails must not take the process with it.
  }
}

/** Other methods are the caller's own words. */
function knownMethod(method: string): string {
  return /^(GET|HEAD|POST|PUT|PATCH|DELETE|OPTIONS|TRACE|CONNECT|QUERY)$/.test(method) ? method : '_OTHER'
}

/** A hash with a key that nobody else has, so that no list of known names finds the user behind one. */
function createHash(): (text: string) => Promise<string> {
  const algorithm = { name: 'HMAC', hash: 'SHA-256' }
  const key = crypto.getRandomValues(new Uint8Array(32))
  const imported = crypto.subtle.importKey('raw', key, algorithm, false, ['sign'])
  return async (text) => {
    const signed = await crypto.subtle.sign('HMAC', await imported, new TextEncoder().encode(text))
    return Array.from(new Uint8Array(signed, 0, 8), (byte) => byte.toString(16).padStart(2, '0')).join('')
  }
}

function attempt<T>(tell: () => T): T | undefined {
  try {
    return tell()
  } catch {
    // Telemetry that fails must not take the answer with it.
    return undefined
  }
}
