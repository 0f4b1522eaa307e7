import { createMemoryDisk, openStorage } from '@throughline/collections/offline'
import { collectionsOf } from '@throughline/collections/tanstack-db'
import { IDBFactory, IDBKeyRange } from 'fake-indexeddb'
import fc from 'fast-check'
import { afterEach, expect, it, vi } from 'vitest'
import { authorId, library, seedAuthors, settle } from '../library.ts'
import { atOnce } from '../sync-client.ts'
import { createHub, type SyncFault } from '../sync-server.ts'
import { createFakeLocks } from './fake-locks.ts'
import { closeLives, historyOf, openLife } from './outbox-client.ts'

type Life = ReturnType<typeof openLife>
type Step =
  | {
      readonly kind: 'book' | 'delete' | 'edit' | 'insert' | 'together'
      readonly who: number
      readonly of: number
    }
  | { readonly kind: 'close' | 'cut' | 'kill' | 'open' | 'wait'; readonly who: number }
  | { readonly kind: 'fault'; readonly who: number; readonly fault: SyncFault }
  | { readonly kind: 'remote'; readonly of: number; readonly isDelete: boolean }

const who = fc.nat(1)
const of = fc.nat(4)
const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 8,
    arbitrary: fc.record({
      kind: fc.constantFrom('book', 'delete', 'edit', 'edit', 'edit', 'insert', 'together'),
      who,
      of,
    }),
  },
  {
    weight: 6,
    arbitrary: fc.record({ kind: fc.constantFrom('close', 'cut', 'kill', 'open', 'open', 'wait'), who }),
  },
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constant('fault'),
      who,
      fault: fc.constantFrom<SyncFault[]>('late', 'lost', 'offline', 'throttled', 'twice'),
    }),
  },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('remote'), of, isDelete: fc.boolean() }) },
)

interface Edit {
  readonly key: string
  readonly kind: 'delete' | 'insert' | 'update'
  readonly number: number
  readonly id: string | undefined
  /** The author of a book. */
  readonly above: string | undefined
  isStored: boolean
}

let users = 0

