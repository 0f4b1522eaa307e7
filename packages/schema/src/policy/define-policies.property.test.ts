import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { nameOf, seeded, type ShadedUser } from '../../tests/policy-oracle.ts'
import {
  anyMutation,
  oneOf,
  openWorld,
  seenBy,
  subjects,
  tableOf,
  users,
  type World,
} from '../../tests/policy-world.ts'
import { keyOf, parentKeyOf } from '../key.ts'
import { canonicalText } from '../memory/plain-data.ts'
import type { AnyModel } from '../model.types.ts'
import type { Mutation, StoredRow } from '../mutation.types.ts'
import { entityOf } from '../plan-write.ts'
import { StoreError } from '../store-error.ts'
import type { SyncStore } from '../sync.types.ts'
import { readAll } from '../testing/read-all.ts'
import type { GuardedStore } from './policy.types.ts'

const steps: readonly ((world: World, user: ShadedUser, view: GuardedStore) => Promise<void>)[] = [
  // Writes of others, in and out of sight.
  async (world) => {
    await world.store.push([await anyMutation(world), await anyMutation(world)])
  },
  // The user's own write: applied where the rules let, denied where they do not, and the answer is theirs to read.
  async (world, user, view) => {
    const mutation = await anyMutation(world)
    const before = await rowOf(world.store, world.subject.model, mutation)
    const [outcome] = await view.push([mutation])
    await world.watch.catchUp()
    world.check(user, outcome, mutation)
    const after = await rowOf(world.store, world.subject.model, mutation)
    if (outcome?.status === 'applied')
      expect(refusedFor(world, user, mutation, before, after), canonicalText(mutation)).toEqual([])
    else expect(after).toEqual(before)
  },
  async (world, user, view) => {
    const batch = [await anyMutation(world), await anyMutation(world), await anyMutation(world)]
    const source = { clientId: 'client', seq: 1 + world.pick(2) }
    const asked = world.pick(2) === 0 ? view.transact(batch) : view.push(batch, source)
    const answer = await asked.catch((error: unknown) => error)
    await world.watch.catchUp()
    world.check(user, answer, batch)
  },
  async (world, user, view) => {
    const table = await tableOf(world)
    if (table.length === 0) return
    const { entity, stored } = oneOf(world.pick, table)
    const fields = entityOf(world.subject.model, entity).fields.map(({ name }) => name)
    const asked = [oneOf(world.pick, fields), oneOf(world.pick, fields)]
    const key = keyOf(entityOf(world.subject.model, entity), stored.row)
    const answer = await view.reveal(entity, key, asked).catch((error: unknown) => error)
    const may = (field: string): boolean =>
      world.oracle.mayField(user, 'read', entity, field, stored.row) ||
      world.oracle.mayField(user, 'reveal', entity, field, stored.row)
    const isSeen = world.oracle.may(user, 'read', entity, stored.row)
    if (isSeen && asked.every(may))
      expect(answer).toMatchObject({
        row: Object.fromEntries(
          asked.flatMap((name) => (name in stored.row ? [[name, stored.row[name]]] : [])),
        ),
      })
    else {
      expect(answer).toMatchObject({ code: isSeen ? 'denied' : 'not_found' })
      world.check(user, answer, key)
    }
  },
  // Reads, each of which is the table as the user sees it.
  async (world, user, view) => {
    const table = await tableOf(world)
    const seen = seenBy(world, user, table)
    const { model } = world.subject
    const limit = 1 + world.pick(4)
    const found = new Map<string, StoredRow>()
    const add = (entity: string, stored: StoredRow): void => {
      found.set(nameOf(model, entity, stored.row), stored)
    }
    for (const name of model.names) {
      const { items } = await readAll((cursor) => view.list(name, { limit, cursor }))
      for (const stored of items) add(name, stored)
    }
    expect(found).toEqual(seen)
    found.clear()
    const { items } = await readAll((cursor) => view.snapshot({ limit, cursor }))
    for (const { entity, ...stored } of items) add(entity, stored)
    expect(found).toEqual(seen)
    for (const { entity, stored } of table) {
      const key = keyOf(entityOf(model, entity), stored.row)
      const answers = [await view.get(entity, key), ...(await view.batchGet(entity, [key, key]))]
      const expected = seen.get(nameOf(model, entity, stored.row))
      for (const answer of answers) expect(answer).toEqual(expected)
    }
  },
  // A question by one field: denied where it would tell a value, and otherwise the rows that match, of those in sight.
  async (world, user, view) => {
    const table = await tableOf(world)
    if (table.length === 0) return
    const { entity: name, stored } = oneOf(world.pick, table)
    const entity = entityOf(world.subject.model, name)
    const { name: field, kind } = oneOf(world.pick, entity.fields)
    const value = stored.row[field]
    if (!['boolean', 'enum', 'number', 'string'].includes(kind) || value === undefined) return
    const parentKey = parentKeyOf(world.subject.model, entity, stored.row)
    const parent = Object.fromEntries(entity.parentFields.map((own) => [own, stored.row[own]]))
    const ask =
      parentKey && world.pick(2) === 0
        ? (cursor?: string) => view.query(name, { where: { [field]: value, ...parent }, cursor, limit: 2 })
        : (cursor?: string) => view.list(name, { where: { [field]: value }, cursor, limit: 2 })
    const answer = await readAll(ask).catch((error: unknown) => error)
    world.check(user, answer, stored)
    const isOfKey = entity.path.includes(field)
    if (!isOfKey && !world.oracle.readsAlways(user, name, field)) {
      expect(answer).toMatchObject({ code: 'denied' })
      return
    }
    if (answer instanceof StoreError) throw answer
    const seen = seenBy(
      world,
      user,
      table.filter(
        (row) => row.entity === name && canonicalText(row.stored.row[field]) === canonicalText(value),
      ),
    )
    const { items } = answer as { items: StoredRow[] }
    for (const item of items) expect(item).toEqual(seen.get(nameOf(world.subject.model, name, item.row)))
    if (!parentKey) expect(items).toHaveLength(seen.size)
  },
  // A client that catches up, a few changes at a time.
  async (world, user) => {
    const { replicas, pick } = world
    await replicas.get(user)?.catchUp({ limit: 1 + pick(3) })
  },
  async (world, user, view) => {
    const replica = world.replicas.get(user)
    if (replica?.cursor === undefined) return
    const answer = await view.pull({ cursor: replica.cursor, limit: 1000 })
    world.check(user, answer)
    expect(canonicalText(answer)).not.toContain('"before":')
    // Another user's cursor tells nothing.
    const other = oneOf(world.pick, users)
    const { cursor } = world.replicas.get(other) ?? {}
    if (
      other !== user &&
      cursor !== undefined &&
      view.scope !== world.policies.open(world.store, other).scope
    ) {
      expect(await view.pull({ cursor })).toEqual({ kind: 'reset' })
    }
  },
]

