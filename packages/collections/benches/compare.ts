// Prints how the client store stands beside TanStack DB by hand: `pnpm --filter @throughline/collections run bench [part …]`.
import { collectionsOf } from '@throughline/collections/tanstack-db'
import { compare, type Comparison, type Figure, timed, worked } from './measure.ts'
import { createRawRegister, rawChildren, type RawList, rawPage, rawWindow } from './raw-register.ts'
import { childNames, personCount, personId } from './register-model.ts'
import {
  expectSame,
  fullRaw,
  fullStore,
  idle,
  loadRaw,
  openStore,
  orderBy,
  rows,
  server,
  soon,
  stores,
  window,
} from './setup.ts'

const include = [...childNames]

function addressesOf(row: Readonly<Record<string, unknown>> | undefined): unknown {
  const addresses = row?.['addresses']
  return Array.isArray(addresses) && addresses.length
}

/** Both with all rows, and the same window of them on the screen. */
async function openWatched() {
  const [store, raw] = [await fullStore(), await fullRaw()]
  const list = store.list('people', { orderBy, limit: window })
  list.subscribe(() => void list.get())
  const live = rawWindow(raw, window)
  await idle()
  return { store, raw, list, live }
}

async function updates(): Promise<Comparison> {
  const { store, raw, list, live } = await openWatched()
  return {
    turns: 600,
    warmup: 300,
    async ours(turn) {
      const at = turn % window
      const { id } = list.get().data[at]!
      const name = `A${turn}`
      const spent = timed(() => {
        store.update('people', id, { firstName: name })
        expectSame(list.get().data[at]?.firstName, name)
      })
      await idle()
      return spent
    },
    async raw(turn) {
      const at = turn % window
      const { id } = live.toArray[at] as { id: string }
      const name = `B${turn}`
      const spent = timed(() => {
        raw.collections.people.update(id, (draft) => void (draft['firstName'] = name))
        expectSame(live.toArray[at]?.['firstName'], name)
      })
      await idle()
      return spent
    },
  }
}

async function confirmations(): Promise<Comparison> {
  const { store, raw, list, live } = await openWatched()
  return {
    turns: 300,
    warmup: 150,
    async ours(turn) {
      const { id } = list.get().data[turn % window]!
      const start = performance.now()
      await store.update('people', id, { firstName: `C${turn}` }).confirmed
      return performance.now() - start
    },
    async raw(turn) {
      const { id } = live.toArray[turn % window] as { id: string }
      const start = performance.now()
      await raw.collections.people
        .update(id, (draft) => void (draft['firstName'] = `D${turn}`))
        .when('settled')
      return performance.now() - start
    },
  }
}

async function oneFirst(): Promise<Comparison> {
  const [store, raw] = [await fullStore(), await fullRaw()]
  return {
    turns: 200,
    warmup: 100,
    async ours(turn) {
      const id = personId((turn * 977) % personCount)
      let stop = (): void => {}
      const spent = timed(() => {
        const row = store.row('people', id, { include })
        stop = row.subscribe(() => {})
        expectSame(row.get().data?.contacts.length, 3)
      })
      await idle()
      stop()
      return spent
    },
    async raw(turn) {
      const id = personId((turn * 977) % personCount)
      let lives: RawList[] = []
      const spent = timed(() => {
        lives = childNames.map((name) => rawChildren(raw, name, id))
        for (const live of lives) void live.toArray
        expectSame(lives[2]?.toArray.length, 3)
      })
      await idle()
      await Promise.all(lives.map((live) => live.cleanup()))
      return spent
    },
  }
}

async function oneChanged(): Promise<Comparison> {
  const [store, raw] = [await fullStore(), await fullRaw()]
  const id = personId(4711)
  const row = store.row('people', id, { include })
  row.subscribe(() => void row.get())
  const lives = childNames.map((name) => rawChildren(raw, name, id))
  const contacts = lives[2]!
  await idle()
  return {
    turns: 600,
    warmup: 300,
    async ours(turn) {
      const value = `A${turn}`
      const contact = row.get().data!.contacts[0]!
      const spent = timed(() => {
        store.update('contacts', contact.id, { value })
        expectSame(row.get().data?.contacts[0]?.value, value)
      })
      await idle()
      return spent
    },
    async raw(turn) {
      const value = `B${turn}`
      const contact = contacts.toArray[0] as { id: string }
      const spent = timed(() => {
        raw.collections.contacts.update(contact.id, (draft) => void (draft['value'] = value))
        expectSame(lives.map((live) => live.toArray)[2]?.[0]?.['value'], value)
      })
      await idle()
      return spent
    },
  }
}

