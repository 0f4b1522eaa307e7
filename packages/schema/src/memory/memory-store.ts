import { keyOf } from '../key.ts'
import type { AnyModel, AnyModelEntity } from '../model.types.ts'
import type { Mutation, MutationOutcome, StoredRow } from '../mutation.types.ts'
import { entityOf, importRow, parentMissing, planWrite, writeTarget } from '../plan-write.ts'
import { StoreError } from '../store-error.ts'
import type { LoadOptions, LoadProgress, Page, PageOptions, Store } from '../store.types.ts'

type Key = Readonly<Record<string, unknown>>
type Table = Map<string, StoredRow>
type Tables = ReadonlyMap<string, Table>

/** Options of {@link memoryStore}. */
export interface MemoryStoreOptions {
  /** The clock, as an ISO date-time; the system's when absent. */
  readonly now?: () => string
}

/**
 * A `Store` in this process's memory: complete, and gone when the process ends.
 *
 * For tests, and where no DynamoDB can run.
 */
export function memoryStore<TModel extends AnyModel>(
  model: TModel,
  { now = () => new Date().toISOString() }: MemoryStoreOptions = {},
): Store<TModel> {
  const tables = new Map<string, Table>(model.names.map((name) => [name, new Map()]))
  const table = (entity: AnyModelEntity): Table => tables.get(entity.name) ?? new Map()

  const store: Store = {
    model,
    async get(name, key) {
      const entity = entityOf(model, name)
      return table(entity).get(pathOf(entity, key))
    },
    async list(name, options) {
      const rows = table(entityOf(model, name))
      return toPage(`list:${name}`, [...rows.entries()], options)
    },
    async query(name, options) {
      const entity = entityOf(model, name)
      const where: Key = options.where
      const matching = [...table(entity).entries()].filter(([, { row }]) =>
        Object.entries(where).every(([field, value]) => row[field] === value),
      )
      return toPage(`query:${name}:${JSON.stringify(where)}`, matching, options)
    },
    async snapshot(options) {
      const rows = [...tables].flatMap(([entity, rowsOf]) =>
        [...rowsOf].map(([path, stored]) => [`${path}/${entity}`, { entity, ...stored }] as const),
      )
      return toPage('snapshot', rows, options)
    },
    async push(mutations) {
      return mutations.map((mutation) => apply(model, tables, mutation, now()))
    },
    async load(rows, options) {
      return countRows(rows, options, ({ entity: name, row }) => {
        const entity = entityOf(model, name)
        const { key, stored } = importRow(entity, row, now())
        table(entity).set(pathOf(entity, key), stored)
      })
    },
    async clear(options) {
      const all = model.names.flatMap((name) =>
        [...(tables.get(name)?.keys() ?? [])].map((path) => ({ name, path })),
      )
      return countRows(all, options, ({ name, path }) => tables.get(name)?.delete(path))
    },
  }
  // Sound: the rows of each table are made by `planWrite` and `importRow` from the model's own schemas.
  return store as unknown as Store<TModel>
}

function apply(model: AnyModel, tables: Tables, mutation: Mutation, now: string): MutationOutcome {
  const target = writeTarget(model, mutation)
  if ('status' in target) return target
  const { entity, key } = target
  const rows = tables.get(entity.name)
  const plan = planWrite(mutation, entity, rows?.get(pathOf(entity, key)), now)
  if (plan.kind === 'refuse') return plan.outcome
  const { mutationId } = mutation
  if (plan.kind === 'delete') {
    removeTree(model, tables, entity, key)
    return { status: 'applied', mutationId, stored: null }
  }
  if (!hasParent(model, tables, entity, key)) return parentMissing(mutation, entity)
  rows?.set(pathOf(entity, key), plan.stored)
  return { status: 'applied', mutationId, stored: plan.stored }
}

function pathOf(entity: AnyModelEntity, key: Key): string {
  return entity.path.map((field) => String(key[field])).join('#')
}

function hasParent(model: AnyModel, tables: Tables, entity: AnyModelEntity, key: Key): boolean {
  if (entity.parent === undefined || entity.parentField === undefined) return true
  const parent = entityOf(model, entity.parent)
  const own = parent.key[0]
  const rows = tables.get(parent.name) ?? new Map<string, StoredRow>()
  return [...rows.values()].some(({ row }) => own !== undefined && row[own] === key[entity.parentField ?? ''])
}

function removeTree(model: AnyModel, tables: Tables, entity: AnyModelEntity, key: Key): void {
  const own = key[entity.key[0] ?? '']
  for (const name of entity.children) {
    const child = entityOf(model, name)
    for (const { row } of tables.get(name)?.values() ?? []) {
      if (row[child.parentField ?? ''] === own) removeTree(model, tables, child, keyOf(child, row))
    }
  }
  tables.get(entity.name)?.delete(pathOf(entity, key))
}

function toPage<T>(
  call: string,
  entries: readonly (readonly [string, T])[],
  options: PageOptions = {},
): Page<T> {
  const { limit = 100, cursor, signal } = options
  throwIfAborted(signal)
  if (!Number.isInteger(limit) || limit < 1 || limit > 1000) {
    throw new StoreError('invalid', `A page holds 1 to 1,000 rows, not ${limit}.`)
  }
  const after = cursor === undefined ? undefined : readCursor(call, cursor)
  const sorted = entries.toSorted(([a], [b]) => (a < b ? -1 : Number(a > b)))
  const rest = after === undefined ? sorted : sorted.filter(([path]) => path > after)
  const page = rest.slice(0, limit)
  const last = page.at(-1)
  return {
    items: page.map(([, item]) => item),
    cursor: last && rest.length > limit ? btoa(JSON.stringify([call, last[0]])) : null,
  }
}

function readCursor(call: string, cursor: string): string {
  try {
    const parsed: unknown = JSON.parse(atob(cursor))
    if (Array.isArray(parsed) && parsed[0] === call && typeof parsed[1] === 'string') return parsed[1]
  } catch {
    // Told below, with every other cursor that was not made here.
  }
  throw new StoreError('invalid', 'The cursor is not one of this list. Start again without it.')
}

async function countRows<T>(
  items: Iterable<T> | AsyncIterable<T>,
  { signal, onProgress }: LoadOptions = {},
  write: (item: T) => void,
): Promise<LoadProgress> {
  let rows = 0
  for await (const item of items) {
    throwIfAborted(signal)
    write(item)
    rows += 1
    if (rows % 1000 === 0) onProgress?.({ rows })
  }
  onProgress?.({ rows })
  return { rows }
}

function throwIfAborted(signal: AbortSignal | undefined): void {
  if (signal?.aborted)
    throw new StoreError('aborted', 'The call was stopped by its caller.', { cause: signal.reason })
}
