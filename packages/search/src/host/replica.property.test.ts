import {
  type AnyModel,
  type EntityRow,
  type Mutation,
  defineEntity,
  defineModel,
  fieldMeta,
} from '@throughline/schema'
import { memoryStore } from '@throughline/schema/memory'
import fc from 'fast-check'
import { expect, it } from 'vitest'
import * as z from 'zod'
import { searchPlanOf } from '../search-fields.ts'
import { createSearchIndex, restorePlannedIndex } from '../search-index.ts'
import type { SearchIndex } from '../search.types.ts'
import { type FeedPosition, followSource } from './follow.ts'
import { createReplica, type RowEdit } from './replica.ts'

const text = z.string().register(fieldMeta, { searchable: true })
const model = defineModel({
  service: 'shelf',
  entities: {
    shelves: defineEntity({ singular: 'shelf', schema: z.object({ id: z.string(), name: text }) }),
    books: defineEntity({ schema: z.object({ id: z.string(), shelfId: z.string(), title: text }) }),
  },
})
type Model = typeof model
type Name = Model['names'][number]
const plan = searchPlanOf(model)

const words = ['amber', 'birch', 'cedar', 'delta']
const word = fc.constantFrom(...words)
const id = fc.integer({ min: 0, max: 1 }).map((number) => `s${number}`)
const bookId = fc.integer({ min: 0, max: 2 }).map((number) => `b${number}`)
const target = fc.oneof(
  fc.record({ entity: fc.constant('shelves' as const), id, word }),
  // A book's own key is of one shelf.
  fc.record({ entity: fc.constant('books' as const), id: bookId, word }).map(({ entity, ...one }) => ({
    entity,
    id: one.id,
    word: one.word,
    shelfId: one.id === 'b1' ? 's1' : 's0',
  })),
)
type Target = typeof target extends fc.Arbitrary<infer T> ? T : never
const op = fc.constantFrom('insert' as const, 'update' as const, 'update' as const, 'delete' as const)

/** What happens to the server, to this client's pending edits, and to what the index has heard of it. */
const step = fc.oneof(
  { weight: 4, arbitrary: fc.record({ do: fc.constant('serve' as const), op, target }) },
  { weight: 4, arbitrary: fc.record({ do: fc.constant('edit' as const), op, target }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constantFrom('confirm' as const, 'refuse' as const) }) },
  { weight: 3, arbitrary: fc.constant({ do: 'pull' as const }) },
  { weight: 3, arbitrary: fc.constant({ do: 'hear' as const }) },
  { weight: 1, arbitrary: fc.constant({ do: 'reset' as const }) },
  { weight: 1, arbitrary: fc.constant({ do: 'restore' as const }) },
)

const begun = [
  ...['s0', 's1'].map((key) => ({ entity: 'shelves' as const, row: { id: key, name: 'amber' } })),
  ...['b0', 'b2'].map((key) => ({
    entity: 'books' as const,
    row: { id: key, shelfId: 's0', title: 'birch' },
  })),
]

let mutations = 0
function mutationOf(kind: 'delete' | 'insert' | 'update', one: Target): Mutation<Model> {
  mutations += 1
  const mutationId = `00000000-0000-4000-8000-${String(mutations).padStart(12, '0')}`
  const base = { mutationId, entity: one.entity }
  const changes = one.entity === 'shelves' ? { name: one.word } : { title: one.word }
  const key = one.entity === 'shelves' ? { id: one.id } : { id: one.id, shelfId: one.shelfId }
  // Sound: the fields are those of the entity.
  if (kind === 'delete') return { ...base, op: 'delete', key } as Mutation<Model>
  // Sound: as above.
  if (kind === 'update') return { ...base, op: 'update', key, changes } as Mutation<Model>
  // Sound: as above.
  return { ...base, op: 'insert', row: { ...key, ...changes } } as Mutation<Model>
}

type Values = Readonly<Record<string, unknown>>
type Rows = Map<string, { entity: Name; row: Values; version: number }>

/** A client as a store would be one: the server's rows, as far as it has heard of them, with one pending edit on top. */
function createClient(server: ReturnType<typeof memoryStore<Model>>) {
  let base: Rows = new Map()
  let pending: Mutation<Model> | undefined
  const idOf = (entity: string, row: { id?: unknown }): string => `${entity} ${String(row.id)}`
  const shown = (): Rows => {
    const rows = new Map(base)
    if (pending?.op === 'insert' && !rows.has(idOf(pending.entity, pending.row))) {
      rows.set(idOf(pending.entity, pending.row), {
        entity: pending.entity,
        row: pending.row,
        version: 0,
      })
    } else if (pending?.op === 'update') {
      const of = rows.get(idOf(pending.entity, pending.key))
      if (of) rows.set(idOf(pending.entity, pending.key), { ...of, row: { ...of.row, ...pending.changes } })
    } else if (pending?.op === 'delete') rows.delete(idOf(pending.entity, pending.key))
    for (const [key, { row }] of rows) {
      const { shelfId } = row
      if (typeof shelfId === 'string' && !rows.has(`shelves ${shelfId}`)) rows.delete(key)
    }
    return rows
  }
  return {
    shown,
    base: () => base,
    pending: () => pending,
    edit(mutation: Mutation<Model> | undefined) {
      pending = mutation
    },
    async refresh() {
      const { items } = await server.snapshot({ limit: 1000 })
      base = new Map(
        items.map(({ entity, row, meta }) => [idOf(entity, row), { entity, row, version: meta.version }]),
      )
    },
  }
}

