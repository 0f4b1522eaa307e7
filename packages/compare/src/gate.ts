import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo, Socket } from 'node:net'
import type { SeenRequest } from './library.types.ts'
import { pause } from './wait.ts'

/** What happens to a request that matches, as often as it is said. */
export interface Fault {
  readonly matches: (request: SeenRequest) => boolean
  /**
   * `answer-lost`: it is done, its answer is not told, and the network is gone from then on where `isLast`.
   * `answer-held`: it is done, and nothing more is heard. `slow`: it arrives late. `fails`: status 500, and it is not done.
   */
  readonly kind: 'answer-held' | 'answer-lost' | 'fails' | 'slow'
  readonly times: number
  readonly isLast?: boolean
}

/** A real HTTP server in front of a backend: each client has an address of its own, and a network that can break. */
export interface Gate {
  origin(client: number): string
  setOnline(client: number, isOnline: boolean): void
  fault(fault: Fault): void
  /** Ends all faults. */
  mend(): void
  close(): Promise<void>
}

/** A text that a naive client takes for a lost session. */
const failure = 'The upstream server answered 401.'

export async function openGate(handle: (request: Request) => Promise<Response>): Promise<Gate> {
  const sockets = new Map<number, Set<Socket>>()
  const offline = new Set<number>()
  let faults: (Fault & { left: number })[] = []

  const cut = (client: number): void => {
    for (const socket of sockets.get(client) ?? []) socket.destroy()
  }
  const faultOf = (seen: SeenRequest) => {
    const fault = faults.find(({ left, matches }) => left > 0 && matches(seen))
    if (fault) fault.left -= 1
    return fault
  }

  const answer = async (client: number, asked: IncomingMessage, told: ServerResponse): Promise<void> => {
    const { seen, request } = await readRequest(asked, told)
    if (offline.has(client)) return void asked.socket.destroy()
    const fault = faultOf(seen)
    if (fault?.kind === 'slow') await pause(1_000)
    if (fault?.kind === 'fails') {
      told.writeHead(500, { 'content-type': 'text/plain' }).end(failure)
      return
    }
    const response = await handle(request)
    if (fault?.kind === 'answer-held') return
    if (fault?.kind === 'answer-lost') {
      if (fault.isLast) offline.add(client)
      return void asked.socket.destroy()
    }
    await send(response, told)
  }

  const server = createServer((asked, told) => {
    const client = clientOf(asked)
    const own = sockets.get(client) ?? new Set()
    sockets.set(client, own.add(asked.socket))
    if (offline.has(client)) return void asked.socket.destroy()
    answer(client, asked, told).catch(() => asked.socket.destroy())
  })
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve)
  })
  // Sound: it listens on a port.
  const { port } = server.address() as AddressInfo
  return {
    origin: (client) => `http://127.0.0.1:${port}/${client}`,
    setOnline(client, isOnline) {
      if (isOnline) offline.delete(client)
      else offline.add(client)
      if (!isOnline) cut(client)
    },
    fault: (fault) => void faults.push({ ...fault, left: fault.times }),
    mend: () => void (faults = []),
    async close() {
      const closed = new Promise((resolve) => {
        server.close(resolve)
      })
      server.closeAllConnections()
      await closed
    },
  }
}

const clientOf = ({ url = '' }: IncomingMessage): number => Number(url.split('/')[1])

async function readRequest(asked: IncomingMessage, told: ServerResponse) {
  const chunks: Uint8Array[] = []
  // Sound: no encoding is set, so that what comes is bytes.
  for await (const chunk of asked) chunks.push(chunk as Uint8Array)
  const body = Buffer.concat(chunks).toString()
  const path = (asked.url ?? '').replace(/^\/\d+/, '')
  const method = asked.method ?? 'GET'
  const ended = new AbortController()
  told.on('close', () => ended.abort())
  const headers = new Headers()
  for (const [name, value] of Object.entries(asked.headers)) {
    if (typeof value === 'string') headers.set(name, value)
  }
  const request = new Request(`http://${asked.headers.host}${path}`, {
    method,
    headers,
    signal: ended.signal,
    ...(body && { body }),
  })
  return { seen: { method, path, body }, request }
}

async function send(response: Response, told: ServerResponse): Promise<void> {
  // A connection of its own for each request: cutting one client cuts no other.
  told.writeHead(response.status, { ...Object.fromEntries(response.headers), connection: 'close' })
  told.flushHeaders()
  if (response.body) for await (const chunk of response.body) told.write(chunk)
  told.end()
}
