import type { AnyModelEntity, KeyValues, Page, StoredRow } from '@throughline/schema'
import { groupBy } from './group-by.ts'
import { type ReadNode, readNode, visibleValues } from './read-node.ts'
import type { RelatedReads } from './related-reads.types.ts'

/** Rows that name another row by fields of theirs. */
interface Referrers {
  readonly target: AnyModelEntity
  /** Their fields that hold the other row's own key, in its order. */
  readonly fields: readonly string[]
  /** What else they are told by. */
  readonly also?: Readonly<Record<string, string>>
}

/** Pages of one relation that are read before it is told to have more: pages may be short, or empty. */
const mostPages = 10

/** Reads the rows that name each row: a query for each where they are its children, else a list. */
export async function loadMany(
  reads: RelatedReads,
  nodes: readonly ReadNode[],
  name: string,
  referrers: Referrers,
): Promise<readonly ReadNode[]> {
  const byKey = groupBy(nodes, (node) => JSON.stringify(visibleValues(node, node.entity.path)))
  const found = [...byKey.values()].map((same) =>
    reads.run(async () => {
      const [node] = same
      const { rows, more } = node ? await readReferrers(reads, node, referrers) : nothing
      const related = rows.map((stored) => readNode(referrers.target, stored))
      for (const one of same) {
        one.related.set(name, related)
        if (more) one.more.add(name)
      }
      return related
    }),
  )
  return (await Promise.all(found)).flat()
}

interface Found {
  readonly rows: readonly StoredRow[]
  readonly more: boolean
}

const nothing: Found = { rows: [], more: false }

async function readReferrers(reads: RelatedReads, node: ReadNode, referrers: Referrers): Promise<Found> {
  const { target, fields, also } = referrers
  const { view, signal } = reads
  const values = visibleValues(node, node.entity.key)
  if (!values) return nothing
  const own = Object.fromEntries(fields.map((field, index) => [field, values[index] ?? '']))
  const parent = parentKey(node, referrers)
  // Sound: the fields of a relation are fields of its target, of the types of the key that they hold.
  const where = { ...own, ...parent, ...also } as KeyValues
  return readUpTo(reads, async (limit, cursor) => {
    const options = { where, limit, cursor, signal }
    if (parent) return view.query(target.name, options)
    return view.list(target.name, options)
  })
}

/** The whole key of the row by the fields of its children, where it is their parent by this relation. */
function parentKey({ entity, stored }: ReadNode, { target, fields }: Referrers): object | undefined {
  const isParent =
    target.parent === entity.name &&
    fields.every(
      (field, index) => target.parentFields[entity.path.indexOf(entity.key[index] ?? '')] === field,
    )
  if (!isParent) return undefined
  return Object.fromEntries(
    target.parentFields.map((field, index) => [field, stored.row[entity.path[index] ?? '']]),
  )
}

/** The first rows of a relation, and whether there are more. */
async function readUpTo(
  reads: RelatedReads,
  readPage: (limit: number, cursor: string | undefined) => Promise<Page<StoredRow>>,
): Promise<Found> {
  const most = Math.min(reads.limits.maxRelated, Math.max(0, reads.budget))
  if (most === 0) return { rows: [], more: true }
  // Taken at once, since others read at the same time; given back where it was not needed.
  reads.budget -= most
  const rows: StoredRow[] = []
  let cursor: string | undefined
  for (let pages = 0; pages < mostPages; pages += 1) {
    // One more than is wanted tells whether there are more.
    const page = await readPage(Math.min(1000, most + 1 - rows.length), cursor)
    rows.push(...page.items)
    cursor = page.cursor ?? undefined
    if (cursor === undefined || rows.length > most) break
  }
  reads.budget += most - Math.min(most, rows.length)
  return { rows: rows.slice(0, most), more: rows.length > most || cursor !== undefined }
}
