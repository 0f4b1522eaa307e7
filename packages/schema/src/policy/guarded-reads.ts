import { checkedLimit } from '../call-options.ts'
import type { StoredRow } from '../mutation.types.ts'
import { planGet, planQuery, planRead } from '../read-plan.ts'
import type { ReadPlan } from '../read-plan.types.ts'
import { StoreError } from '../store-error.ts'
import type { Page, PageOptions } from '../store.types.ts'
import type { SyncStore } from '../sync.types.ts'
import type { EntityRights } from './rights.ts'
import { seeFields } from './see-row.ts'
import { rightsFor, type Viewer } from './viewer.ts'

/** Pages of the store that are read for one of the user's, where rows of it are left out. */
const mostPages = 5

/** The reads of a store by key and by condition, as a user sees them. */
export function guardedReads({
  store,
  rights: role,
  user,
}: Viewer): Pick<SyncStore, 'batchGet' | 'get' | 'list' | 'query'> {
  const rightsOf = (name: string): EntityRights => rightsFor(store.model, role, name)
  const see = (rights: EntityRights, plan: Pick<ReadPlan, 'fields'>) => (stored: StoredRow | undefined) =>
    stored && seeFields(rights, user, stored, plan.fields)

  return {
    async get(name, key, options) {
      const rights = rightsOf(name)
      const plan = planGet(rights.entity, options)
      return see(rights, plan)(await store.get(name, key, readable(rights, options)))
    },
    async batchGet(name, keys, options) {
      const rights = rightsOf(name)
      const plan = planGet(rights.entity, options)
      return (await store.batchGet(name, keys, readable(rights, options))).map(see(rights, plan))
    },
    async list(name, options = {}) {
      const rights = rightsOf(name)
      const plan = planRead(rights.entity, options)
      refuseOracle(rights, plan)
      const asked = readable(rights, options)
      const read = (page: PageOptions): Promise<Page<StoredRow>> => store.list(name, { ...asked, ...page })
      return readPages(rights, options, read, see(rights, plan))
    },
    async query(name, options) {
      const rights = rightsOf(name)
      const plan = planQuery(rights.entity, options)
      refuseOracle(rights, plan)
      const asked = readable(rights, options)
      const read = (page: PageOptions): Promise<Page<StoredRow>> => store.query(name, { ...asked, ...page })
      return readPages(rights, options, read, see(rights, plan))
    },
  }
}

/** The options to read with: conditions need the row whole, whatever fields are wanted of it. */
function readable<TOptions extends { readonly fields?: unknown } | undefined>(
  { isByRow }: EntityRights,
  options: TOptions,
): TOptions {
  return isByRow && options?.fields ? { ...options, fields: undefined } : options
}

/** Reads pages until the user's own is full, a few at most: where it went on is the cursor of the last one. */
async function readPages(
  { read: right }: EntityRights,
  options: PageOptions,
  read: (page: PageOptions) => Promise<Page<StoredRow>>,
  see: (stored: StoredRow) => StoredRow | undefined,
): Promise<Page<StoredRow>> {
  const limit = checkedLimit(options.limit)
  if (right === false) return { items: [], cursor: null }
  const items: StoredRow[] = []
  let cursor = options.cursor ?? null
  for (let pages = 0; pages < mostPages && items.length < limit; pages += 1) {
    const page = await read({ limit: limit - items.length, cursor: cursor ?? undefined })
    items.push(...page.items.flatMap((stored) => see(stored) ?? []))
    ;({ cursor } = page)
    if (cursor === null || right === true) break
  }
  return { items, cursor }
}

/** Which rows match, and in which order they are, tells the values: those that the user may not read are not asked about. */
function refuseOracle({ entity, restricted }: EntityRights, { conditions, orderBy }: ReadPlan): void {
  const asked = new Set([...conditions.map(({ field }) => field), ...(orderBy ? [orderBy.field] : [])])
  const hidden = restricted.filter(({ name }) => asked.has(name))
  if (hidden.length === 0) return
  const names = hidden.map(({ name }) => name)
  const message = `You may not ask "${entity.name}" by ${names.join(', ')}, which you do not read of every row.`
  const issues = names.map((name) => ({ path: [name], message: 'You may not ask by this field.' }))
  throw new StoreError('denied', message, { issues })
}
