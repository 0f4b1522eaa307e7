import { CollectionsError } from '@throughline/collections'
import type { ConflictPolicy } from '@throughline/collections/sync'
import { collectionsOf } from '@throughline/collections/tanstack-db'
import type { Mutation, RowMeta, SyncStore, WriteGuard } from '@throughline/schema'
import { expect } from 'vitest'
import { type Library, library, settle } from './library.ts'
import type { Values } from './plain-query.ts'
import {
  foldTables,
  isBroken,
  keyAt,
  type Name,
  pathOf,
  type PendingWrite,
  type ServerRecord,
  spoil,
} from './store-oracle.ts'
import { type Edit, editsOf, ownWords, remoteWords, rowOf, type Setup, type Step } from './store-steps.ts'
import { watchAll } from './store-watches.ts'
import { openSynced, type SyncHub } from './sync-server.ts'

const custom: ConflictPolicy = ({ fields }) => (fields.includes('lastName') ? { lastName: 'both' } : 'client')

const guard: WriteGuard = {
  admit: ({ after }) =>
    after && Object.values(after.row).includes('refused')
      ? { code: 'denied', message: 'The server says no.' }
      : undefined,
}

/** What clients write passes a guard. */
function guarded(hub: SyncHub<Library>): SyncHub<Library> {
  const { push, transact } = hub.server
  const server: SyncStore<Library> = {
    ...hub.server,
    push: (mutations, options) => push(mutations, { ...options, guard }),
    transact: (mutations, options) => transact(mutations, { ...options, guard }),
  }
  return { ...hub, server }
}

interface TrackedWrite extends PendingWrite {
  ended: boolean
}

export async function open(hub: SyncHub<Library>, { policies, loads, watched, gcTime }: Setup, who: number) {
  const policy = policies[who] ?? 'merge'
  const one = openSynced({
    hub: guarded(hub),
    load: loads[who] ?? 'in-use',
    gcTime,
    conflicts: { default: policy === 'custom' ? custom : policy },
  })
  one.network.distort = spoil
  const watches = watchAll(one.store)
  for (const place of watched) watches.toggle(place + who)
  await collectionsOf(one.store).authors.preload()
  await settle(4)
  for (const method of ['list', 'push', 'pull', 'query', 'snapshot', 'transact'] as const)
    one.network.hold.add(method)
  const writes: TrackedWrite[] = []
  const track = (made: PendingWrite, confirmed: Promise<unknown>): void => {
    const tracked = { ...made, ended: false }
    writes.push(tracked)
    const end = (): void => void (tracked.ended = true)
    confirmed.then(end, end)
  }
  return { ...one, policy, watches, writes, track, seen: new Map<string, { era: number; version: number }>() }
}

export type Opened = Awaited<ReturnType<typeof open>>

/** Sound: the values are checked when they are written. */
const writesOf = ({ store }: Opened) =>
  store as unknown as Record<
    'delete' | 'insert' | 'update',
    (...args: unknown[]) => { confirmed: Promise<unknown> }
  > & {
    meta(name: string, key: string): RowMeta | undefined
  }

/** What the store is expected to show: the server's rows as it has them, with its own writes. */
function knownTables(one: Opened, record: ServerRecord) {
  const { meta } = writesOf(one)
  const baseOf = (name: Name, key: string): Values | undefined => {
    const known = meta(name, key)
    return known && record.stateAt(name, key, known)?.row
  }
  return foldTables(baseOf, pendingOf(one), isKnownTo(one))
}

function isKnownTo(one: Opened): (name: Name, key: string) => boolean {
  const writes = pendingOf(one)
  const { meta } = writesOf(one)
  return (name, key) =>
    meta(name, key) !== undefined || writes.some((each) => each.entity === name && each.key === key)
}

/** The writes as they now are, with their order: of one row, it is that in which they were made. */
function pendingOf({ store, writes }: Opened): PendingWrite[] {
  const made = writes
    .map((each, order) => ({ entity: each.entity, key: each.key, kind: each.kind, ended: each.ended, order }))
    .filter(({ ended }) => !ended)
  return store.pendingMutations.get().map((each) => {
    const place = made.findIndex(
      ({ entity, key, kind }) => entity === each.entity && key === each.key && kind === each.kind,
    )
    const [found] = place < 0 ? [] : made.splice(place, 1)
    return Object.assign({}, each, { order: found?.order ?? writes.length })
  })
}

type LocalStep = Extract<Step, { readonly entity: Name; readonly who: number }>

function write(one: Opened, record: ServerRecord, taken: LocalStep): void {
  const { entity, index } = taken
  const key = keyAt(entity, index)
  const isShown = knownTables(one, record)(entity).some(({ id }) => id === key)
  const writes = writesOf(one)
  const insert = (given: Edit): void => {
    const values = rowOf(given, ownWords)
    one.track(
      { entity: given.entity, key: keyAt(given.entity, given.index), kind: 'insert', values },
      writes.insert(given.entity, values).confirmed,
    )
  }
  const update = (given: Edit): void => {
    const values = editsOf(given, ownWords)
    const of = keyAt(given.entity, given.index)
    one.track(
      { entity: given.entity, key: of, kind: 'update', values },
      writes.update(given.entity, of, values).confirmed,
    )
  }
  try {
    if (taken.kind === 'insert' && !isShown) insert(taken)
    else if (taken.kind === 'update' && isShown) update(taken)
    else if (taken.kind === 'delete' && isShown)
      one.track({ entity, key, kind: 'delete', values: {} }, writes.delete(entity, key).confirmed)
    else if (taken.kind === 'both') {
      one.store.transaction(() => {
        if (isShown) update(taken)
        else insert(taken)
        const other = { ...taken, index: index + 1 }
        if (knownTables(one, record)(entity).some(({ id }) => id === keyAt(entity, index + 1))) update(other)
        else insert(other)
      })
    }
  } catch (error) {
    // A row without its parent, or one that the model does not take.
    if (!(error instanceof CollectionsError)) throw error
    expect(['invalid', 'not_found', 'rejected']).toContain(error.code)
  }
}

