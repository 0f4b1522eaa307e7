import { Writable } from 'node:stream'
import type { LambdaContext, LambdaEvent } from '../src/http/lambda/event.ts'

/** What came out of a streaming invocation. */
export interface StreamedAnswer {
  /** What the function's URL would answer with, read from the head in front of the body. */
  readonly head: {
    readonly statusCode: number
    readonly headers: Record<string, string>
    readonly cookies: string[]
  }
  readonly body: Buffer
  readonly contentType: string
}

/** One invocation of a streaming handler. */
export interface Invocation {
  /** Resolves once the handler has returned and its stream has ended. */
  readonly done: Promise<StreamedAnswer>
  readonly written: () => string
  /** The reader goes away. */
  readonly leave: () => void
}

/** The stream that the runtime gives a handler: what is written first is preceded by the head, if one was given. */
class ResponseStream extends Writable {
  contentType = 'application/octet-stream'
  readonly chunks: Buffer[] = []
  beforeFirstWrite: ((write: (chunk: Buffer | string) => void) => void) | undefined

  setContentType(type: string): void {
    this.contentType = type
  }

  override write(...args: unknown[]): boolean {
    const before = this.beforeFirstWrite
    this.beforeFirstWrite = undefined
    before?.((chunk) => super.write(chunk))
    return super.write(args[0])
  }

  override _write(chunk: Buffer, _encoding: string, done: () => void): void {
    this.chunks.push(Buffer.from(chunk))
    setImmediate(done)
  }
}

/**
 * Lambda cannot run here: this is its Node runtime's contract for streaming, as its documentation and the source of its
 * interface client have it. `from` sets the integration's content type, and has the first write put the head, as JSON, and
 * eight NUL bytes in front of the body; a stream that is ended without a write has no head.
 */
export const fakeLambdaRuntime = {
  HttpResponseStream: {
    from(stream: ResponseStream, head: object): ResponseStream {
      stream.setContentType('application/vnd.awslambda.http-integration-response')
      const text = JSON.stringify(head)
      stream.beforeFirstWrite = (write) => {
        write(text)
        write(Buffer.alloc(8))
      }
      return stream
    },
  },
  streamifyResponse: (
    handler: (event: LambdaEvent, stream: ResponseStream, context: LambdaContext) => Promise<unknown>,
  ) => {
    return async (event: LambdaEvent, context: LambdaContext): Promise<Invocation> => {
      const stream = new ResponseStream({ highWaterMark: 1024 })
      const ended = new Promise<void>((resolve) => {
        stream.once('close', resolve)
      })
      const done = Promise.all([handler(event, stream, context), ended]).then(() => readAnswer(stream))
      return {
        done,
        written: () => Buffer.concat(stream.chunks).toString(),
        leave: () => void stream.destroy(),
      }
    }
  },
}

function readAnswer(stream: ResponseStream): StreamedAnswer {
  const all = Buffer.concat(stream.chunks)
  const end = all.indexOf(Buffer.alloc(8))
  return {
    head: JSON.parse(all.subarray(0, end).toString()) as StreamedAnswer['head'],
    body: all.subarray(end + 8),
    contentType: stream.contentType,
  }
}