/** The first list of a store: it sorts the rows, and finds the children of all. */
async function pageFirst(): Promise<Comparison> {
  const raw = await fullRaw()
  return {
    turns: 7,
    warmup: 2,
    async ours() {
      const store = await fullStore()
      let stop = (): void => {}
      const spent = await worked(() => {
        const list = store.list('people', { orderBy, limit: window, include: ['addresses'] })
        stop = list.subscribe(() => {})
        expectSame(list.get().data[window - 1]?.addresses.length, 2)
      })
      stop()
      store.dispose()
      return spent
    },
    async raw() {
      let live: RawList | undefined
      const spent = await worked(() => {
        live = rawPage(raw, window, 0)
        expectSame(addressesOf(live.toArray[window - 1]), 2)
      })
      await live?.cleanup()
      return spent
    },
  }
}

async function pageAgain(): Promise<Comparison> {
  const [store, raw] = [await fullStore(), await fullRaw()]
  const mounted = store.list('people', { orderBy, limit: window })
  mounted.subscribe(() => void mounted.get())
  const offsetOf = (turn: number): number => (turn * 977) % (personCount - window)
  return {
    turns: 60,
    warmup: 20,
    async ours(turn) {
      let stop = (): void => {}
      const spent = timed(() => {
        const list = store.list('people', {
          orderBy,
          limit: window,
          offset: offsetOf(turn),
          include: ['addresses'],
        })
        stop = list.subscribe(() => {})
        expectSame(list.get().data[window - 1]?.addresses.length, 2)
      })
      stop()
      await idle()
      return spent
    },
    async raw(turn) {
      let live: RawList | undefined
      const spent = timed(() => {
        live = rawPage(raw, window, offsetOf(turn))
        expectSame(addressesOf(live.toArray[window - 1]), 2)
      })
      await live?.cleanup()
      await idle()
      return spent
    },
  }
}

const people = rows.filter(({ entity }) => entity === 'people')

interface Load {
  /** All 95,000 rows by a snapshot, or the people by a list. */
  readonly all: boolean
  /** Someone looks at a window. */
  readonly watched: boolean
  /** The store's TanStack DB collections are used too, as those by hand are. */
  readonly asked: boolean
}

function loads({ all, watched, asked }: Load): () => Comparison {
  const taken = all ? rows : people
  return () => ({
    turns: all ? 3 : 9,
    warmup: all ? 1 : 3,
    async ours() {
      const store = openStore(all ? 'all' : undefined)
      const list = store.list('people', { orderBy, limit: window })
      const names = all ? (['people', ...childNames] as const) : (['people'] as const)
      let stop = (): void => {}
      const spent = await worked(async () => {
        stop = list.subscribe(() => void (watched && list.get()))
        if (asked) for (const name of names) void collectionsOf(store)[name].preload()
        while (store.status.get().rows < taken.length || store.status.get().progress) await soon()
      })
      expectSame(list.get().total, personCount)
      if (asked) expectSame(collectionsOf(store).people.size, personCount)
      stop()
      store.dispose()
      globalThis.gc?.()
      return spent
    },
    async raw() {
      const raw = createRawRegister(server)
      let live: RawList | undefined
      const spent = await worked(async () => {
        live = watched ? rawWindow(raw, window) : undefined
        await loadRaw(raw, taken)
      })
      expectSame(raw.collections.people.size, personCount)
      await live?.cleanup()
      for (const collection of Object.values(raw.collections)) void collection.cleanup()
      globalThis.gc?.()
      return spent
    },
  })
}

const parts: Record<string, () => Comparison | Promise<Comparison>> = {
  'update to visible change, a window of 50': updates,
  'update to confirmation, a window of 50': confirmations,
  'one person with four relations, first result': oneFirst,
  'one person with four relations, a child changes': oneChanged,
  'page of 50 with an include, first (processor time)': pageFirst,
  'page of 50 with an include, again': pageAgain,
  'load of 10,000 rows (processor time)': loads({ all: false, watched: false, asked: true }),
  'load of 10,000 rows, a window of 50': loads({ all: false, watched: true, asked: true }),
  'load of 10,000 rows, shown by a list alone': loads({ all: false, watched: true, asked: false }),
  'load of 95,000 rows (processor time)': loads({ all: true, watched: false, asked: true }),
  'load of 95,000 rows, a window of 50': loads({ all: true, watched: true, asked: true }),
  'load of 95,000 rows, shown by a list alone': loads({ all: true, watched: true, asked: false }),
}

const wanted = process.argv.slice(2)
const figures: Figure[] = []
for (const [name, part] of Object.entries(parts)) {
  if (wanted.length > 0 && !wanted.some((word) => name.includes(word))) continue
  figures.push(await compare(name, await part()))
  for (const store of stores) store.dispose()
  stores.length = 0
  globalThis.gc?.()
  const { ours, raw, ratio } = figures.at(-1)!
  process.stdout.write(
    `${name.padEnd(52)} ours ${show(ours.median)} (p99 ${show(ours.p99)})  raw ${show(raw?.median)} (p99 ${show(raw?.p99)})  ratio ${ratio?.toFixed(2)}\n`,
  )
}

function show(value: number | undefined): string {
  return value === undefined ? '–' : `${value.toFixed(value < 10 ? 3 : 0)} ms`
}
