import type { SearchSource, SourcePage, SourcePull } from './source.types.ts'

/** Where the API of a model is served, and what is sent with each request. */
export interface HttpSourceOptions {
  /** Such as `/api/trpc`, with `sync/snapshot` and `sync/pull` below it. */
  readonly url: string
  readonly headers?: Readonly<Record<string, string>> | undefined
}

/** What an answer that is none says, with its status. */
export class SourceError extends Error {
  override readonly name = 'SourceError'
  readonly status: number

  constructor(status: number, place: string) {
    super(`The rows to search could not be read: ${place} answered ${status}.`)
    this.status = status
  }
}

/** Reads a model's rows from the plain endpoints of its API; the headers are asked for before each request. */
export function createHttpSource(options: () => HttpSourceOptions): SearchSource {
  const read = async (
    path: string,
    query: Readonly<Record<string, number | string | undefined>>,
    signal: AbortSignal | undefined,
  ): Promise<unknown> => {
    const { url, headers } = options()
    const given = Object.entries(query).flatMap(([name, value]) => (value ? [[name, String(value)]] : []))
    const place = `${url.replace(/\/+$/, '')}/${path}`
    const response = await fetch(`${place}?${new URLSearchParams(given)}`, {
      headers: { ...headers, accept: 'application/json' },
      ...(signal && { signal }),
    })
    if (!response.ok) throw new SourceError(response.status, place)
    return response.json()
  }
  return {
    // Sound: what the endpoints answer, by their description; rows of another shape are found by nothing.
    snapshot: async ({ cursor, limit, signal }) =>
      (await read('sync/snapshot', { cursor, limit }, signal)) as SourcePage,
    // Sound: as above.
    pull: async ({ cursor, limit, signal }) =>
      (await read('sync/pull', { cursor, limit }, signal)) as SourcePull,
  }
}
