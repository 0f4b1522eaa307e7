import { expect } from 'vitest'
import type { AnyModel } from '../model.types.ts'
import type { EntityRow, Mutation, MutationOutcome, StoredRow } from '../mutation.types.ts'
import type { Store } from '../store.types.ts'
import type { SyncStore } from '../sync.types.ts'
import { type Check, collectChecks } from './check.ts'
import { keyOf, parentKeyOf } from '../key.ts'
import { canonicalText } from '../memory/plain-data.ts'
import {
  changeOf,
  deleteOf,
  insertOf,
  inTreeOrder,
  isWithin,
  isWritable,
  type ModelRow,
  updateOf,
  written,
} from './model-rows.ts'
import { readAll } from './read-all.ts'
import { createReplica, readTable, type RowTable, placeOf } from './replica.ts'

/** Mutations a push. */
const batchSize = 25

/** What every store does with the rows of a model; each check wants an empty store. */
export function modelChecks<TModel extends AnyModel>(
  model: TModel,
  entityRows: readonly EntityRow<TModel>[],
): readonly Check<Store>[] {
  const rows = inTreeOrder(model, entityRows)
  const expected = tableOf(model, rows)

  return collectChecks<Store>((check) => {
    check('has rows of every entity, each with its parent', async () => {
      expect(new Set(rows.map(({ entity }) => entity.name))).toEqual(new Set(model.names))
      expect(expected.size).toBe(rows.length)
      for (const { entity, row } of rows) {
        const parentKey = parentKeyOf(model, entity, row)
        if (parentKey) expect([...expected.keys()]).toContain(placeOf(model, entity.parent ?? '', parentKey))
      }
    })

    check('inserts every row, and reads it back by its key', async (store) => {
      await insertAll(store, rows)
      for (const { entity, row } of rows) {
        const stored = await store.get(entity.name, keyOf(entity, row))
        expect(written(stored?.row ?? {})).toEqual(written(row))
        expect(stored?.meta.version).toBe(1)
      }
    })

    check('refuses a row before its parent is there', async (store) => {
      const children = rows.filter((row) => row.entity.parent !== undefined && isWritable(row))
      const outcomes = await pushAll(store, children.map(insertOf))
      for (const outcome of outcomes) {
        expect(outcome).toMatchObject({ status: 'rejected', code: 'parent_not_found' })
      }
      expect(await readTable(store)).toEqual(new Map())
    })

    check('loads the same rows as it inserts', async (store) => {
      await store.load(rows.map(({ entity, row }) => ({ entity: entity.name, row })))
      expect(comparable(await readTable(store))).toEqual(expected)
    })

    check('lists each entity and snapshots all, page by page', async (store) => {
      await insertAll(store, rows)
      expect(comparable(await readTable(store))).toEqual(expected)
      const { items } = await readAll((cursor) => store.snapshot({ limit: 7, cursor }))
      expect(items).toHaveLength(expected.size)
      const snapshot = items.map(({ entity, row }) => [placeOf(model, entity, row), written(row)] as const)
      expect(new Map(snapshot)).toEqual(expected)
    })

    check('queries the rows of each parent', async (store) => {
      await insertAll(store, rows)
      for (const { where, entity, of } of byParent(rows)) {
        const { items } = await readAll((cursor) =>
          store.query(entity, { where: where as never, limit: 3, cursor }),
        )
        const found = items.map(({ row }) => canonicalText(written(row)))
        expect(found.toSorted()).toEqual(of.map(({ row }) => canonicalText(written(row))).toSorted())
      }
    })

    check('updates rows, one version more each, and no other field', async (store) => {
      await insertAll(store, rows)
      const changes = changesOf(rows)
      expect(changes.length, 'rows of which one could take the value of another').toBeGreaterThan(0)
      const outcomes = await pushAll(
        store,
        changes.map(({ changed, values }) => updateOf(changed, values, 1)),
      )
      expect(outcomes.map(({ status }) => status)).toEqual(changes.map(() => 'applied'))
      for (const { changed, values } of changes) {
        const stored = await store.get(changed.entity.name, keyOf(changed.entity, changed.row))
        expect(written(stored?.row ?? {})).toEqual({ ...written(changed.row), ...values })
        expect(stored?.meta.version).toBe(2)
      }
      const late = await pushAll(
        store,
        changes.map(({ changed, values }) => updateOf(changed, values, 1)),
      )
      expect(late.map(({ status }) => status)).toEqual(changes.map(() => 'conflict'))
    })

    check('deletes a row with all below it, and nothing else', async (store) => {
      await insertAll(store, rows)
      let left = rows
      for (const name of model.names) {
        const remove = mostAbove(model, left, name)
        if (!remove) continue
        expect(await store.push([deleteOf(remove)])).toMatchObject([{ status: 'applied', stored: null }])
        left = left.filter((row) => !isWithin(model, row, remove))
        expect(comparable(await readTable(store))).toEqual(tableOf(model, left))
      }
    })
  })
}

