import type { SyncTransport } from '@throughline/schema'
import type { HostRequest } from '../host/messages.types.ts'
import { createSearchHost } from '../host/search-host.ts'
import type { SearchSource } from '../host/source.types.ts'

/** What a worker may bring along. */
export interface ServeSearchOptions {
  /** Where it reads rows, such as a transport that it makes itself; the address that the page names when absent. */
  readonly source?: Pick<SyncTransport, 'pull' | 'snapshot'> | SearchSource | undefined
}

/** As much of a worker's global scope as is used. */
interface WorkerScope {
  postMessage(message: unknown): void
  addEventListener(type: 'message', listener: (event: { readonly data: unknown }) => void): void
}

/** Makes this worker the home of a search index, for `createSearch` of the page that started it: the one line of its file. */
export function serveSearch({ source }: ServeSearchOptions = {}): void {
  // Sound: this is called in a worker, whose global scope has these.
  const scope = globalThis as unknown as WorkerScope
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- the page that started a worker needs none
  const host = createSearchHost({ post: (message) => scope.postMessage(message), source })
  // Sound: the page's side sends nothing else.
  scope.addEventListener('message', ({ data }) => host.receive(data as HostRequest))
}