async function createWorld(load: 'all' | 'in-use', where: 'indexeddb' | 'memory') {
  const hub = createHub(library)
  await seedAuthors(hub.server, 4)
  const from = await hub.server.heads()
  const disk = createMemoryDisk()
  const database = { indexedDB: new IDBFactory(), IDBKeyRange }
  const browser = where === 'memory' ? undefined : { user: `user ${(users += 1)}`, database }
  const locks = createFakeLocks()
  const tabs: (Life | undefined)[] = [undefined, undefined]
  const edits: Edit[] = []
  let number = 0

  const open = async (place: number): Promise<Life> => {
    const life = openLife({ hub, disk, browser, locks, load, conflicts: { default: 'client' } })
    tabs[place] = life
    await life.show()
    return life
  }

  const note = (life: Life, key: string, kind: Edit['kind'], above?: string): void => {
    const made = life.store.pendingMutations.get().findLast((one) => one.key === key && one.kind === kind)
    edits.push({ key, kind, number, id: made?.id, above, isStored: false })
  }
  const look = (): void => {
    for (const life of tabs) {
      for (const { id, isStored } of life?.store.pendingMutations.get() ?? []) {
        const edit = edits.find((one) => one.id === id)
        if (edit && isStored) edit.isStored = true
      }
    }
  }

  const write = async (
    given: Extract<Step, { readonly of: number; readonly who: number }>,
    life: Life,
  ): Promise<void> => {
    const { store } = life
    const key = authorId(given.of)
    number += 1
    const names = { firstName: `v${number}` }
    const has = collectionsOf(store).authors.has(key)
    if (given.kind === 'insert' && !has) {
      store.insert('authors', { id: key, ...names, lastName: 'X' })
      note(life, key, 'insert')
    } else if (given.kind === 'edit' && has) {
      store.update('authors', key, names)
      note(life, key, 'update')
    } else if (given.kind === 'delete' && has) {
      store.delete('authors', key)
      note(life, key, 'delete')
    } else if (given.kind === 'book' && has) {
      store.insert('books', { id: `b${number}`, authorId: key, title: names.firstName, pages: 1 })
      note(life, `b${number}`, 'insert', key)
    } else if (given.kind === 'together' && has) {
      store.transaction(() => {
        store.update('authors', key, { lastName: `w${number}` })
        store.insert('books', { id: `b${number}`, authorId: key, title: names.firstName, pages: 1 })
      })
      note(life, `b${number}`, 'insert', key)
    }
    await settle(given.of % 2)
  }

  const remote = async ({
    of: index,
    isDelete,
  }: Extract<Step, { readonly kind: 'remote' }>): Promise<void> => {
    number += 1
    const key = { id: authorId(index) }
    const mutation = { mutationId: crypto.randomUUID(), entity: 'authors' as const }
    const row = await hub.server.get('authors', key)
    if (!row)
      await hub.server.push([
        { ...mutation, op: 'insert', row: { ...key, firstName: `r${number}`, lastName: 'R' } },
      ])
    else if (isDelete) await hub.server.push([{ ...mutation, op: 'delete', key }])
    else await hub.server.push([{ ...mutation, op: 'update', key, changes: { firstName: `r${number}` } }])
  }

  /** Entries on the disk. */
  const entries = async (): Promise<number> => {
    if (!browser) return disk.outbox.size
    const storage = await openStorage({ model: library, ...browser })
    const state = await storage.state()
    await storage.close()
    return state?.outbox.length ?? -1
  }

  const happen = async (given: Step): Promise<void> => {
    look()
    if (given.kind === 'remote') return remote(given)
    const life = tabs[given.who]
    if (given.kind === 'open') return void (life ?? (await open(given.who)))
    if (!life) return
    if ('of' in given) return write(given, life)
    if (given.kind === 'fault') {
      for (const method of ['push', 'transact'] as const)
        (life.network.faults[method] ??= []).push(given.fault)
    } else if (given.kind === 'cut') {
      life.network.offline = !life.network.offline
      life.network.cut()
    } else if (given.kind !== 'wait') {
      tabs[given.who] = undefined
      if (given.kind === 'kill') life.kill()
      else life.store.dispose()
    }
    await settle(given.kind === 'wait' ? 6 : 1)
    look()
  }

  const end = async (): Promise<void> => {
    const parked = new Set<string>()
    for (const place of [0, 1]) {
      const life = tabs[place] ?? (await open(place))
      life.network.faults.push = []
      life.network.faults.transact = []
      void life.online()
    }
    await vi.waitFor(
      async () => {
        look()
        for (const life of tabs) for (const { release } of life?.network.held.splice(0) ?? []) release()
        for (const life of tabs) {
          const refused = (): string | undefined =>
            life?.store.pendingMutations.get().find(({ state }) => state === 'parked' || state === 'waiting')
              ?.id
          for (let id = refused(); id !== undefined; id = refused()) {
            const before = life?.store.pendingMutations.get() ?? []
            life?.store.outbox.discard(id)
            // With its transaction, and what is built on it.
            const left = new Set(life?.store.pendingMutations.get().map((one) => one.id))
            for (const one of before) if (!left.has(one.id)) parked.add(one.id)
          }
          expect(life?.store.pendingMutations.get()).toEqual([])
        }
        const { items } = await hub.server.list('authors', { limit: 1_000 })
        for (const life of tabs) {
          const rows = life?.store.list('authors', { orderBy: { id: 'asc' } }).get().data
          expect(rows).toEqual(items.map(({ row }) => row).toSorted((a, b) => a.id.localeCompare(b.id)))
        }
      },
      { timeout: 3_000, interval: 5 },
    )
    await vi.waitFor(async () => expect(await entries()).toBe(0))
    judge(await historyOf(hub, from), parked)
  }

  const judge = (history: Awaited<ReturnType<typeof historyOf>>, parked: ReadonlySet<string>): void => {
    const ids = history.flatMap((change) =>
      change.mutationId && change.op === 'put' ? [change.mutationId] : [],
    )
    expect(new Set(ids).size).toBe(ids.length)
    // A value is written once.
    const last = new Map<string, unknown>()
    const written: string[] = []
    for (const change of history) {
      if (change.op === 'delete' || change.entity !== 'authors') continue
      const { firstName } = change.stored.row
      if (last.get(change.key.id) !== firstName) written.push(`${change.key.id} ${firstName}`)
      last.set(change.key.id, firstName)
    }
    expect(new Set(written).size).toBe(written.length)
    const bookIds = history.flatMap((change) =>
      change.entity === 'books' && change.op === 'put' ? [change.key.id] : [],
    )
    expect(new Set(bookIds).size).toBe(bookIds.length)
    for (const { key, kind, number: at, id, above, isStored } of edits) {
      if (!isStored || (id && parked.has(id))) continue
      const isDeleted = history.some((change) => change.op === 'delete' && change.key.id === key)
      // A book that was refused goes with its author.
      const isLater = edits.some(
        (other) =>
          other.number > at && (other.key === key || (other.key === above && other.kind === 'delete')),
      )
      const isThere = history.some(
        (change) =>
          change.op === 'put' &&
          change.key.id === key &&
          (change.entity === 'books' ||
            (change.entity === 'authors' && change.stored.row.firstName === `v${at}`)),
      )
      expect(kind === 'delete' ? isDeleted : isThere || isLater || isDeleted, `${kind} ${key} ${at}`).toBe(
        true,
      )
    }
  }

  return { open, happen, end }
}

afterEach(() => {
  closeLives()
  vi.restoreAllMocks()
})

it.each([
  ['all', 'memory', 40],
  ['in-use', 'memory', 40],
  ['all', 'indexeddb', 10],
  ['in-use', 'indexeddb', 10],
] as const)(
  'what tabs store is applied once, whatever becomes of them and of the network (%s, %s)',
  async (load, where, numRuns) => {
    atOnce()
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 40, size: 'max' }), async (steps) => {
        const world = await createWorld(load, where)
        try {
          await world.open(0)
          for (const one of steps) await world.happen(one)
          await world.end()
        } finally {
          closeLives()
        }
      }),
      // Other histories by `OUTBOX_SEED`, more of them by `OUTBOX_RUNS`.
      {
        endOnFailure: true,
        seed: Number(process.env['OUTBOX_SEED'] ?? 1),
        numRuns: numRuns * Number(process.env['OUTBOX_RUNS'] ?? 1),
      },
    )
  },
  300_000,
)