/** What a store that syncs does with the rows of a model; each check wants an empty store. */
export function syncModelChecks<TModel extends AnyModel>(
  model: TModel,
  entityRows: readonly EntityRow<TModel>[],
): readonly Check<SyncStore>[] {
  const rows = inTreeOrder(model, entityRows)

  return collectChecks<SyncStore>((check) => {
    check('tells a client of every insert, update and delete', async (store) => {
      const replica = createReplica(store)
      await replica.catchUp()
      const changes = changesOf(rows).map(({ changed, values }) => updateOf(changed, values))
      const roots = rows.filter(({ entity }) => entity.parent === undefined).slice(0, 2)
      const left = rows.filter((row) => !roots.some((root) => isWithin(model, row, root)))
      const gone = rows.filter((row) => !left.includes(row))
      const steps: [() => Promise<unknown>, number][] = [
        [() => insertAll(store, rows), rows.length],
        [() => pushAll(store, changes), rows.length],
        [() => pushAll(store, roots.map(deleteOf)), left.length],
        [() => insertAll(store, gone), rows.length],
      ]
      for (const [write, count] of steps) {
        await write()
        await replica.catchUp({ limit: 9 })
        expect(replica.rows).toEqual(await readTable(store))
        expect(replica.rows.size).toBe(count)
      }
    })

    check('answers a retry of every insert as it did first', async (store) => {
      const clientId = crypto.randomUUID()
      const mutations = rows.filter(isWritable).map(insertOf)
      const outcomes = await store.push(mutations, { clientId, seq: 1 })
      const table = await readTable(store)
      expect(await store.push(mutations, { clientId, seq: 1 })).toEqual(outcomes)
      expect(await readTable(store)).toEqual(table)
    })

    check('refuses the value of a unique field that another row has', async (store) => {
      await insertAll(store, rows)
      for (const { entity, row } of rows) {
        for (const { name } of entity.fields.filter(({ meta }) => meta.unique)) {
          const other = rows.find((candidate) => candidate.entity === entity && candidate.row !== row)
          const value = row[name]
          if (!other || value === undefined || value === null || entity.path.includes(name)) continue
          expect(await store.push([updateOf(other, { [name]: value })])).toMatchObject([
            { status: 'rejected', code: 'already_exists', issues: [{ path: [name] }] },
          ])
        }
      }
    })
  })
}

async function pushAll(store: Store, mutations: readonly Mutation[]): Promise<MutationOutcome[]> {
  const outcomes: MutationOutcome[] = []
  for (let start = 0; start < mutations.length; start += batchSize) {
    outcomes.push(...(await store.push(mutations.slice(start, start + batchSize))))
  }
  return outcomes
}

/** Inserts rows in their order; those that no client could write as they are read are loaded. */
async function insertAll(store: Store, rows: readonly ModelRow[]): Promise<void> {
  for (let start = 0; start < rows.length;) {
    const writable = rows.slice(start).map(isWritable)
    const change = writable.findIndex((is) => is !== writable[0])
    const run = rows.slice(start, change === -1 ? undefined : start + change)
    if (writable[0]) {
      for (const outcome of await pushAll(store, run.map(insertOf))) {
        expect(outcome).toMatchObject({ status: 'applied' })
      }
    } else await store.load(run.map(({ entity, row }) => ({ entity: entity.name, row })))
    start += run.length
  }
}

/** One change of each row that can have one. */
function changesOf(
  rows: readonly ModelRow[],
): { changed: ModelRow; values: Readonly<Record<string, unknown>> }[] {
  return rows.flatMap((changed) => {
    const values = changeOf(changed, rows)
    return values ? [{ changed, values }] : []
  })
}

function tableOf(model: AnyModel, rows: readonly ModelRow[]): ReadonlyMap<string, object> {
  return new Map(rows.map(({ entity, row }) => [placeOf(model, entity.name, row), written(row)]))
}

function comparable(table: RowTable): ReadonlyMap<string, object> {
  return new Map([...table].map(([place, { row }]: [string, StoredRow]) => [place, written(row)]))
}

/** The children of each parent, entity by entity. */
function byParent(rows: readonly ModelRow[]): { entity: string; where: object; of: ModelRow[] }[] {
  const groups = new Map<string, { entity: string; where: object; of: ModelRow[] }>()
  for (const row of rows) {
    const { name, parentFields } = row.entity
    if (parentFields.length === 0) continue
    const where = Object.fromEntries(parentFields.map((field) => [field, row.row[field]]))
    const place = `${name} ${canonicalText(where)}`
    const group = groups.get(place) ?? { entity: name, where, of: [] }
    group.of.push(row)
    groups.set(place, group)
  }
  return [...groups.values()]
}

/** The row of an entity that has the most rows below it. */
function mostAbove(model: AnyModel, rows: readonly ModelRow[], name: string): ModelRow | undefined {
  const below = (above: ModelRow): number => rows.filter((row) => isWithin(model, row, above)).length
  return rows.filter(({ entity }) => entity.name === name).toSorted((a, b) => below(b) - below(a))[0]
}