export async function writeRemotely(
  { server }: SyncHub<Library>,
  taken: Extract<Step, { readonly kind: 'remote' }>,
): Promise<void> {
  const { entity, index, op } = taken
  const named = { mutationId: crypto.randomUUID(), entity }
  const mutation = {
    delete: { ...named, op, key: pathOf(entity, index) },
    insert: { ...named, op, row: rowOf(taken, remoteWords) },
    update: { ...named, op, key: pathOf(entity, index), changes: editsOf(taken, remoteWords) },
  }[op]
  // Sound: the server checks it as any other.
  await server.push([mutation as unknown as Mutation<Library>])
}

async function clear({ server }: SyncHub<Library>): Promise<void> {
  const rows = []
  for (const entity of library.names) {
    for (const { row } of (await server.list(entity, { limit: 100 })).items) rows.push({ entity, row })
  }
  await server.clear()
  // Sound: they are rows of these entities.
  await server.load(rows as Parameters<typeof server.load>[0])
}

export interface World {
  readonly hub: SyncHub<Library>
  readonly record: ServerRecord
  readonly stores: readonly Opened[]
}

export async function take({ hub, record, stores }: World, taken: Step): Promise<void> {
  if (taken.kind === 'clear') {
    await clear(hub)
    return
  }
  if (taken.kind === 'remote') {
    await writeRemotely(hub, taken)
    return
  }
  const one = stores[taken.who]
  if (!one) return
  const { network, store, watches } = one
  if (taken.kind === 'release') {
    network.held.splice(taken.index % Math.max(1, network.held.length), 1)[0]?.release(taken.fault)
  } else if (taken.kind === 'cut') {
    network.offline = !network.offline
    network.cut()
  } else if (taken.kind === 'refresh') void store.refresh()
  else if (taken.kind === 'watch') watches.toggle(taken.index)
  else if (taken.kind === 'grow') watches.grow()
  else if (taken.kind === 'resolve') store.conflicts.get()[taken.index]?.resolve(taken.choice)
  else if ('entity' in taken) write(one, record, taken)
}

/** What is shown is the server's rows of some time, no row older than it was, with the writes that wait. */
export function check(one: Opened, record: ServerRecord): void {
  const { store, writes, seen, watches, policy } = one
  const { meta } = writesOf(one)
  for (const name of library.names) {
    for (let index = 0; index < 6; index += 1) {
      const key = keyAt(name, index)
      const known = meta(name, key)
      const state = known && record.stateAt(name, key, known)
      expect({ key, isKnown: state !== undefined }).toEqual({ key, isKnown: known !== undefined })
      if (!known || !state) continue
      const before = seen.get(`${name} ${key}`)
      const isLater =
        !before || state.era > before.era || (state.era === before.era && known.version >= before.version)
      expect({ key, before, now: state.era, version: known.version, isLater }).toMatchObject({
        isLater: true,
      })
      seen.set(`${name} ${key}`, { era: state.era, version: known.version })
    }
  }
  const pending = store.pendingMutations.get()
  expect(toNames(pending)).toEqual(toNames(writes.filter(({ ended }) => !ended)))
  if (policy === 'merge') {
    for (const { entity, key, kind, values } of pending) {
      const wanted = writes.filter(
        (each) => !each.ended && each.entity === entity && each.key === key && each.kind === kind,
      )
      if (kind === 'update')
        expect(
          wanted.some((each) => Object.entries(values).every(([name, value]) => each.values[name] === value)),
        ).toBe(true)
    }
  }
  const tables = knownTables(one, record)
  watches.check(tables, false)
  watches.checkTold()
  const shown = new Map(Array.from(collectionsOf(store).authors.values(), (row) => [row.id, row]))
  expect(new Set(shown.keys())).toEqual(new Set(tables('authors').map(({ id }) => id)))
  for (const row of tables('authors')) expect(shown.get(String(row['id']))).toMatchObject(row)
}

function toNames(writes: readonly PendingWrite[]): string[] {
  return writes.map(({ entity, key, kind }) => `${entity} ${key} ${kind}`).toSorted()
}

/** With an open stream, all that a query has read is as the server has it now, whatever waits. */
export function checkLive(one: Opened, record: ServerRecord): void {
  const { meta } = writesOf(one)
  const full = foldTables(
    (name, key) => {
      const now = record.current(name, key)
      if (!now || !isBroken(now.row)) return now?.row
      const known = meta(name, key)
      return known && record.stateAt(name, key, known)?.row
    },
    pendingOf(one),
    isKnownTo(one),
  )
  one.watches.check(full, true)
}
