// Prints the heap that 95,000 rows take, each way in a process of its own: `pnpm --filter @throughline/collections run bench:heap`.
import { collectionsOf } from '@throughline/collections/tanstack-db'
import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import type { SnapshotRow } from '@throughline/schema'
import { createInstantServer } from './instant-server.ts'
import { openRegister } from './open-register.ts'
import { createRawRegister, rawWindow } from './raw-register.ts'
import { childNames, type Register, registerRows } from './register-model.ts'

const pageSize = 1_000
const window = 50
const orderBy = { lastName: 'asc' } as const

function used(): number {
  for (let turn = 0; turn < 4; turn += 1) globalThis.gc?.()
  return process.memoryUsage().heapUsed
}

/** Pages as they come over a network: as texts, each with objects of its own. */
function* texts(): Generator<string> {
  let page: SnapshotRow<Register>[] = []
  for (const row of registerRows()) {
    page.push(row)
    if (page.length < pageSize) continue
    yield JSON.stringify(page)
    page = []
  }
}

const pages = [...texts()]
// Sound: what was written just now.
const read = (page: number): SnapshotRow<Register>[] =>
  JSON.parse(pages[page] ?? '[]') as SnapshotRow<Register>[]

const ways: Record<string, () => Promise<object>> = {
  'rows alone': async () => pages.map((_, page) => read(page).map(({ row }) => row)),
  'TanStack DB by hand': async () => {
    const raw = createRawRegister(createInstantServer([]))
    const live = rawWindow(raw, window)
    for (let page = 0; page < pages.length; page += 1) raw.take(read(page))
    return { raw, live }
  },
  'the store, shown by a list': () => store(false),
  'the store, its collections used': () => store(true),
}

async function store(isAsked: boolean): Promise<object> {
  const server = createInstantServer([])
  const opened = openRegister(
    {
      ...server,
      snapshot: async ({ cursor = '0' } = {}) => ({
        items: read(Number(cursor)),
        cursor: Number(cursor) + 1 < pages.length ? String(Number(cursor) + 1) : null,
        feed: '0',
      }),
    },
    'all',
  )
  const list = opened.list('people', { orderBy, limit: window, include: ['addresses'] })
  list.subscribe(() => void list.get())
  if (isAsked)
    for (const name of ['people', ...childNames] as const) void collectionsOf(opened)[name].preload()
  await new Promise<void>((resolve) => {
    const stop = opened.status.subscribe(() => {
      const { rows, progress } = opened.status.get()
      if (rows < pages.length * pageSize || progress) return
      stop()
      resolve()
    })
  })
  return { opened, list }
}

const [name] = process.argv.slice(2)
const way = ways[name ?? '']
if (way) {
  const before = used()
  const kept = await way()
  await new Promise((resolve) => {
    setTimeout(resolve, 50)
  })
  const bytes = used() - before
  const perRow = Math.round(bytes / (pages.length * pageSize))
  process.stdout.write(
    `${name?.padEnd(34)} ${Math.round(bytes / 1e6)} MB, ${perRow} bytes a row${kept ? '' : ' '}\n`,
  )
  process.exit()
} else {
  for (const each of Object.keys(ways)) {
    const flags = ['--expose-gc', ...process.execArgv.filter((flag) => flag !== '--expose-gc')]
    spawnSync(process.execPath, [...flags, fileURLToPath(import.meta.url), each], { stdio: 'inherit' })
  }
}
