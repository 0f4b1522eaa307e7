import type { LiveFrame } from './live-frames.ts'

/** What a stream of server-sent events is made of. */
export interface LiveStreamParts {
  /** The first event, which was asked for before there was an answer to send. */
  readonly first: IteratorResult<LiveFrame, void>
  readonly frames: AsyncGenerator<LiveFrame, void, undefined>
  /** Milliseconds between comments that keep the connection alive. */
  readonly heartbeat: number
  /** Milliseconds that a client waits before it connects again, asked for as the stream ends. */
  readonly retry: () => number
  /** Called once when the client has gone. */
  readonly onLeave: () => void
}

const encoder = new TextEncoder()
const ping = encoder.encode(': still here\n\n')

/**
 * Writes live events as server-sent events: the cursor as the id, the event as JSON.
 *
 * One event waits at most, whatever is written meanwhile: the next is asked for when the client has taken it.
 */
export function liveStream({
  first,
  frames,
  heartbeat,
  retry,
  onLeave,
}: LiveStreamParts): ReadableStream<Uint8Array<ArrayBuffer>> {
  let timer: ReturnType<typeof setInterval> | undefined
  let pending: IteratorResult<LiveFrame, void> | undefined = first
  return new ReadableStream<Uint8Array<ArrayBuffer>>({
    start(controller) {
      timer = setInterval(() => {
        // A client that does not read needs no sign of life.
        if ((controller.desiredSize ?? 0) > 0) controller.enqueue(ping)
      }, heartbeat)
    },
    async pull(controller) {
      try {
        const { value, done } = pending ?? (await frames.next())
        pending = undefined
        if (!done) return controller.enqueue(encodeFrame(value))
        clearInterval(timer)
        controller.enqueue(encoder.encode(`retry: ${Math.ceil(retry())}\n\n`))
        controller.close()
      } catch (error) {
        clearInterval(timer)
        throw error
      }
    },
    async cancel() {
      clearInterval(timer)
      onLeave()
      await frames.return()
    },
  })
}

/** An event goes to many clients, and is written once. */
const written = new WeakMap<LiveFrame, Uint8Array<ArrayBuffer>>()

function encodeFrame(frame: LiveFrame): Uint8Array<ArrayBuffer> {
  const bytes = written.get(frame) ?? encoder.encode(frameText(frame))
  written.set(frame, bytes)
  return bytes
}

function frameText(frame: LiveFrame): string {
  // An empty id takes the one before away: there is nothing to go on from.
  if (frame.kind === 'reset') return `id\ndata: {"kind":"reset"}\n\n`
  const cursor = JSON.stringify(frame.cursor)
  const told = frame.kind === 'changes' ? `"changes":[${frame.text}],` : ''
  return `id: ${frame.cursor}\ndata: {"kind":"${frame.kind}",${told}"cursor":${cursor}}\n\n`
}
