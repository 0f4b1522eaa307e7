import { keptPageOf, keptPages, placeholder } from './routes.ts'

/** What the build knows of this version of the app. */
export interface ShellBuild {
  /** Another one for each build. */
  readonly version: string
  /** Next's own name of the build, which stands in each of its pages. */
  readonly buildId: string
  /** Addresses of the scripts, styles and fonts. */
  readonly files: readonly string[]
}

/** The app as it is kept for the time without a server. */
export interface Shell {
  /** Keeps everything of this version; fails where the server has another one by now. */
  keep(): Promise<void>
  /** Takes the pages anew. */
  redraw(): Promise<void>
  /** Deletes what other versions have left. */
  cleanUp(): Promise<void>
  /** A file of any version, from where it is kept or from the server. */
  file(request: Request): Promise<Response>
  /** A page from the server; the kept one where that does not answer. */
  page(request: Request): Promise<Response>
}

const prefix = 'shell-'
/** What asks for a page's data alone, when one goes from page to page. */
const dataHeader = 'RSC'
/** Milliseconds after which a page is no longer waited for. */
const patience = 4_000

export function createShell({ version, buildId, files }: ShellBuild): Shell {
  const name = `${prefix}${version}`

  const redraw = async (): Promise<void> => {
    const cache = await caches.open(name)
    const drawn = await Promise.all(
      keptPages.flatMap((address) =>
        [false, true].map(async (isData) => ({
          key: keyOf(address, isData),
          page: await draw(address, isData),
        })),
      ),
    )
    // All, or none.
    for (const { key, page } of drawn) await cache.put(key, page)
  }

  const draw = async (address: string, isData: boolean): Promise<Response> => {
    const headers: HeadersInit = isData ? { [dataHeader]: '1' } : { accept: 'text/html' }
    const response = await fetch(isData ? `${address}?_rsc=kept` : address, { headers, cache: 'no-store' })
    const text = await response.text()
    if (!response.ok || !text.includes(buildId))
      throw new Error(`The page ${address} is not of this version.`)
    return new Response(text, { headers: { 'content-type': response.headers.get('content-type') ?? '' } })
  }

  const kept = async (request: Request): Promise<Response | undefined> => {
    const { address, id } = keptPageOf(new URL(request.url).pathname)
    const isData = request.headers.has(dataHeader)
    const found = await caches.match(keyOf(address, isData), { cacheName: name })
    if (!found) return undefined
    const text = await found.text()
    return new Response(text.replaceAll(placeholder, id), { headers: found.headers })
  }

  return {
    redraw,
    async keep() {
      const cache = await caches.open(name)
      // Their names change with what is in them.
      await cache.addAll(files.map((file) => new Request(file, { cache: 'force-cache' })))
      await redraw()
    },
    async cleanUp() {
      const names = await caches.keys()
      await Promise.all(
        names.filter((one) => one.startsWith(prefix) && one !== name).map((one) => caches.delete(one)),
      )
    },
    file: keptFile,
    async page(request) {
      const answer = fetch(request)
      const late = pause(patience).then(async () => kept(request))
      try {
        const first = await Promise.race([answer, late])
        if (first && first.status < 500) return first
      } catch {
        // The browser says it where there is no kept page either.
      }
      answer.catch(() => {})
      return (await kept(request)) ?? answer
    },
  }
}

async function keptFile(request: Request): Promise<Response> {
  const found = await caches.match(request)
  if (!found) return fetch(request)
  // A worker reads what follows the `#` of its address: an answer that has an address of its own would take that away.
  return request.destination === 'worker' ? new Response(found.body, found) : found
}

function keyOf(address: string, isData: boolean): string {
  return isData ? `${address}?data` : address
}

async function pause(milliseconds: number): Promise<void> {
  await new Promise((resolve) => {
    setTimeout(resolve, milliseconds)
  })
}
