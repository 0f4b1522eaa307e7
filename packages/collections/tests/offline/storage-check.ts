import type { StoredRow } from '@throughline/schema'
import { canonicalText } from '@throughline/schema/adapter'
import type {
  LoadOptions,
  OfflineStorage,
  StorageState,
  StoredTomb,
  WriteResult,
} from '../../src/offline/storage.types.ts'

/** Opens the storage of one user: each call is one more tab, or the next start of the application. */
export type OpenStorage = () => Promise<OfflineStorage>

export interface StorageCheck {
  readonly name: string
  /** Runs on an empty storage, and throws where an answer is not right. */
  readonly run: (open: OpenStorage) => Promise<void>
}

export interface Loaded {
  readonly state: StorageState
  /** By entity and own key. */
  readonly rows: Readonly<Record<string, StoredRow>>
  readonly tombs: Readonly<Record<string, StoredTomb>>
  /** Entities in the order in which they came. */
  readonly order: readonly string[]
  readonly isWhole: boolean
}

/** All that is stored. */
export async function loaded(storage: OfflineStorage, options: LoadOptions = {}): Promise<Loaded> {
  const states: StorageState[] = []
  const rows: Record<string, StoredRow> = {}
  const tombs: Record<string, StoredTomb> = {}
  const order: string[] = []
  const { isWhole } = await storage.load(
    {
      state: (state) => void states.push(state),
      part(part) {
        if (!order.includes(part.entity)) order.push(part.entity)
        for (const stored of part.rows) rows[`${part.entity} ${String(stored.row['id'])}`] = stored
        for (const tomb of part.tombs) tombs[`${part.entity} ${tomb.key}`] = tomb
      },
    },
    options,
  )
  const [state] = states
  if (!state || states.length > 1) throw new Error(`The state was told ${states.length} times.`)
  return { state, rows, tombs, order, isWhole }
}

/** @throws {Error} where two values are not the same, dates and bigints too. */
export function same(actual: unknown, expected: unknown, what: string): void {
  const [is, wanted] = [canonicalText(actual), canonicalText(expected)]
  if (is !== wanted) throw new Error(`${what}: expected ${wanted}, got ${is}`)
}

export async function leading(open: OpenStorage): Promise<OfflineStorage> {
  const storage = await open()
  await storage.lead()
  return storage
}

export const isWritten = ({ kind }: WriteResult, what: string): void => same(kind, 'written', what)
export const versions = (rows: Loaded['rows']): unknown =>
  Object.fromEntries(Object.entries(rows).map(([key, { meta }]) => [key, meta.version]))