/** The row that a mutation is about. */
async function rowOf(store: SyncStore, model: AnyModel, mutation: Mutation): Promise<StoredRow | undefined> {
  const key = keyOf(entityOf(model, mutation.entity), mutation.op === 'insert' ? mutation.row : mutation.key)
  return store.get(mutation.entity, key)
}

/** Why the rules do not let a user make a write that was made. */
function refusedFor(
  { oracle }: World,
  user: ShadedUser,
  mutation: Mutation,
  before: StoredRow | undefined,
  after: StoredRow | undefined,
): string[] {
  const { entity } = mutation
  const refused: string[] = []
  const ask = (isAllowed: boolean, what: string): void => {
    if (!isAllowed) refused.push(what)
  }
  if (before) ask(oracle.may(user, 'read', entity, before.row), 'read')
  if (mutation.op === 'delete' && before) ask(oracle.may(user, 'delete', entity, before.row), 'delete')
  const operation = mutation.op === 'insert' ? 'create' : 'update'
  for (const stored of mutation.op === 'delete' ? [] : [before, after]) {
    if (!stored) continue
    ask(oracle.may(user, operation, entity, stored.row), operation)
    for (const field of Object.keys(mutation.op === 'update' ? mutation.changes : {})) {
      if (canonicalText(before?.row[field]) === canonicalText(after?.row[field])) continue
      ask(oracle.mayField(user, 'write', entity, field, stored.row), `write ${field}`)
    }
  }
  return refused
}

describe('policies of any model', () => {
  for (const [name, subject] of Object.entries(subjects)) {
    it(`tell nobody what they may not read, and all what they may: ${name}`, async () => {
      const counts = { seen: 0, hidden: 0 }
      await fc.assert(
        fc.asyncProperty(fc.nat(), async (seed) => {
          const pick = seeded(seed)
          const world = await openWorld(subject, pick)
          for (let step = 0; step < 24; step += 1) {
            const user = oneOf(pick, users)
            await oneOf(pick, steps)(world, user, world.policies.open(world.store, user))
            await world.watch.catchUp()
          }
          // Once quiet, every client has the table as its user sees it.
          const table = await tableOf(world)
          for (const [user, replica] of world.replicas) {
            await replica.catchUp({ limit: 3 })
            const rows = [...replica.rows].map(([place, { row, meta }]) => [place, { row, meta }] as const)
            const seen = seenBy(world, user, table)
            counts.seen += seen.size
            counts.hidden += table.length - seen.size
            // The client keeps values alone, and not the names of what is withheld.
            const values = [...seen].map(([place, { row, meta }]) => [place, { row, meta }] as const)
            expect(new Map(rows)).toEqual(new Map(values))
          }
        }),
        // Another seed is another run altogether: there is nothing to shrink.
        { numRuns: 40, endOnFailure: true },
      )
      // A run in which nothing is hidden, or everything, would prove nothing.
      expect(counts.hidden).toBeGreaterThan(100)
      expect(counts.seen).toBeGreaterThan(100)
    })
  }
})
