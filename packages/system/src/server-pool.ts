import { apiPath, type Place } from './place.ts'
import { type ServerProcess, startServer } from './server-process.ts'

/** Server processes on one table, reached as one address. */
export interface ServerPool {
  readonly servers: readonly ServerProcess[]
  /** What a client reaches them by; the host of it is replaced. */
  readonly url: string
  /** Sends a request to one of those that are alive. */
  readonly fetch: typeof fetch
  /** Kills a server at once, and starts another in its place. */
  readonly replace: (index: number) => Promise<void>
  readonly close: () => Promise<void>
}

/** Starts `count` servers. */
export async function startPool(
  place: Place,
  count: number,
  random: (below: number) => number,
): Promise<ServerPool> {
  const servers = await Promise.all(Array.from({ length: count }, () => startServer(place)))
  return {
    servers,
    url: `http://pool${apiPath}`,
    fetch: (input, init) => {
      const alive = servers.filter((server) => server.isAlive())
      const { origin } = alive[random(alive.length)] ?? {}
      const { pathname, search } = new URL(input instanceof Request ? input.url : input)
      if (origin === undefined) return Promise.reject(new TypeError('No server is alive.'))
      return fetch(`${origin}${pathname}${search}`, init)
    },
    async replace(index) {
      await servers[index]?.kill()
      servers[index] = await startServer(place)
    },
    async close() {
      await Promise.all(servers.map((server) => server.kill()))
    },
  }
}
