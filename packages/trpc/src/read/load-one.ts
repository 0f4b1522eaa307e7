import type { AnyModelEntity, KeyValue, KeyValues, StoredRow } from '@throughline/schema'
import { planRead } from '@throughline/schema/adapter'
import { isStoreError } from '../api-error.ts'
import { type ReadNode, readNode, visibleValues } from './read-node.ts'
import type { RelatedReads } from './related-reads.types.ts'

/** Where a foreign key leads to. */
interface ForeignKey {
  readonly target: AnyModelEntity
  /** Fields that hold the target's own key, in its order. */
  readonly fields: readonly string[]
}

export function toTarget(target: AnyModelEntity, fields: readonly string[]): ForeignKey {
  return { target, fields }
}

/** Most values of one condition. */
const chunk = 100

/**
 * Reads the one row that each row's foreign key names: all rows together by their keys, one read for all.
 *
 * A key below a root has its ancestors' fields in it, which a foreign key need not have. The row's own fields of those names
 * are tried first; what is not there is asked for by its own key.
 */
export async function loadOne(
  reads: RelatedReads,
  nodes: readonly ReadNode[],
  name: string,
  { target, fields }: ForeignKey,
): Promise<readonly ReadNode[]> {
  const wanted = new Map<string, Wanted>()
  for (const node of nodes) {
    node.related.set(name, null)
    const values = visibleValues(node, fields)
    const key = values && wantedKey(target, fields, values, node)
    if (!key) continue
    const same = wanted.get(key.text) ?? key
    same.from.push(node)
    wanted.set(key.text, same)
  }
  const all = [...wanted.values()]
  const allowed = all.slice(0, Math.max(0, reads.budget))
  reads.budget -= allowed.length
  for (const { from } of all.slice(allowed.length)) for (const node of from) node.more.add(name)

  await readByKeys(reads, target, allowed)
  await readByOwnKeys(
    reads,
    target,
    allowed.filter(({ found, isWhole }) => !found && !isWhole),
  )
  return allowed.flatMap(({ found, from }) => {
    if (!found) return []
    for (const node of from) node.related.set(name, found)
    return [found]
  })
}

/** A row that is wanted, and for which rows. */
interface Wanted {
  readonly text: string
  /** By the target's own key fields. */
  readonly own: KeyValues
  /** The whole key, where it can be told. */
  readonly key: KeyValues | undefined
  /** The foreign key says all of `key`: there is no other place to look. */
  readonly isWhole: boolean
  readonly from: ReadNode[]
  found: ReadNode | undefined
}

function wantedKey(
  target: AnyModelEntity,
  fields: readonly string[],
  values: readonly KeyValue[],
  node: ReadNode,
): Wanted | undefined {
  const own = Object.fromEntries(target.key.map((field, index) => [field, values[index] ?? '']))
  // A child's foreign key to its parent has all that names the parent in the fields of its own key.
  const above = isParentKey(node.entity, target, fields) ? node.entity.parentFields : target.path
  const parts = target.path.map((field, index): [string, KeyValue | undefined] => {
    if (Object.hasOwn(own, field)) return [field, own[field]]
    return [field, visibleValues(node, [above[index] ?? ''])?.[0]]
  })
  const parsed = target.variants.key.safeParse(Object.fromEntries(parts))
  const key = parsed.success ? parsed.data : undefined
  const isWhole = above !== target.path || target.path.every((field) => target.key.includes(field))
  if (!key && (isWhole || !isAsked(target, own))) return undefined
  return { text: JSON.stringify(parts), own, key, isWhole, from: [], found: undefined }
}

function isParentKey(entity: AnyModelEntity, target: AnyModelEntity, fields: readonly string[]): boolean {
  return (
    entity.parent === target.name &&
    fields.every(
      (field, index) => entity.parentFields[target.path.indexOf(target.key[index] ?? '')] === field,
    )
  )
}

async function readByKeys(
  { view, run, signal }: RelatedReads,
  target: AnyModelEntity,
  wanted: readonly Wanted[],
): Promise<void> {
  const named = wanted.flatMap((one) => (one.key ? [{ one, key: one.key }] : []))
  if (named.length === 0) return
  const keys = named.map(({ key }) => key)
  const rows = await run(() => view.batchGet(target.name, keys, { signal }))
  for (const [index, { one }] of named.entries()) {
    const stored = rows[index]
    if (stored) one.found = readNode(target, stored)
  }
}

/** Rows whose place is not known, by their own keys; of several rows with one own key, the first. */
async function readByOwnKeys(
  reads: RelatedReads,
  target: AnyModelEntity,
  wanted: readonly Wanted[],
): Promise<void> {
  const asked = wanted.filter(({ own }) => isAsked(target, own))
  const [field, ...others] = target.key
  const wheres =
    field !== undefined && others.length === 0
      ? chunks([...new Set(asked.map(({ own }) => own[field]))]).map((values) => ({
          [field]: { in: values },
        }))
      : asked.map(({ own }) => own)
  const pages = await Promise.all(wheres.map((where) => reads.run(() => listAll(reads, target, where))))
  const nodes = new Map<string, ReadNode>()
  for (const stored of pages.flat()) {
    const text = ownText(target, stored.row)
    if (!nodes.has(text)) nodes.set(text, readNode(target, stored))
  }
  for (const one of asked) one.found = nodes.get(ownText(target, one.own))
}

async function listAll(
  { view, signal, limits }: RelatedReads,
  { name }: AnyModelEntity,
  where: Readonly<Record<string, unknown>>,
): Promise<readonly StoredRow[]> {
  const items: StoredRow[] = []
  let cursor: string | undefined
  do {
    // Sound: the conditions were tried on the entity before.
    const options = { where: where as never, limit: 1000, cursor, signal }
    const page = await view.list(name, options)
    items.push(...page.items)
    cursor = page.cursor ?? undefined
  } while (cursor !== undefined && items.length < limits.maxIncluded)
  return items
}

/** Whether the target's own key can have these values at all: a foreign key may be of a looser type. */
function isAsked(target: AnyModelEntity, own: KeyValues): boolean {
  try {
    planRead(target, { where: own })
    return true
  } catch (error) {
    if (isStoreError(error)) return false
    throw error
  }
}

function ownText({ key }: AnyModelEntity, row: Readonly<Record<string, unknown>>): string {
  return JSON.stringify(key.map((field) => row[field]))
}

function chunks<T>(values: readonly T[]): T[][] {
  return Array.from({ length: Math.ceil(values.length / chunk) }, (_, index) =>
    values.slice(index * chunk, (index + 1) * chunk),
  )
}
