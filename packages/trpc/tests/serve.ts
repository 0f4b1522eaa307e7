import { once } from 'node:events'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { Readable } from 'node:stream'

/** A running HTTP server on a free loopback port. */
export interface Served {
  /** Without a slash at the end. */
  readonly origin: string
  /** Every request that came, as `METHOD path`. */
  readonly requests: string[]
  readonly close: () => Promise<void>
}

/** Serves a fetch handler over node:http. */
export async function serve(handler: (request: Request) => Promise<Response>): Promise<Served> {
  const requests: string[] = []
  const server = createServer((incoming, outgoing) => {
    requests.push(`${incoming.method} ${incoming.url}`)
    const left = new AbortController()
    outgoing.on('close', () => left.abort())
    const answer = async (): Promise<void> => {
      const response = await handler(toRequest(incoming, left.signal))
      outgoing.writeHead(response.status, Object.fromEntries(response.headers))
      await send(response, outgoing)
    }
    void answer()
  })
  const origin = await listen(server)
  return { origin, requests, close: () => close(server) }
}

/** Sends a body piece by piece, and no faster than it is taken; a client that leaves ends it. */
async function send({ body }: Response, outgoing: ServerResponse): Promise<void> {
  outgoing.flushHeaders()
  const reader = body?.getReader()
  outgoing.once('close', () => void reader?.cancel().catch(() => undefined))
  try {
    for (let read = await reader?.read(); read && !read.done; read = await reader?.read()) {
      if (!outgoing.write(read.value)) {
        await new Promise<void>((resolve) => {
          outgoing.once('drain', resolve)
          outgoing.once('close', resolve)
        })
      }
    }
    outgoing.end()
  } catch {
    outgoing.destroy()
  }
}

function toRequest(incoming: IncomingMessage, signal: AbortSignal): Request {
  const { method = 'GET', headers, url = '/' } = incoming
  const bodyless = method === 'GET' || method === 'HEAD'
  return new Request(new URL(url, `http://${headers.host ?? 'localhost'}`), {
    method,
    signal,
    headers: Object.entries(headers).flatMap(([name, value]) =>
      typeof value === 'string' ? [[name, value]] : [],
    ),
    ...(!bodyless && { body: Readable.toWeb(incoming), duplex: 'half' }),
  } as RequestInit)
}

async function listen(server: Server): Promise<string> {
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

async function close(server: Server): Promise<void> {
  const closed = once(server, 'close')
  server.close()
  server.closeAllConnections()
  await closed
}
