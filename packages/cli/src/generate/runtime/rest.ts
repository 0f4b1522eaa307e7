/** `client/rest.ts` of the generated code: reads and writes the rows of resources, by their descriptions as data. */
export const restRuntime = `import {
  type MutationOutcome,
  type Page,
  type PageOptions,
  StoreError,
  type StoredRow,
} from '@throughline/schema'
import { type Client, HttpError, type OperationSpec } from './http.ts'
import { rejections, toStoreError } from './rest-errors.ts'
import { nextPage, pageQuery, startOf } from './rest-pages.ts'
import type {
  AnyMutation,
  InvalidRow,
  RestAccess,
  RestEntity,
  RestKey,
  RestOptions,
  RestWrite,
} from './rest-types.ts'
import { at, cleared, isObject, isSame, pick, type Values, wrapped } from './rest-values.ts'

interface Known {
  readonly row: Values
  readonly version: number
  /** When the call began that told of it. */
  readonly asOf: number
}

/** Makes the rows of an API readable and writable. */
export function restAccess(
  client: Client,
  entities: Readonly<Record<string, RestEntity>>,
  { onInvalidRow = reportInvalid }: RestOptions = {},
): RestAccess {
  const known = new Map<string, Known>()
  let clock = 0

  const entityOf = (name: string): RestEntity => {
    const entity = Object.hasOwn(entities, name) ? entities[name] : undefined
    if (entity) return entity
    throw new StoreError('invalid', \`The API has no "\${name}".\`)
  }
  const idOf = ({ name, parents, key }: RestEntity, row: Values): string =>
    JSON.stringify([name, ...parents.map(({ field }) => row[field]), row[key]])

  /** The API tells no versions: a row that changed has the next one, unless the call began before what is known was told. */
  const store = (entity: RestEntity, row: Values, asOf: number): StoredRow => {
    const id = idOf(entity, row)
    const before = known.get(id)
    const isNew = !before || (asOf >= before.asOf && !isSame(before.row, row))
    const version = isNew ? (before?.version ?? 0) + 1 : before.version
    if (!before || asOf >= before.asOf) known.set(id, { row, version, asOf })
    const time = (name: string): string => (typeof row[name] === 'string' ? row[name] : unknownTime)
    return { row, meta: { version, createdAt: unknownTime, updatedAt: time('updatedAt') } }
  }

  const parse = (entity: RestEntity, value: unknown, where: Values): Values | undefined => {
    const added = entity.parents.flatMap(({ field, isAdded }) =>
      isAdded ? [[field, where[field]] as const] : [],
    )
    const checked = entity.schema.safeParse(
      isObject(value) ? { ...value, ...Object.fromEntries(added) } : value,
    )
    if (checked.success) return checked.data
    onInvalidRow({ entity: entity.name, value, issues: checked.error.issues })
    return undefined
  }

  const send = async (
    call: { readonly spec: OperationSpec },
    input: Values,
    signal?: AbortSignal,
  ) => {
    const { schema: _, ...spec } = call.spec
    return client.send(spec, input, signal ? { signal } : {})
  }

  const page = async (
    name: string,
    options: PageOptions,
    where: Values,
  ): Promise<Page<StoredRow>> => {
    const entity = entityOf(name)
    const { list, parents } = entity
    const asOf = (clock += 1)
    const place = startOf(options.cursor)
    const size = list.paging.size && Math.min(options.limit ?? 100, list.paging.size.max)
    const query = { ...list.query, ...pageQuery(list.paging, place, size) }
    const path = pathValues(
      list.spec,
      parents.map(({ field }) => where[field]),
    )
    const { value, headers } = await send(list, { path, query }, options.signal)
    const found = at(value, list.unwrap)
    const items: readonly unknown[] = Array.isArray(found) ? found : []
    const rows = items.flatMap((item): Values[] => {
      const row = parse(entity, item, where)
      return row ? [row] : []
    })
    return {
      items: rows.map((row) => store(entity, row, asOf)),
      cursor: nextPage({
        key: entity.key,
        paging: list.paging,
        place,
        size,
        items,
        value,
        link: headers.get('link'),
      }),
    }
  }

  const read = async (entity: RestEntity, key: Values): Promise<StoredRow | undefined> => {
    if (!entity.get) return undefined
    const asOf = (clock += 1)
    const { value } = await send(entity.get, { path: keyPath(entity, entity.get.spec, key) })
    const row = parse(entity, at(value, entity.get.unwrap ?? []), key)
    return row && store(entity, row, asOf)
  }

  /** The row that a write leaves: as the answer has it, as it is read then, or as far as it is known. */
  const written = async (
    entity: RestEntity,
    call: RestWrite,
    value: unknown,
    sent: Values,
  ): Promise<StoredRow> => {
    const answer = call.unwrap && at(value, call.unwrap)
    const full = isObject(answer)
      ? {
          ...pick(
            sent,
            entity.parents.map(({ field }) => field),
          ),
          ...answer,
        }
      : undefined
    const checked = full && entity.schema.safeParse(full)
    const asOf = (clock += 1)
    if (checked?.success) return store(entity, checked.data, asOf)
    const key = {
      ...sent,
      ...(isObject(answer) &&
        answer[entity.key] !== undefined && { [entity.key]: answer[entity.key] }),
    }
    const again = key[entity.key] === undefined ? undefined : await read(entity, key)
    return again ?? store(entity, { ...known.get(idOf(entity, key))?.row, ...key }, asOf)
  }

  const insert = async (
    entity: RestEntity,
    given: Values,
    signal?: AbortSignal,
  ): Promise<StoredRow> => {
    const { create } = entity
    if (!create) throw denied(entity, 'created')
    const added = entity.parents.map(({ field }) => field)
    checkTaken(
      entity,
      Object.keys(given).filter(
        (name) => given[name] !== undefined && !added.includes(name) && name !== entity.key,
      ),
      create,
    )
    const path = pathValues(
      create.spec,
      added.map((field) => given[field]),
    )
    const { value } = await send(
      create,
      { path, body: wrapped(create.wrap, pick(given, create.fields)) },
      signal,
    )
    return written(entity, create, value, given)
  }

  const change = async (
    entity: RestEntity,
    key: Values,
    changes: Values,
    signal?: AbortSignal,
  ): Promise<StoredRow> => {
    const { update } = entity
    if (!update) throw denied(entity, 'changed')
    checkTaken(entity, Object.keys(changes), update)
    const before = known.get(idOf(entity, key))?.row ?? (await read(entity, key))?.row
    const values = update.isWhole
      ? pick({ ...before, ...changes }, update.fields)
      : cleared(changes)
    const { value } = await send(
      update,
      { path: keyPath(entity, update.spec, key), body: wrapped(update.wrap, values) },
      signal,
    )
    return written(entity, update, value, { ...before, ...changes, ...key })
  }

  const drop = async (entity: RestEntity, key: Values, signal?: AbortSignal): Promise<void> => {
    const { remove } = entity
    if (!remove) throw denied(entity, 'deleted')
    try {
      await send(remove, { path: keyPath(entity, remove.spec, key) }, signal)
    } catch (error) {
      // It is gone, whoever deleted it.
      if (!(error instanceof HttpError && (error.status === 404 || error.status === 410)))
        throw error
    }
  }

  const apply = async (mutation: AnyMutation, signal?: AbortSignal): Promise<MutationOutcome> => {
    const { mutationId, op, row = {}, key = {}, changes = {} } = mutation
    const entity = entityOf(mutation.entity)
    try {
      if (op === 'delete') await drop(entity, key, signal)
      const stored =
        op === 'insert'
          ? await insert(entity, row, signal)
          : op === 'update'
            ? await change(entity, key, changes, signal)
            : null
      return { status: 'applied', mutationId, stored }
    } catch (thrown) {
      const error = toStoreError(thrown)
      const code = rejections[error.code]
      if (code === undefined) throw error
      const stored =
        error.code === 'conflict' && op === 'update' ? await read(entity, key) : undefined
      if (stored) return { status: 'conflict', mutationId, stored }
      return {
        status: 'rejected',
        mutationId,
        code,
        message: error.message,
        issues: error.issues ?? [],
      }
    }
  }

  return {
    list: async (entity, options = {}) => translated(async () => page(entity, options, {})),
    query: async (entity, { where, ...options }) =>
      translated(async () => page(entity, options, where)),
    async push(mutations, { signal } = {}) {
      const settled = await Promise.allSettled(
        mutations.map(async (mutation) => apply(mutation, signal)),
      )
      const outcomes = settled.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []))
      const failed = settled.find((one) => one.status === 'rejected')
      // What has no outcome was not answered.
      if (outcomes.length === 0 && failed) throw toStoreError(failed.reason)
      return outcomes
    },
    create: async <TRow>(name: string, parents: Values, values: object) =>
      // Sound: a row by its own schema, as far as the API keeps to it.
      translated(async () => (await insert(entityOf(name), { ...values, ...parents })).row as TRow),
    update: async <TRow>(name: string, key: RestKey, changes: object) =>
      translated(async () => {
        const entity = entityOf(name)
        // Sound: as above.
        return (await change(entity, keyOf(entity, key), { ...changes })).row as TRow
      }),
    remove: async (name, key) =>
      translated(async () => {
        const entity = entityOf(name)
        return drop(entity, keyOf(entity, key))
      }),
  }
}

function keyOf({ key: field }: RestEntity, key: RestKey): Values {
  return typeof key === 'object' ? key : { [field]: key }
}

/** A row of an API need not tell when it was made. */
const unknownTime = '1970-01-01T00:00:00.000Z'

function reportInvalid({ entity, issues }: InvalidRow): void {
  const [issue] = issues
  console.error(
    \`A row of "\${entity}" is left out: \${issue?.path.map(String).join('.') ?? ''}: \${issue?.message ?? ''}\`,
  )
}

/** Values for the names in a path, one after the other. */
function pathValues({ path }: OperationSpec, values: readonly unknown[]): Values {
  const names = [...path.matchAll(/\\{([^{}]+)\\}/g)].map(([, name = '']) => name)
  return Object.fromEntries(names.map((name, index) => [name, values[index]]))
}

function keyPath({ parents, key }: RestEntity, spec: OperationSpec, row: Values): Values {
  return pathValues(spec, [...parents.map(({ field }) => row[field]), row[key]])
}

function denied({ name }: RestEntity, what: string): StoreError {
  return new StoreError('denied', \`The API has no call by which "\${name}" are \${what}.\`)
}

function checkTaken({ name }: RestEntity, given: readonly string[], { fields }: RestWrite): void {
  const others = given.filter((field) => !fields.includes(field))
  if (others.length === 0) return
  const issues = others.map((field) => ({
    path: [field],
    message: 'The API does not take this field.',
  }))
  throw new StoreError('invalid', \`The API takes other fields of "\${name}".\`, { issues })
}

async function translated<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    throw toStoreError(error)
  }
}
`
