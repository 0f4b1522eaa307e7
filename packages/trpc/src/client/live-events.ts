import type { LiveEvent, StoreError } from '@throughline/schema'
import { createParser, type EventSourceMessage } from 'eventsource-parser'
import type { PlainHttp } from './plain-http.ts'
import { foreignAnswer, toTransportError } from './transport-error.ts'
import type { WireReader } from './wire-reader.ts'

/** How a live stream is kept open. */
export interface LiveConnectionOptions {
  /** Milliseconds without a sign of life after which a stream is given up; 45,000 when absent: three heartbeats. */
  readonly silence?: number | undefined
  /** Longest pause before a stream is opened again, in milliseconds; 30,000 when absent. */
  readonly longestPause?: number | undefined
}

/** What a client asks for. */
export interface LiveRequest {
  readonly cursor: string
  readonly signal: AbortSignal
}

/** Milliseconds of the first pause, where the server does not say. */
const firstPause = 500
/** Of the server's own wishes, no client waits less than that. */
const shortestPause = 50
/** Characters of one event that are read: far more than a server sends. */
const maxBufferSize = 16 * 1024 * 1024

/** What the wait for the next connection depends on. */
interface Pause {
  base: number
  failures: number
}

/**
 * The events of a live stream, which is opened again where it was whenever it is cut, until the signal fires.
 *
 * It reads no further than it is asked: who takes an event late gets a `pull` after it, and no queue.
 *
 * @throws {StoreError} what another attempt does not mend: `denied`, `invalid`, `not_configured`.
 */
export async function* liveEvents(
  http: PlainHttp,
  { readEvent }: WireReader,
  { cursor: begin, signal }: LiveRequest,
  { silence = 45_000, longestPause = 30_000 }: LiveConnectionOptions = {},
): AsyncGenerator<LiveEvent, void, undefined> {
  const pause: Pause = { base: firstPause, failures: 0 }
  let cursor = begin
  while (!signal.aborted) {
    let fault: StoreError | undefined
    try {
      for await (const message of openStream(http, { cursor, signal }, silence, pause)) {
        // Sound: the server's events are these; of a kind that is not known nothing else is read.
        const event = readEvent(JSON.parse(message.data) as LiveEvent)
        if (!event) continue
        if (event.kind === 'open') pause.failures = 0
        if ('cursor' in event) ({ cursor } = event)
        yield event
        if (event.kind === 'reset') return
      }
    } catch (error) {
      if (signal.aborted) return
      fault = faultOf(error, http.place)
      if (isFinal(fault)) throw fault
    }
    if (signal.aborted) return
    yield { kind: 'closed', message: fault?.message ?? 'The server ended the stream.' }
    const wait =
      Math.random() * Math.min(longestPause, Math.max(shortestPause, pause.base) * 2 ** pause.failures)
    pause.failures += 1
    await sleep(Math.max(wait, fault?.retryAfter ?? 0), signal)
  }
}

/** The messages of one connection, until it ends. */
async function* openStream(
  http: PlainHttp,
  { cursor, signal }: LiveRequest,
  silence: number,
  pause: Pause,
): AsyncGenerator<EventSourceMessage, void, undefined> {
  const connection = new AbortController()
  const close = (): void => connection.abort()
  signal.addEventListener('abort', close, { once: true })
  let timer: ReturnType<typeof setTimeout> | undefined
  const alive = async <T>(waiting: Promise<T>): Promise<T> => {
    // Only while it is read: who takes long over an event does not take the server for dead.
    timer = setTimeout(close, silence)
    try {
      return await waiting
    } finally {
      clearTimeout(timer)
    }
  }
  try {
    const request = { query: { cursor }, accept: 'text/event-stream', signal: connection.signal }
    const response = await alive(http.get('sync/live', request))
    if (!response.body) throw foreignAnswer(http.place, response)
    const messages: EventSourceMessage[] = []
    const parser = createParser({
      maxBufferSize,
      onEvent: (message) => messages.push(message),
      onRetry: (wait) => {
        pause.base = wait
      },
      onError: (error) => {
        if (error.type === 'max-buffer-size-exceeded') throw error
      },
    })
    const reader = response.body.getReader()
    const decoder = new TextDecoder()
    for (let read = await alive(reader.read()); !read.done; read = await alive(reader.read())) {
      parser.feed(decoder.decode(read.value, { stream: true }))
      yield* messages.splice(0)
    }
  } finally {
    clearTimeout(timer)
    signal.removeEventListener('abort', close)
    close()
  }
}

function faultOf(error: unknown, place: string): StoreError {
  return error instanceof SyntaxError
    ? foreignAnswer(place, undefined, error)
    : toTransportError(error, { place })
}

function isFinal({ code }: StoreError): boolean {
  return code !== 'offline' && code !== 'throttled' && code !== 'unavailable'
}

async function sleep(wait: number, signal: AbortSignal): Promise<void> {
  if (signal.aborted) return
  await new Promise<void>((resolve) => {
    const end = (): void => {
      clearTimeout(timer)
      signal.removeEventListener('abort', end)
      resolve()
    }
    const timer = setTimeout(end, wait)
    signal.addEventListener('abort', end, { once: true })
  })
}
