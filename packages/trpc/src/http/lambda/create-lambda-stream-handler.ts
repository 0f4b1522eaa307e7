import { headOf } from './answer-head.ts'
import type { LambdaServable } from './create-lambda-handler.ts'
import { type LambdaContext, type LambdaEvent, timeLeft, toRequest } from './event.ts'

/** The writable that the runtime gives a streaming handler, as far as it is used. */
interface ResponseStream {
  write(chunk: Uint8Array | string): boolean
  end(): unknown
  once(event: 'close' | 'drain' | 'error', listener: () => void): unknown
  off(event: 'close' | 'drain' | 'error', listener: () => void): unknown
}

/** The global that Lambda's Node runtime has, as far as it is used. */
interface LambdaRuntime {
  readonly HttpResponseStream: { from(stream: unknown, head: object): ResponseStream }
  streamifyResponse<T>(
    handler: (event: LambdaEvent, stream: unknown, context: LambdaContext) => Promise<T>,
  ): (event: LambdaEvent, context: LambdaContext) => Promise<unknown>
}

/**
 * Makes the handler of a Lambda function whose answers stream (`RESPONSE_STREAM` as the invoke mode): live events and
 * large snapshots too. A live stream ends shortly before the function's time does, and its client connects anew.
 *
 * @throws {Error} outside Lambda's Node runtime, whose global `awslambda` it needs.
 */
export function createLambdaStreamHandler(
  api: LambdaServable,
): (event: LambdaEvent, context: LambdaContext) => Promise<unknown> {
  const globals: object = globalThis
  // Sound: `undefined` outside the runtime; within, the global is as its documentation says.
  const runtime = Reflect.get(globals, 'awslambda') as LambdaRuntime | undefined
  if (!runtime)
    throw new Error('There is no global "awslambda": only the Node runtime of AWS Lambda streams.')

  return runtime.streamifyResponse(async (event, raw, context) => {
    const left = new AbortController()
    const { request, info } = toRequest(event, context, left.signal)
    const response = await api.fetch(request, info)
    const stream = runtime.HttpResponseStream.from(raw, headOf(response))
    const timer = setTimeout(() => left.abort(), timeLeft(context))
    try {
      await pipe(response.body, stream, left)
    } finally {
      clearTimeout(timer)
    }
  })
}

/** Writes a body as fast as it is read; a reader who has left ends the work on it. */
async function pipe(
  body: ReadableStream<Uint8Array> | null,
  stream: ResponseStream,
  left: AbortController,
): Promise<void> {
  // Without a first write the runtime sends no head.
  stream.write('')
  const leave = (): void => left.abort()
  stream.once('close', leave)
  stream.once('error', leave)
  const reader = body?.getReader()
  const cancel = (): void => void reader?.cancel().catch(() => {})
  left.signal.addEventListener('abort', cancel, { once: true })
  for (let read = await reader?.read(); read && !read.done; read = await reader?.read()) {
    if (!stream.write(read.value)) await drained(stream, left.signal)
  }
  stream.off('close', leave)
  stream.end()
}

async function drained(stream: ResponseStream, left: AbortSignal): Promise<void> {
  if (left.aborted) return
  await new Promise<void>((resolve) => {
    const done = (): void => {
      stream.off('drain', done)
      left.removeEventListener('abort', done)
      resolve()
    }
    stream.once('drain', done)
    left.addEventListener('abort', done, { once: true })
  })
}
