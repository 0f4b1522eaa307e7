// The app without a server: its pages and files are kept, and those of a new version beside them until someone wants it.
import { type FromWorker, syncTag, type ToWorker } from './messages.ts'
import { createShell, type ShellBuild } from './shell.ts'

// Sound: what a service worker has as its globals.
const worker = globalThis as unknown as ServiceWorkerGlobalScope

/** Put here by the build. */
declare const build: ShellBuild

const shell = createShell(build)

interface SyncEvent extends ExtendableEvent {
  readonly tag: string
}

worker.addEventListener('install', (event) => event.waitUntil(shell.keep()))

worker.addEventListener('activate', (event) => {
  event.waitUntil(Promise.all([shell.cleanUp(), worker.clients.claim()]))
})

worker.addEventListener('fetch', (event) => {
  const { request } = event
  const { origin, pathname } = new URL(request.url)
  if (request.method !== 'GET' || origin !== worker.location.origin || isElsewhere(pathname)) return
  if (pathname.startsWith('/_next/static/')) event.respondWith(shell.file(request))
  else if (isPage(request)) event.respondWith(shell.page(request))
})

worker.addEventListener('message', (event) => {
  // Sound: pages of this app say nothing else.
  const { kind } = event.data as ToWorker
  if (kind === 'begin') event.waitUntil(worker.skipWaiting())
  else event.waitUntil(shell.redraw().catch(() => {}))
})

// Not in the library of types: Chromium alone has it.
worker.addEventListener('sync' as 'message', (event) => {
  // Sound: that is what the event of this name is.
  const { tag } = event as unknown as SyncEvent
  if (tag === syncTag) event.waitUntil(tellPages({ kind: 'online' }))
})

/** What the API answers is never kept: the store keeps the rows. And the components' own pages are none of the app's. */
function isElsewhere(pathname: string): boolean {
  return pathname.startsWith('/api/') || pathname.startsWith('/storybook/')
}

/** A page, or the data of one; not what is only fetched ahead. */
function isPage({ mode, headers }: Request): boolean {
  return mode === 'navigate' || (headers.has('RSC') && !headers.has('Next-Router-Prefetch'))
}

async function tellPages(message: FromWorker): Promise<void> {
  for (const page of await worker.clients.matchAll()) {
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a client of a worker, which has no target
    page.postMessage(message)
  }
}
