import fc from 'fast-check'
import { cursorsNear, inputsNear, limitText, oddJson } from './http-inputs.ts'
import type { Shot, Tenant } from './tenants.ts'

/** The headers of a write. */
export const writeHeaders = { 'content-type': 'application/json', 'x-throughline': '1' }

const tenant = fc.constantFrom<Tenant>('a', 'b')
const isRead = (path: string): boolean => /\.(list|byId|snapshot|pull|live)$/.test(path)

/** What a forger may know: the procedures that there are, and cursors of both tenants. */
export interface Known {
  readonly procedures: () => readonly string[]
  readonly cursors: readonly string[]
}

/** Requests of all kinds, near to good ones and far from them. */
export function makeShots({ procedures, cursors }: Known) {
  const inputs = inputsNear(cursors)
  const cursor = cursorsNear(cursors)
  const nearInput = (path: string): fc.Arbitrary<string> =>
    fc.oneof({ weight: 9, arbitrary: inputs[path.split('.').at(-1)!]! }, { weight: 1, arbitrary: oddJson })

  /** A procedure with an input near to its own, by its method. */
  const call: fc.Arbitrary<Shot> = fc.tuple(fc.nat(200), tenant).chain(([pick, who]) => {
    const path = procedures()[pick % procedures().length]!
    const headers = { 'x-tenant': who }
    return nearInput(path).map((json) =>
      isRead(path)
        ? { method: 'GET', path: `/api/${path}?input=${encodeSafely(json)}`, headers, body: undefined }
        : { method: 'POST', path: `/api/${path}`, headers: { ...headers, ...writeHeaders }, body: json },
    )
  })

  const syncCall: fc.Arbitrary<Shot> = fc
    .tuple(
      fc.constantFrom('snapshot', 'snapshot.ndjson', 'pull', 'live', '../sync.pull', 'x'),
      fc.option(cursor, { nil: undefined }),
      fc.option(limitText, { nil: undefined }),
      fc.option(cursor, { nil: undefined }),
      tenant,
    )
    .map(([name, from, limit, last, who]) => ({
      method: 'GET',
      path: `/api/sync/${name}?${[
        from !== undefined && `cursor=${encodeSafely(from)}`,
        limit !== undefined && `limit=${encodeSafely(limit)}`,
      ]
        .filter(Boolean)
        .join('&')}`,
      headers: { 'x-tenant': who, ...(last !== undefined && { 'last-event-id': headerText(last) }) },
      body: undefined,
    }))

  /** Anything: any method, path, headers and body. */
  const anything: fc.Arbitrary<Shot> = fc
    .tuple(
      fc.constantFrom('GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'HEAD', 'QUERY', 'PROPFIND'),
      fc.oneof(
        fc.constantFrom(
          '/',
          '/api',
          '/api/',
          '//api//',
          '/healthz',
          '/readyz',
          '/api/openapi.json',
          '/api/sync',
          '/api/sync/',
          '/api/__proto__',
          '/api/constructor',
          '/api/shelves',
          '/api/shelves.',
          '/api/shelves.list.x',
          '/api/%E0%A4%A',
          '/api/shelves%2Elist',
          '/api/%2e%2e/healthz',
          '/api/shelves.list,__proto__?batch=1',
          '/api/,,,?batch=1&input={}',
          '/api/shelves.list?input=%7B%22__proto__%22%3A1%7D',
          '/api/shelves.list?batch=1',
          '/api/sync.live?input={}&batch=1',
          '/api/shelves.list?connectionParams={}',
          '/api/shelves.list?connectionParams=x',
          '/api/shelves.list?input=%ff',
        ),
        fc.webPath(),
        fc.webPath().map((path) => `/api${path}`),
      ),
      fc.dictionary(
        fc.constantFrom(
          'content-type',
          'x-throughline',
          'origin',
          'sec-fetch-site',
          'accept',
          'trpc-accept',
          'accept-encoding',
          'cookie',
          'if-none-match',
          'last-event-id',
          'x-forwarded-for',
          'x-forwarded-host',
          'x-http-method-override',
          'content-encoding',
        ),
        fc.oneof(
          fc.constantFrom(
            'application/json',
            'application/json; charset=x',
            'multipart/form-data; boundary=x',
            'application/octet-stream',
            'text/plain',
            'application/jsonl',
            '1',
            '2',
            'null',
            'gzip',
            'cross-site',
            'same-origin',
            'http://evil.example',
            '*',
            '',
          ),
          fc.string({ unit: 'grapheme-ascii', maxLength: 30 }).map(headerText),
        ),
        { maxKeys: 5 },
      ),
      fc.option(fc.oneof(oddJson, fc.string({ unit: 'binary', maxLength: 100 })), { nil: undefined }),
      tenant,
    )
    .map(([method, path, headers, body, who]) => ({
      method,
      path,
      headers: { ...headers, 'x-tenant': who },
      body: method === 'GET' || method === 'HEAD' ? undefined : body,
    }))

  /** Calls of one kind, and now and then of both, with inputs near to their own. */
  const batch: fc.Arbitrary<Shot> = fc
    .tuple(
      fc.array(fc.nat(200), { minLength: 1, maxLength: 25 }),
      fc.constantFrom('read', 'write', 'mixed'),
      tenant,
    )
    .chain(([picks, kind, who]) => {
      const able = procedures().filter((path) => kind === 'mixed' || isRead(path) === (kind === 'read'))
      const paths = picks.map((pick) => able[pick % able.length]!)
      return fc.tuple(...paths.map(nearInput)).map((jsons): Shot => {
        const json = `{${jsons.map((input, index) => `"${index}":${input}`).join(',')}}`
        const headers = { 'x-tenant': who }
        return kind === 'read'
          ? {
              method: 'GET',
              path: `/api/${paths.join(',')}?batch=1&input=${encodeSafely(json)}`,
              headers,
              body: undefined,
            }
          : {
              method: 'POST',
              path: `/api/${paths.join(',')}?batch=1`,
              headers: { ...headers, ...writeHeaders },
              body: json,
            }
      })
    })

  return { call, syncCall, anything, batch }
}

function encodeSafely(text: string): string {
  return encodeURIComponent(text.replaceAll(/\p{Surrogate}/gu, '\ufffd'))
}

function headerText(text: string): string {
  return text.replaceAll(/[^\x20-\x7e]/g, '').trim()
}
