import { once } from 'node:events'
import { Agent, type ClientRequest, type IncomingMessage, request as send } from 'node:http'
import { gunzipSync } from 'node:zlib'

/** What is asked. */
export interface Asked {
  readonly method?: string
  /** With the query. */
  readonly path: string
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string | undefined
}

/** Every byte of an answer, as text. */
export interface Answer {
  readonly status: number
  /** The status line and the headers. */
  readonly head: string
  readonly headers: IncomingMessage['headers']
  /** Unpacked. */
  readonly body: string
}

/** An answer that goes on. */
export interface OpenStream {
  readonly status: number
  /** All that has come up to now, its head too. */
  readonly text: () => string
  readonly ended: Promise<void>
  readonly close: () => void
}

/** Talks to one server over its own connections. */
export interface RawClient {
  readonly ask: (asked: Asked) => Promise<Answer>
  readonly open: (asked: Asked) => Promise<OpenStream>
  readonly close: () => void
}

const noop = (): void => {}

/** Makes a client that shows whatever the server sends. */
export function rawClient(origin: string): RawClient {
  const agent = new Agent({ keepAlive: true })
  const begin = ({ method, path, headers, body }: Asked): Promise<IncomingMessage> =>
    new Promise((resolve, reject) => {
      const options = {
        agent,
        method: method ?? (body === undefined ? 'GET' : 'POST'),
        headers: { ...headers },
      }
      const sent: ClientRequest = send(`${origin}${path}`, options, resolve)
      sent.on('error', reject)
      sent.end(body)
    })
  return {
    async ask(asked) {
      const response = await begin(asked)
      const chunks: Buffer[] = []
      for await (const chunk of response) chunks.push(chunk as Buffer)
      const bytes = Buffer.concat(chunks)
      const isPacked = response.headers['content-encoding'] === 'gzip' && bytes.length > 0
      const body = (isPacked ? gunzipSync(bytes) : bytes).toString()
      return { status: response.statusCode ?? 0, head: headOf(response), headers: response.headers, body }
    },
    async open(asked) {
      const response = await begin(asked)
      let text = headOf(response)
      response.setEncoding('utf8')
      response.on('data', (chunk: string) => {
        text += chunk
      })
      // One that is cut has ended, too.
      const ended = once(response, 'close').then(noop, noop)
      response.on('error', noop)
      return { status: response.statusCode ?? 0, text: () => text, ended, close: () => response.destroy() }
    },
    close: () => agent.destroy(),
  }
}

function headOf({
  httpVersion,
  statusCode,
  statusMessage,
  rawHeaders,
  rawTrailers,
}: IncomingMessage): string {
  return [`HTTP/${httpVersion} ${statusCode} ${statusMessage}`, ...rawHeaders, ...rawTrailers].join('\n')
}

/** A text with whatever is written in it in another way: as a part of a URL, or in base64 as cursors are. */
export function readable(text: string): string {
  // Longer than an id.
  const packed = text.match(/[\w+/-]{38,}/g) ?? []
  const unpacked = packed.map((part) => Buffer.from(part, 'base64').toString('latin1'))
  return [text, text.includes('%') ? decodedUrl(text) : '', ...unpacked].join('\n')
}

function decodedUrl(text: string): string {
  return text.replaceAll(/(?:%[\da-f]{2})+/gi, (part) => {
    try {
      return decodeURIComponent(part)
    } catch {
      return part
    }
  })
}
