import type { ListOptions, Page, QueryOptions, StoredRow } from '@throughline/schema'
import {
  type FieldCondition,
  matches,
  planQuery,
  planRead,
  planText,
  type ReadPlan,
  selectFields,
} from '@throughline/schema/adapter'
import { type Access, type AccessRequest, planAccess } from './access.ts'
import type { Connection } from '../connection.ts'
import { rowOf } from './get-row.ts'
import { entityAttribute, type EntityItems } from '../items/item.ts'
import type { QueryInput } from './key-range.ts'
import { openCursor, readPage } from './page.ts'
import { projectionOf } from './projection.ts'

type Values = Readonly<Record<string, unknown>>

/** How much of what is read meets conditions that no key tells, at a guess. */
const guessedRate = 0.25

/** Reads a page of an entity's rows that match, by the index that reads the least; see `Store.list`. */
export async function listRows(
  connection: Connection,
  name: string,
  options: ListOptions = {},
): Promise<Page<StoredRow>> {
  const items = connection.items.of(name)
  const plan = planRead(items.entity, options)
  return readRows(connection, items, { call: 'list', plan, options, unasked: 'any' })
}

/** Reads a page of the rows of one parent that match; see `Store.query`. */
export async function queryRows(
  connection: Connection,
  name: string,
  options: QueryOptions<Values>,
): Promise<Page<StoredRow>> {
  const items = connection.items.of(name)
  const { parent, ...plan } = planQuery(items.entity, options)
  const ofParent = Object.entries(parent).map(([field, value]): FieldCondition => ({
    field,
    op: 'eq',
    value,
  }))
  const conditions = [...ofParent, ...plan.conditions]
  return readRows(connection, items, {
    call: 'query',
    plan: { ...plan, conditions },
    options,
    unasked: 'preferred',
  })
}

interface RowsRequest {
  readonly call: string
  readonly plan: ReadPlan
  readonly options: Pick<ListOptions, 'consistent' | 'cursor' | 'limit' | 'signal'>
  /** Where the caller says nothing of consistency. */
  readonly unasked: AccessRequest['consistency']
}

async function readRows(
  connection: Connection,
  items: EntityItems,
  { call, plan, options, unasked }: RowsRequest,
): Promise<Page<StoredRow>> {
  const { conditions, orderBy, fields } = plan
  const { consistent, cursor, limit, signal } = options
  const consistency = consistent === undefined ? unasked : consistent ? 'required' : 'any'
  const { partitions, all } = connection.items
  const access = planAccess(items, partitions, { conditions, orderBy, consistency })
  // A page may have other fields than the one before it.
  const scope = [call, items.entity.name, planText(plan), access.index.name ?? 'table']
  const needed = fields && [...new Set([...fields, ...conditions.map(({ field }) => field)])]
  const behind = await openCursor(connection, scope, cursor)
  const listing = {
    ...access,
    scope,
    consistent: access.consistent && consistent !== false,
    input: filterOf(items, access, projectionOf(connection.items, needed, access.index)),
    exact: access.exact && !access.mixed,
    hitRate: (access.exact ? 1 : guessedRate) / (access.mixed ? all.length : 1),
    accept: (item: Values): StoredRow | undefined => {
      const stored = rowOf(connection, items, item, undefined)
      if (!stored || !matches(conditions, stored.row)) return undefined
      return { row: selectFields(stored.row, fields), meta: stored.meta }
    },
  }
  return readPage(connection, listing, { limit, behind, signal })
}

/** Of a list with rows of several entities, DynamoDB sends those of one. */
function filterOf(
  { entity }: EntityItems,
  { mixed }: Access,
  projection: ReturnType<typeof projectionOf>,
): Omit<QueryInput, 'IndexName' | 'KeyConditionExpression'> {
  if (!mixed) return projection
  return {
    ...projection,
    FilterExpression: '#entity = :entity',
    ExpressionAttributeNames: { ...projection.ExpressionAttributeNames, '#entity': entityAttribute },
    ExpressionAttributeValues: { ':entity': entity.singular },
  }
}
