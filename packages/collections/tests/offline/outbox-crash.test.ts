import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { createMemoryDisk } from '@throughline/collections/offline'
import { authorId, library, seedAuthors, settle } from '../library.ts'
import { atOnce } from '../sync-client.ts'
import { createHub } from '../sync-server.ts'
import { closeLives, type Crash, historyOf, openLife } from './outbox-client.ts'

beforeEach(() => void atOnce())
afterEach(() => {
  closeLives()
  vi.restoreAllMocks()
})

type Life = ReturnType<typeof openLife>

/** Edits of all kinds, one after the other, some of them while the network is away; those that were stored are told. */
async function edit({ store, network, life }: Life, when: 'offline' | 'online'): Promise<void> {
  const edits = [
    () => store.update('authors', authorId(0), { firstName: 'A1' }),
    () => store.update('authors', authorId(0), { firstName: 'A2' }),
    () => store.insert('authors', { id: authorId(7), firstName: 'Seven', lastName: 'New' }),
    () => store.insert('books', { id: 'b', authorId: authorId(7), title: 'Book', pages: 9 }),
    () => store.update('authors', authorId(7), { lastName: 'Newer' }),
    () => store.delete('authors', authorId(1)),
    () =>
      store.transaction(() => {
        store.update('authors', authorId(2), { firstName: 'T1' })
        store.update('authors', authorId(0), { lastName: 'T2' })
      }),
  ]
  if (when === 'offline') {
    network.offline = true
    network.cut()
  }
  for (const one of edits) {
    if (life.isDead) return
    one()
    await settle(1)
  }
  if (when === 'online' || life.isDead) return
  network.offline = false
  network.cut()
  void store.refresh()
}

const nameOf = ({
  entity,
  key,
  kind,
  values,
}: {
  entity: string
  key: string
  kind: string
  values: object
}) => `${kind} ${entity} ${key} ${JSON.stringify(values)}`

/** One life that is cut off, and one after it that ends everything. */
async function twoLives(crash: Crash | undefined, when: 'offline' | 'online') {
  const hub = createHub(library)
  await seedAuthors(hub.server, 3)
  const from = await hub.server.heads()
  const disk = createMemoryDisk()
  const one = openLife({ hub, disk, crash })
  await one.show()
  const stored = new Set<string>()
  one.store.pendingMutations.subscribe(() => {
    for (const pending of one.store.pendingMutations.get()) if (pending.isStored) stored.add(nameOf(pending))
  })
  await edit(one, when)
  const last = crash ? 6 : 20
  await settle(last)
  const { writes, isDead } = one.life
  one.kill()
  const two = openLife({ hub, disk })
  await two.show()
  await vi.waitFor(() => expect(two.store.pendingMutations.get()).toEqual([]), { timeout: 4_000 })
  const history = await historyOf(hub, from)
  const rows = await hub.server.list('authors')
  two.kill()
  return { writes, isDead, stored, history, rows: rows.items, errors: two.errors, hub }
}

it.each(['offline', 'online'] as const)(
  'a crash at any write of the storage loses nothing that was stored, and doubles nothing (%s)',
  async (when) => {
    const whole = await twoLives(undefined, when)
    expect(whole.errors).toEqual([])
    expect(whole.rows.map(({ row }) => `${row.firstName} ${row.lastName}`)).toContain('A2 T2')
    expect(whole.writes).toBeGreaterThan(8)
    for (let write = 1; write <= whole.writes; write += 1) {
      for (const isBefore of [true, false]) {
        const at = `write ${write}, ${isBefore ? 'before' : 'after'}`
        const { stored, history, errors, isDead } = await twoLives({ write, isBefore }, when)
        if (!isDead) continue
        expect(errors, at).toEqual([])
        // What was written once is not written again with the same values.
        const puts = history.map((change) =>
          change.op === 'put'
            ? JSON.stringify([change.entity, { ...change.stored.row, updatedAt: '' }])
            : JSON.stringify([change.entity, change.key, 'gone', change.version]),
        )
        expect(new Set(puts).size, at).toBe(puts.length)
        const ids = history.flatMap(({ mutationId }) => mutationId ?? [])
        expect(new Set(ids).size, at).toBe(ids.length)
        for (const name of stored) {
          const [kind = '', entity, key, ...rest] = name.split(' ')
          const values = JSON.parse(rest.join(' ')) as Record<string, unknown>
          const told = history.some(
            (change) =>
              change.entity === entity &&
              change.key.id === key &&
              (kind === 'delete'
                ? change.op === 'delete'
                : change.op === 'put' &&
                  // An edit that was followed by another of the same field may have gone with it.
                  Object.keys(values).every((field) => field in change.stored.row)),
          )
          expect(told, `${at}: ${name}`).toBe(true)
        }
        const a = history.findLast(({ key }) => key.id === authorId(0))
        if (stored.has(`update authors ${authorId(0)} {"firstName":"A2"}`)) {
          expect(a?.op === 'put' && a.entity === 'authors' && a.stored.row.firstName, at).toBe('A2')
        }
      }
    }
  },
  120_000,
)
