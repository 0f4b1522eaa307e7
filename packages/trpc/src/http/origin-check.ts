import { ApiError } from '../api-error.ts'

/** Which other sites' pages may call, and whose word about the host is believed. */
export interface OriginOptions {
  readonly origins: readonly string[]
  readonly proxies: number
}

/**
 * Makes the function that refuses what pages of other sites send through a user's browser.
 *
 * It answers the origin that the answer is to be opened to, if any. Requests that no browser marked pass: they bring no
 * cookies of a user who does not know of them.
 *
 * @throws {TypeError} where an origin is none.
 */
export function createOriginCheck({
  origins,
  proxies,
}: OriginOptions): (request: Request, url: URL) => string | undefined {
  const allowed = new Set(origins.map(checkedOrigin))
  return (request, url) => {
    const { headers } = request
    const origin = headers.get('origin')
    if (origin !== null && allowed.has(origin)) return origin
    const site = headers.get('sec-fetch-site')
    const foreign = site === 'cross-site' || site === 'same-site'
    if (
      origin === null ? foreign && !isNavigation(request) : foreign || !isOwn(origin, request, url, proxies)
    ) {
      const message = 'This request comes from a page of another site, which may not call this API.'
      throw new ApiError({ code: 'FORBIDDEN', message })
    }
    return undefined
  }
}

/** What a page of an allowed origin has to be told, so that its browser gives it the answer. */
export function corsHeaders(origin: string): Readonly<Record<string, string>> {
  return {
    'access-control-allow-origin': origin,
    'access-control-allow-credentials': 'true',
    'access-control-expose-headers': 'etag, retry-after, x-request-id',
  }
}

/** The answer to a browser that asks first, for an allowed origin. */
export function preflight(request: Request): Response {
  const asked = request.headers.get('access-control-request-headers') ?? ''
  const headers = new Headers({
    'access-control-allow-methods': 'GET, POST',
    'access-control-max-age': '600',
  })
  if (/^[\w!#$%&'*+.^`|~, -]{1,1000}$/.test(asked)) headers.set('access-control-allow-headers', asked)
  return new Response(null, { status: 204, headers })
}

function checkedOrigin(text: string): string {
  if (URL.canParse(text) && new URL(text).origin === text) return text
  throw new TypeError(`"${text}" is not an origin. Write it as "https://app.example.com", without a path.`)
}

/** A link that a user followed; it reads only, and the page that it is on does not see the answer. */
function isNavigation({ method, headers }: Request): boolean {
  return (
    method === 'GET' &&
    headers.get('sec-fetch-mode') === 'navigate' &&
    headers.get('sec-fetch-dest') === 'document'
  )
}

function isOwn(origin: string, { headers }: Request, url: URL, proxies: number): boolean {
  if (!URL.canParse(origin)) return false
  const { protocol, host } = new URL(origin)
  const told = (name: string): string | undefined =>
    proxies > 0 ? headers.get(name)?.split(',', 1)[0]?.trim() : undefined
  const ownProtocol = told('x-forwarded-proto')
  // A server behind a proxy that ends TLS, and that it does not trust, only ever sees `http:`.
  const secure = ownProtocol === undefined ? url.protocol === 'https:' : ownProtocol === 'https'
  if (secure && protocol !== 'https:') return false
  const ownHost = told('x-forwarded-host') ?? headers.get('host') ?? url.host
  const own = `${protocol}//${ownHost}`
  // Parsed, so that a default port is left out on both sides.
  return URL.canParse(own) && new URL(own).host === host
}
