import { readFile } from 'node:fs/promises'
import { mkdtempSync, rmSync } from 'node:fs'
import { type Server, createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { memoryStore } from '@throughline/schema/memory'
import { type BrowserContext, type Page, chromium } from 'playwright'
import { build } from 'vite'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { townModel, townRows } from './fixtures/town-model.ts'

// A page that Vite has built, with its worker, in the real browser, on the plain endpoints of an API.

const people = 4000
const store = memoryStore(townModel)
const outDir = mkdtempSync(path.join(tmpdir(), 'throughline-search-'))
const asked: string[] = []
let server: Server
let context: BrowserContext
let origin = ''
/** Pages of the snapshot wait for it. */
let gate: Promise<void> = Promise.resolve()

async function answer(url: URL): Promise<object> {
  const cursor = url.searchParams.get('cursor') ?? undefined
  const limit = Number(url.searchParams.get('limit') ?? 1000)
  if (url.pathname === '/api/sync/snapshot') {
    if (cursor) await gate
    return store.snapshot({ cursor, limit })
  }
  return store.pull({ cursor: cursor ?? '', limit })
}

beforeAll(async () => {
  await store.load(townRows(people))
  await build({
    root: fileURLToPath(new URL('fixtures', import.meta.url)),
    logLevel: 'error',
    configFile: false,
    resolve: { conditions: ['@throughline/source', 'module', 'browser', 'import', 'default'] },
    build: { outDir, emptyOutDir: true, target: 'es2022' },
    worker: { format: 'es' },
  })
  server = createServer((request, response) => {
    const url = new URL(request.url ?? '/', 'http://localhost')
    const serve = async (): Promise<void> => {
      if (url.pathname.startsWith('/api/')) {
        asked.push(`${url.pathname} ${request.headers['x-user']?.toString() ?? ''}`)
        response.setHeader('content-type', 'application/json')
        response.end(JSON.stringify(await answer(url)))
        return
      }
      const file = url.pathname === '/' ? 'index.html' : url.pathname.slice(1)
      response.setHeader('content-type', file.endsWith('.js') ? 'text/javascript' : 'text/html')
      response.end(await readFile(path.join(outDir, file)))
    }
    serve().catch(() => response.writeHead(404).end())
  })
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve)
  })
  // Sound: it listens on a port.
  origin = `http://localhost:${(server.address() as AddressInfo).port}`
  context = await chromium.launchPersistentContext('', {
    executablePath: process.env['CHROMIUM_PATH'] ?? '/usr/bin/chromium',
    args: ['--no-sandbox', '--disable-background-networking'],
  })
}, 120_000)

afterAll(async () => {
  await context.close()
  server.close()
  rmSync(outDir, { recursive: true, force: true })
})

async function openPage(storage?: string): Promise<Page> {
  const page = await context.newPage()
  await page.goto(origin)
  await page.waitForFunction('globalThis.isReady === true')
  await page.evaluate(`page.open(${JSON.stringify(storage)})`)
  return page
}

const call = async (page: Page, script: string): Promise<unknown> => page.evaluate(`page.${script}`)
const find = async (page: Page, term: string) => call(page, `find(${JSON.stringify(term)})`)
const first = async (page: Page, term: string) =>
  page.evaluate(`page.find(${JSON.stringify(term)}).then(([key]) => key)`)
const ready = async (page: Page): Promise<void> => {
  await page.waitForFunction('page.state()?.isReady === true', undefined, { timeout: 30_000 })
}
const until = async (page: Page, script: string, value: unknown): Promise<void> =>
  vi.waitFor(async () => expect(await page.evaluate(script)).toEqual(value), {
    timeout: 20_000,
    interval: 100,
  })
const countOf = (name: string): number => asked.filter((one) => one.startsWith(`/api/sync/${name}`)).length

