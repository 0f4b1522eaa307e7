// Runs in a browser: 95,000 rows stream in while a window of 50 is on the screen.
import { collectionsOf } from '@throughline/collections/tanstack-db'
import type { SnapshotPage, SnapshotRow, SyncTransport } from '@throughline/schema'
import { createInstantServer } from '../benches/instant-server.ts'
import { openRegister } from '../benches/open-register.ts'
import { createRawRegister, rawWindow } from '../benches/raw-register.ts'
import { childNames, type Register, registerRows } from '../benches/register-model.ts'
import { yieldToMain } from '../src/yield-to-main.ts'

const window = 50
const chunk = 250

/** What a stream did to the main thread; milliseconds. */
export interface Figures {
  readonly spent: number
  readonly rows: number
  /** Of the browser's own observer: tasks over 50 ms. */
  readonly longTasks: readonly number[]
  /** The longest time for which a message, as input would be, waited to be handled. */
  readonly longestGap: number
  /** The longest time between two frames. */
  readonly longestFrame: number
}

/** `list`: the store's own; `collections`: the TanStack DB collections of all entities besides; `raw`: those by hand. */
type Mode = 'collections' | 'list' | 'raw'

/** Shows the window, as a list on a page does, each time that it changed. */
function show(rows: readonly object[]): void {
  const texts = rows.map(
    (row) => `<li>${Reflect.get(row, 'lastName')}, ${Reflect.get(row, 'firstName')}</li>`,
  )
  const list = document.querySelector('ul') ?? document.body.appendChild(document.createElement('ul'))
  list.innerHTML = texts.join('')
}

/** Rows by pages over HTTP, as JSON; all else at once. */
function httpServer(origin: string): SyncTransport<Register> {
  return {
    ...createInstantServer([]),
    async snapshot(options) {
      const response = await fetch(`${origin}/snapshot?cursor=${options?.cursor ?? 0}`)
      // Sound: what the bench's own server writes.
      return (await response.json()) as SnapshotPage<Register>
    },
  }
}

function watchMainThread() {
  const longTasks: number[] = []
  const observer = new PerformanceObserver((list) => {
    for (const { duration } of list.getEntries()) longTasks.push(Math.round(duration))
  })
  observer.observe({ type: 'longtask' })
  let [isOver, longestGap, longestFrame] = [false, 0, 0]

  const { port1, port2 } = new MessageChannel()
  let at = performance.now()
  port1.addEventListener('message', () => {
    const now = performance.now()
    longestGap = Math.max(longestGap, now - at)
    at = now
    if (!isOver) port2.postMessage(0)
  })
  port1.start()
  port2.postMessage(0)

  let frame = performance.now()
  const onFrame = (): void => {
    const now = performance.now()
    longestFrame = Math.max(longestFrame, now - frame)
    frame = now
    if (!isOver) requestAnimationFrame(onFrame)
  }
  requestAnimationFrame(onFrame)

  return async () => {
    await new Promise((resolve) => {
      setTimeout(resolve, 200)
    })
    isOver = true
    observer.disconnect()
    return { longTasks, longestGap: Math.round(longestGap), longestFrame: Math.round(longestFrame) }
  }
}

async function streamToStore(server: SyncTransport<Register>, mode: Mode): Promise<number> {
  const store = openRegister(server, 'all')
  const list = store.list('people', { orderBy: { lastName: 'asc' }, limit: window })
  const stop = list.subscribe(() => show(list.get().data))
  if (mode === 'collections')
    for (const name of ['people', ...childNames] as const) void collectionsOf(store)[name].preload()
  await new Promise<void>((resolve) => {
    const unsubscribe = store.status.subscribe(() => {
      const { progress, syncedAt, loading } = store.status.get()
      if (progress || loading || !syncedAt) return
      unsubscribe()
      resolve()
    })
  })
  const { rows } = store.status.get()
  stop()
  store.dispose()
  return rows
}

async function streamToRaw(server: SyncTransport<Register>): Promise<number> {
  const raw = createRawRegister(server)
  const live = rawWindow(raw, window)
  const subscription = live.subscribeChanges(() => show(live.toArray))
  let [count, cursor]: [number, string | undefined] = [0, undefined]
  do {
    const page: { items: readonly SnapshotRow<Register>[]; cursor: string | null } = await server.snapshot({
      cursor,
    })
    for (let start = 0; start < page.items.length; start += chunk) {
      raw.take(page.items.slice(start, start + chunk))
      await yieldToMain()
    }
    count += page.items.length
    cursor = page.cursor ?? undefined
  } while (cursor !== undefined)
  subscription.unsubscribe()
  return count
}

let server: SyncTransport<Register> | undefined

/** @param origin of a server with the rows; they are in the page where it is absent. */
function prepare(origin?: string): void {
  server = origin === undefined ? createInstantServer([...registerRows()]) : httpServer(origin)
}

async function stream(mode: Mode): Promise<Figures> {
  if (!server) throw new Error('There is no server yet.')
  const end = watchMainThread()
  const start = performance.now()
  const rows = mode === 'raw' ? await streamToRaw(server) : await streamToStore(server, mode)
  const spent = Math.round(performance.now() - start)
  return { spent, rows, ...(await end()) }
}

Object.assign(globalThis, { bench: { prepare, stream }, isReady: true })
