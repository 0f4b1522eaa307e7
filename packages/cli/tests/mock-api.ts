import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { Ajv2020 } from 'ajv/dist/2020.js'
import formats from 'ajv-formats'

type Json = Readonly<Record<string, unknown>>
type Row = Record<string, unknown>

/** An API that serves what its description says, and holds both sides to it. */
export interface MockApi {
  readonly url: string
  /** Rows by collection path with its values, such as `/customers/1/notes`. */
  readonly rows: Map<string, Map<string, Row>>
  /** Every call, as `GET /orders?page=1`. */
  readonly calls: string[]
  /** The cookies of every call. */
  readonly cookies: string[]
  /** What either side sent that the description does not allow. */
  readonly faults: string[]
  /** Answered once to the next call of this method, instead of what would be. */
  failNext(method: string, status: number, body?: Json): void
  close(): Promise<void>
}

interface MockOptions {
  /** Values that the server gives to new rows, by collection path without values: `/orders`. */
  readonly defaults: Readonly<Record<string, (row: Row, count: number) => Row>>
  readonly keys: Readonly<Record<string, string>>
}

const isRecord = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** Starts a server for a description whose collections have pages by `page`, by `cursor`, or none. */
export async function startMockApi(document: Json, { defaults, keys }: MockOptions): Promise<MockApi> {
  const ajv = formats.default(new Ajv2020({ strict: false, allErrors: true }))
  ajv.addSchema({ ...document, $id: 'api' })
  const [calls, cookies, faults] = [[] as string[], [] as string[], [] as string[]]
  const rows: MockApi['rows'] = new Map()
  const failures: { method: string; status: number; body: Json }[] = []
  const paths = Object.keys(document['paths'] as Json)

  const check = (pointer: string, value: unknown, what: string): void => {
    const validate = ajv.getSchema(`api#${pointer}`) ?? ajv.compile({ $ref: `api#${pointer}` })
    if (!validate(value)) faults.push(`${what}: ${ajv.errorsText(validate.errors)}`)
  }
  const collection = (path: string): Map<string, Row> => {
    const found = rows.get(path) ?? new Map<string, Row>()
    rows.set(path, found)
    return found
  }

  const handle = (request: IncomingMessage, body: unknown): { status: number; value?: unknown } => {
    const url = new URL(request.url ?? '/', 'http://api')
    const method = request.method ?? 'GET'
    const path = url.pathname.replace(/^\/v1/, '')
    const template = paths.find((one) => new RegExp(`^${one.replaceAll(/\{[^}]*\}/g, '[^/]+')}$`).test(path))
    const operation =
      template &&
      (document['paths'] as Record<string, Record<string, Json>>)[template]?.[method.toLowerCase()]
    const pointer = (...names: string[]): string =>
      names.map((name) => `/${encodeURIComponent(name.replaceAll('~', '~0').replaceAll('/', '~1'))}`).join('')
    if (!template || !operation) return { status: 405 }
    if (operation['requestBody']) {
      check(
        pointer(
          'paths',
          template,
          method.toLowerCase(),
          'requestBody',
          'content',
          'application/json',
          'schema',
        ),
        body,
        `${method} ${path}`,
      )
    }
    const isItem = template.endsWith('}')
    const key = decodeURIComponent(path.split('/').at(-1) ?? '')
    const table = collection(isItem ? path.slice(0, path.lastIndexOf('/')) : path)
    const name = (isItem ? template.replace(/\/\{[^}]*\}$/, '') : template).replaceAll(/\{[^}]*\}/g, '*')
    const answer = serve({
      method,
      isItem,
      key,
      table,
      body,
      url,
      make: defaults[name],
      keyName: keys[name] ?? 'id',
    })
    const content = `${answer.status}` in (operation['responses'] as Json) ? answer.value : undefined
    if (content !== undefined && answer.status < 300) {
      check(
        pointer(
          'paths',
          template,
          method.toLowerCase(),
          'responses',
          String(answer.status),
          'content',
          'application/json',
          'schema',
        ),
        content,
        `answer to ${method} ${path}`,
      )
    }
    return answer
  }

  const server = createServer((request, response) => {
    const parts: Buffer[] = []
    request.on('data', (part: Buffer) => void parts.push(part))
    request.on('end', () => {
      const text = Buffer.concat(parts).toString()
      calls.push(`${request.method} ${request.url}`)
      cookies.push(request.headers.cookie ?? '')
      const at = failures.findIndex(({ method }) => method === request.method)
      const [failure] = at === -1 ? [] : failures.splice(at, 1)
      if (failure) return send(response, failure.status, failure.body)
      const { status, value } = handle(request, text === '' ? undefined : JSON.parse(text))
      return send(response, status, value)
    })
  })
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve)
  })
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`,
    rows,
    calls,
    cookies,
    faults,
    failNext: (method, status, body = {}) => void failures.push({ method, status, body }),
    close: async () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

function send(response: ServerResponse, status: number, value: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json', 'access-control-allow-origin': '*' })
  response.end(value === undefined || status === 204 ? undefined : JSON.stringify(value))
}

interface Served {
  readonly method: string
  readonly isItem: boolean
  readonly key: string
  readonly table: Map<string, Row>
  readonly body: unknown
  readonly url: URL
  readonly make: ((row: Row, count: number) => Row) | undefined
  readonly keyName: string
}

function serve({ method, isItem, key, table, body, url, make, keyName }: Served): {
  status: number
  value?: unknown
} {
  const given = isRecord(body) ? body : {}
  if (!isItem && method === 'GET') return { status: 200, value: page([...table.values()], url, keyName) }
  if (!isItem && method === 'POST') {
    const row = make ? make({ ...given }, table.size + 1) : { ...given }
    if (table.has(String(row[keyName]))) return { status: 409, value: { detail: 'It is there already.' } }
    table.set(String(row[keyName]), row)
    return { status: 201, value: row }
  }
  const row = table.get(key)
  if (!row) return { status: 404, value: { detail: 'It is not there.' } }
  if (method === 'DELETE') {
    table.delete(key)
    return { status: 204 }
  }
  const next =
    method === 'PATCH'
      ? { ...row, ...given }
      : method === 'PUT'
        ? { ...row, ...given, [keyName]: row[keyName] }
        : row
  table.set(key, next)
  return { status: 200, value: next }
}

/** As the sample description has its pages: customers by cursor, orders by number, the others whole. */
function page(all: readonly Row[], url: URL, keyName: string): unknown {
  const query = url.searchParams
  if (url.pathname.endsWith('/customers')) {
    const size = Number(query.get('limit') ?? 3)
    const from = all.findIndex((row) => row[keyName] === query.get('cursor'))
    const data = all.slice(from === -1 ? 0 : from, (from === -1 ? 0 : from) + size)
    const next = all[(from === -1 ? 0 : from) + size]
    return { data, next_cursor: next ? next[keyName] : null }
  }
  if (url.pathname.endsWith('/orders')) {
    const size = Number(query.get('per_page') ?? 2)
    const number = Number(query.get('page') ?? 1)
    const listed = query.get('status')?.split(',')
    return all
      .filter((row) => !listed || listed.includes(String(row['status'])))
      .slice((number - 1) * size, number * size)
  }
  return url.pathname.endsWith('/products') ? { items: all } : all
}