const countKept = `new Promise((resolve) => {
  const request = indexedDB.open('throughline-search')
  request.onsuccess = () => {
    const found = request.result.transaction('indexes').objectStore('indexes').count()
    found.onsuccess = () => { request.result.close(); resolve(found.result) }
  }
})`

describe('a search in a worker', () => {
  it('is there from the first page on, and leaves the main thread alone', async () => {
    let open = (): void => {}
    gate = new Promise((resolve) => {
      open = resolve
    })
    const page = await openPage()
    await page.waitForFunction('page.state()?.rows > 0')
    expect(await call(page, 'state()')).toMatchObject({ isReady: false, progress: { rows: 1000 } })
    expect(await first(page, 'people:ribababa')).toBe('p0')
    open()
    gate = Promise.resolve()
    await ready(page)
    expect(await call(page, 'state()')).toMatchObject({ rows: people * 10, progress: null, error: null })
    expect(await first(page, 'people:nefafafa')).toBe('p2999')
    expect(await first(page, 'homes:ribababa')).toBe('p0')
    expect(asked.every((one) => one.endsWith(' ada'))).toBe(true)
    expect(await call(page, 'longTasks')).toEqual([])
    await page.close()
  })

  it('finds what is edited here while it is pending, and what the feed tells', async () => {
    const page = await openPage()
    await ready(page)
    const edit = { key: 'p1', kind: 'update', row: undefined }
    await call(page, `show([${JSON.stringify(edit)}], [['p1', { id: 'p1', name: 'Zanzibar' }]])`)
    expect(await find(page, 'zanzibar')).toEqual(['p1'])
    await call(page, `show([], [['p1', { id: 'p1', name: 'Ribabari Miller' }]])`)
    expect(await find(page, 'zanzibar')).toEqual([])
    await store.push([
      {
        op: 'update',
        mutationId: crypto.randomUUID(),
        entity: 'people',
        key: { id: 'p2' },
        changes: { name: 'Quito' },
      },
    ])
    await call(page, 'refresh()')
    await until(page, `page.find('quito')`, ['p2'])
    await page.close()
  })
})

describe('a search that is kept', () => {
  it('is there at once at the next visit, without a page of the snapshot, with what was written since', async () => {
    const before = await openPage('ada')
    await ready(before)
    // Opened by somebody else first, it would be empty.
    await until(before, `indexedDB.databases().then((all) => all.length)`, 1)
    await until(before, countKept, 1)
    await before.close()
    await store.push([
      {
        op: 'update',
        mutationId: crypto.randomUUID(),
        entity: 'people',
        key: { id: 'p3' },
        changes: { name: 'Lima' },
      },
    ])
    const snapshots = countOf('snapshot')
    const page = await openPage('ada')
    await ready(page)
    await until(page, `page.find('lima')`, ['p3'])
    expect(await first(page, 'people:nefafafa')).toBe('p2999')
    expect(countOf('snapshot')).toBe(snapshots)
    await page.close()
  })

  it('is read anew where a byte of it is another one, and is gone once it was cleared', async () => {
    const spoil = await context.newPage()
    await spoil.goto(origin)
    await spoil.evaluate(`new Promise((resolve) => {
      const request = indexedDB.open('throughline-search')
      request.onsuccess = () => {
        const changing = request.result.transaction('indexes', 'readwrite')
        const kept = changing.objectStore('indexes')
        const got = kept.get('ada')
        got.onsuccess = () => {
          got.result.saved.arrays[0][5] ^= 1
          kept.put(got.result, 'ada')
        }
        changing.oncomplete = () => { request.result.close(); resolve() }
      }
    })`)
    await spoil.close()
    const before = countOf('snapshot')
    const page = await openPage('ada')
    await ready(page)
    expect(countOf('snapshot')).toBeGreaterThan(before)
    expect(await find(page, 'lima')).toEqual(['p3'])
    await call(page, 'clear()')
    expect(await page.evaluate(countKept)).toBe(0)
    await page.close()
  })
})