const queries = [...words, 'amb', 'cedar birch', 'title:delta', 'name:amber']

function answers(index: SearchIndex<AnyModel>): unknown[] {
  return queries.map((query) =>
    index
      .search(query, { limit: 100 })
      .hits.map(({ key, rows }) => [key, rows.map((row) => `${row.entity} ${row.key}`).toSorted()])
      .toSorted(([a], [b]) => (String(a) < String(b) ? -1 : 1)),
  )
}

function rebuilt(rows: Rows): SearchIndex<AnyModel> {
  const index = createSearchIndex<AnyModel>(model)
  index.put([...rows.values()].map(({ entity, row }): EntityRow<AnyModel> => ({ entity, row })))
  return index
}

/** Everything is read anew while no row is shown, and a row that was settled before is there no more. */
const shelf = (kind: 'delete' | 'insert', key: string) =>
  ({ op: kind, target: { entity: 'shelves', id: key, word: 'amber' } }) as const
const deletedBeforeReset: (typeof step extends fc.Arbitrary<infer T> ? T : never)[] = [
  { do: 'edit', ...shelf('insert', 's1') },
  { do: 'serve', ...shelf('delete', 's0') },
  { do: 'pull' },
  { do: 'confirm' },
  { do: 'edit', ...shelf('delete', 's1') },
  { do: 'serve', ...shelf('delete', 's1') },
  { do: 'reset' },
  { do: 'confirm' },
]

it('finds after any edits, refusals and changes of the feed what an index of the rows finds that are shown', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 10, maxLength: 60, size: 'max' }), async (steps) => {
      const server = memoryStore(model)
      await server.load(begun)
      const client = createClient(server)
      await client.refresh()
      let replica = createReplica(plan)
      let place: FeedPosition = { cursor: '' }
      const follow = async (): Promise<void> => followSource(replica, place, { source: server, chunk: 2 })

      /** What `followStore` tells of the pending edit. */
      const tell = (mutation: Mutation<Model> | undefined, state: RowEdit['state']): void => {
        if (!mutation) return
        const key = String(mutation.op === 'insert' ? mutation.row.id : mutation.key.id)
        const of = client.shown().get(`${mutation.entity} ${key}`)
        const version = client.base().get(`${mutation.entity} ${key}`)?.version
        replica.edit({ entity: mutation.entity, key, kind: mutation.op, state, row: of?.row, version })
      }

      await follow()
      for (const one of steps) {
        if (one.do === 'serve') await server.push([mutationOf(one.op, one.target)])
        if (one.do === 'pull') await follow()
        if (one.do === 'hear') {
          await client.refresh()
          tell(client.pending(), 'pending')
        }
        if (one.do === 'reset') {
          place.cursor = ''
          await follow()
          await client.refresh()
          tell(client.pending(), 'pending')
        }
        if (one.do === 'edit' && !client.pending()) {
          client.edit(mutationOf(one.op, one.target))
          tell(client.pending(), 'pending')
        }
        if (one.do === 'confirm' || one.do === 'refuse') {
          const edit = client.pending()
          client.edit(undefined)
          // An answer brings the row as it is now; a refusal may bring nothing.
          if (edit && one.do === 'confirm') {
            await server.push([edit])
            await client.refresh()
          }
          tell(edit, 'settled')
        }
        // A visit later, both begin anew.
        if (one.do === 'restore' && replica.isConfirmed()) {
          const saved = structuredClone(replica.index().save())
          replica = createReplica(plan, restorePlannedIndex(plan, saved))
          place = { cursor: place.cursor }
          await client.refresh()
        }
        // What is edited here is found at once, whatever else has not been heard of yet.
        const edit = client.pending()
        if (edit?.entity === 'shelves' && edit.op !== 'delete') {
          const key = String(edit.op === 'insert' ? edit.row.id : edit.key.id)
          const of = client.shown().get(`shelves ${key}`)
          const { hits } = replica.index().search(String(of?.row['name']), { limit: 100 })
          if (of) expect(hits.map((hit) => hit.key)).toContain(key)
        }
      }
      await follow()
      await client.refresh()
      tell(client.pending(), 'pending')
      expect(answers(replica.index())).toEqual(answers(rebuilt(client.shown())))
      const edit = client.pending()
      client.edit(undefined)
      tell(edit, 'settled')
      expect(answers(replica.index())).toEqual(answers(rebuilt(client.shown())))
      expect(replica.isConfirmed()).toBe(true)
    }),
    { numRuns: 300, examples: [[deletedBeforeReset]] },
  )
})
