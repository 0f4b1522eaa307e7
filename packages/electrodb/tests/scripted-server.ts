import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'

/** How one request is met: with an answer, or as a failing network does. */
export type Scripted =
  | { readonly json: object; readonly status?: number; readonly headers?: Readonly<Record<string, string>> }
  | { readonly html: string; readonly status: number }
  /** `half`: ends in the middle of the answer. `stall`: stops there. `hang`: never answers. */
  | 'half'
  | 'hang'
  | 'reset'
  | 'stall'

export interface ScriptedServer {
  readonly endpoint: string
  /** The operations that were asked for, such as `GetItem`, in order. */
  readonly requests: string[]
  /** The requests' bodies. */
  readonly bodies: Record<string, unknown>[]
  readonly connections: () => number
  readonly close: () => Promise<void>
}

/** An AWS error as DynamoDB sends it. */
export function awsError(name: string, status = 400, message = `About ${name}.`): Scripted {
  return { status, json: { __type: `com.amazonaws.dynamodb.v20120810#${name}`, message } }
}

/** A real HTTP server that meets each request by the script: its first entries in order, then the last again and again. */
export async function scriptedServer(script: readonly Scripted[]): Promise<ScriptedServer> {
  const requests: string[] = []
  const bodies: Record<string, unknown>[] = []
  let connections = 0
  const server = createServer((request, response) => {
    const step = script[Math.min(requests.length, script.length - 1)] ?? 'hang'
    requests.push(String(request.headers['x-amz-target']).split('.')[1] ?? '')
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => {
      // Sound: DynamoDB's requests are JSON objects.
      bodies.push(JSON.parse(Buffer.concat(chunks).toString()) as Record<string, unknown>)
      meet(step, request, response)
    })
  })
  server.on('connection', () => {
    connections += 1
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  const port = typeof address === 'object' && address !== null ? address.port : 0
  return {
    endpoint: `http://127.0.0.1:${port}`,
    requests,
    bodies,
    connections: () => connections,
    close: async () => {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}

function meet(step: Scripted, request: IncomingMessage, response: ServerResponse): void {
  if (step === 'hang') return
  if (step === 'reset') {
    request.socket.resetAndDestroy()
    return
  }
  if (step === 'half' || step === 'stall') {
    response.writeHead(200, { 'content-length': 100 })
    response.write('{"Item":', () => {
      if (step === 'half') request.socket.destroy()
    })
    return
  }
  const [type, body] =
    'json' in step ? ['application/x-amz-json-1.0', JSON.stringify(step.json)] : ['text/html', step.html]
  response.writeHead(step.status ?? 200, { 'content-type': type, ...('headers' in step && step.headers) })
  response.end(body)
}
