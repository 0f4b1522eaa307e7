import type { RowMeta, StoredRow } from '@throughline/schema'
import { authorId, type Library, library } from './library.ts'
import type { Tables, Values } from './plain-query.ts'
import type { SyncHub } from './sync-server.ts'

export type Name = Library['names'][number]

/** The rows that there may be: each has one parent for ever. */
const universe: Readonly<Record<Name, readonly string[]>> = {
  authors: [0, 1, 2, 3].map(authorId),
  books: ['b0', 'b1', 'b2', 'b3', 'b4', 'b5'],
  chapters: ['c0', 'c1', 'c2', 'c3'],
}

/** What names a row in the table. */
export function pathOf(name: Name, index: number): Readonly<Record<string, string>> {
  const { length } = universe[name]
  const id = universe[name][index % length] ?? ''
  if (name === 'authors') return { id }
  if (name === 'books') return { id, authorId: authorId((index % length) % 4) }
  const { id: bookId = '', ...above } = pathOf('books', index % length)
  return { id, bookId, ...above }
}

export function keyAt(name: Name, index: number): string {
  return universe[name][index % universe[name].length] ?? ''
}

/** A write of a store that has not ended; values of an update are its changes. */
export interface PendingWrite {
  /** Its place among all writes of the store. */
  readonly order?: number
  readonly entity: string
  readonly key: string
  readonly kind: 'delete' | 'insert' | 'update'
  readonly values: Values
}

/** Rows that the server's transport spoils on their way: the model does not take them. */
export function isBroken(row: Values): boolean {
  return row['lastName'] === 'broken' || row['title'] === 'broken'
}

export function spoil(stored: StoredRow): StoredRow {
  const wrong = 'title' in stored.row ? { pages: -1 } : { firstName: '' }
  return isBroken(stored.row) ? { ...stored, row: { ...stored.row, ...wrong } } : stored
}

/** All states that the server's rows were ever in, as its feed tells them, and those that they are in. */
export function createRecord({ server, writes }: SyncHub<Library>) {
  const states = new Map<string, { readonly row: Values; readonly era: number }>()
  let now = new Map<string, StoredRow>()
  let cursor = ''
  let era = 0
  let seen = -1
  const stateOf = (name: string, key: string, { createdAt, updatedAt, version }: RowMeta): string =>
    `${name} ${key} ${createdAt} ${updatedAt} ${version}`
  const keep = (name: string, key: string, { row, meta }: StoredRow): void =>
    void states.set(stateOf(name, key, meta), { row, era })

  const follow = async (): Promise<void> => {
    for (let more = true; more;) {
      const page = await server.pull({ cursor, limit: 1_000 })
      if (page.kind === 'reset') {
        era += 1
        cursor = await server.heads()
        return
      }
      for (const change of page.changes)
        if (change.op === 'put') keep(change.entity, change.key.id, change.stored)
      ;({ cursor, more } = page)
    }
  }

  return {
    /** Takes what was written since. */
    async look(): Promise<void> {
      if (seen === writes()) return
      seen = writes()
      if (cursor === '') cursor = await server.heads()
      else await follow()
      const rows = new Map<string, StoredRow>()
      for (const name of library.names) {
        for (const stored of (await server.list(name, { limit: 100 })).items) {
          rows.set(`${name} ${stored.row.id}`, stored)
          keep(name, stored.row.id, stored)
        }
      }
      now = rows
    },
    stateAt: (name: string, key: string, meta: RowMeta) => states.get(stateOf(name, key, meta)),
    current: (name: string, key: string): StoredRow | undefined => now.get(`${name} ${key}`),
    rows: () => now.entries(),
  }
}

export type ServerRecord = ReturnType<typeof createRecord>

/** Rows with the writes on them, computed one by one: children go with a parent that is being deleted. */
export function foldTables(
  baseOf: (name: Name, key: string) => Values | undefined,
  pending: readonly PendingWrite[],
  isKnown: (name: Name, key: string) => boolean,
): Tables {
  const writesOf = (name: Name, key: string): readonly PendingWrite[] =>
    pending.filter((write) => write.entity === name && write.key === key)
  const fold = (name: Name, key: string): Values | undefined => {
    let row = baseOf(name, key)
    for (const { kind, values } of writesOf(name, key)) {
      if (kind === 'insert') row ??= values
      else row = kind === 'update' && row ? { ...row, ...values } : undefined
    }
    return row
  }
  /** A row goes with one above it that is deleted, unless it was made after that. */
  const goesWith = (above: Name, of: unknown, made: number): boolean => {
    const ending = writesOf(above, String(of)).findLast(({ kind }) => kind === 'delete')
    return ending !== undefined && made < (ending.order ?? 0)
  }
  const isHidden = (name: Name, key: string, row: Values): boolean => {
    const made = writesOf(name, key).findLast(({ kind }) => kind === 'insert')?.order ?? -1
    // Of a chapter whose book is not known here, the server says what becomes of it.
    const isLinked = name !== 'chapters' || isKnown('books', String(row['bookId']))
    return (isLinked && goesWith('authors', row['authorId'], made)) || goesWith('books', row['bookId'], made)
  }
  const tables = Object.fromEntries(
    library.names.map((name) => [
      name,
      universe[name].flatMap((key) => {
        const row = fold(name, key)
        return row && !isHidden(name, key, row) ? [withoutTimes(row)] : []
      }),
    ]),
  )
  return (name) => tables[name] ?? []
}

/** As it is compared: without what the server writes of its own, which a client shows a guess of. */
export function withoutTimes<T>(value: T): T {
  // Sound: fields are left out of what is only compared.
  if (Array.isArray(value)) return value.map(withoutTimes) as T
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value)
      .filter(([name]) => name !== 'createdAt' && name !== 'updatedAt')
      .map(([name, part]): [string, unknown] => [name, withoutTimes(part)]),
  ) as T
}
