import type { HostMessage, HostRequest } from '../host/messages.types.ts'
import type { SearchSource } from '../host/source.types.ts'

/** Rows that are indexed in this thread before it may do something else. */
const chunkInThread = 200

/** The way to where the index is. */
export interface Link {
  readonly send: (request: HostRequest) => void
  readonly close: () => void
}

type Receive = (message: HostMessage) => void

/** Keeps the index in this thread; who has a worker never loads what that takes. */
export function openInThread(
  source: SearchSource | undefined,
  receive: Receive,
  failed: (reason: string) => void,
): Link {
  let isClosed = false
  const loading = import('../host/search-host.ts').then(({ createSearchHost }) =>
    createSearchHost({
      post: (message) => {
        if (!isClosed) receive(message)
      },
      source,
      chunk: chunkInThread,
    }),
  )
  loading.catch((error: unknown) => failed(String(error)))
  return {
    send: (request) => void loading.then((host) => host.receive(request)).catch(() => {}),
    close() {
      isClosed = true
      loading.then((host) => host.close()).catch(() => {})
    },
  }
}

/** Keeps it in a worker. */
export function openWorker(start: () => Worker, receive: Receive, failed: (reason: string) => void): Link {
  const worker = start()
  // Sound: the worker's side sends nothing else.
  worker.addEventListener('message', ({ data }) => receive(data as HostMessage))
  worker.addEventListener('error', ({ message }) =>
    failed(message || 'The worker of the search could not be started.'),
  )
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a worker has none
  return { send: (request) => worker.postMessage(request), close: () => worker.terminate() }
}
