import { StoreError } from '@throughline/schema'
import type { FieldCondition, FieldOrder } from '@throughline/schema/adapter'
import { lookupWays } from './access-lookups.ts'
import { listWay, pathWay } from './access-paths.ts'
import type { Way } from './access-way.ts'
import type { EntityItems } from '../items/item.ts'
import { type KeyIndex, type KeyRange, tableIndex } from './key-range.ts'

/** What is asked of an entity's rows. */
export interface AccessRequest {
  /** All that must hold, the parent's key among them. */
  readonly conditions: readonly FieldCondition[]
  readonly orderBy?: FieldOrder | undefined
  /** `any`: the way that reads the least; `preferred`: a consistent one, where there is one. */
  readonly consistency: 'any' | 'preferred' | 'required'
}

/** How rows are read: all that meet the conditions are in these ranges, in the order that is asked for. */
export interface Access {
  readonly index: KeyIndex
  /** None where no row can meet the conditions. */
  readonly ranges: readonly KeyRange[]
  readonly backwards: boolean
  /** Whether a consistent read is possible. */
  readonly consistent: boolean
  /** Every row of the entity in the ranges meets the conditions. */
  readonly exact: boolean
  /** The ranges hold rows of other entities as well. */
  readonly mixed: boolean
}

/**
 * Chooses how an entity's rows are read, by the layout alone; `partitions` are those that hold all rows.
 *
 * @throws {StoreError} `invalid` for an order, or a consistent read, that no index answers.
 */
export function planAccess(
  items: EntityItems,
  partitions: readonly string[],
  request: AccessRequest,
): Access {
  const { conditions, orderBy, consistency } = request
  const found = [
    pathWay(items, conditions) ?? [],
    lookupWays(items, conditions, orderBy),
    listWay(items, partitions, conditions),
  ].flat()
  const ways = found.filter((way) => way !== 'nothing')
  if (ways.length < found.length) return nothing
  const ordered = orderBy ? ways.filter((way) => isInOrder(way, orderBy)) : ways
  const consistent = ordered.filter((way) => way.consistent)
  const isConsistent = consistency === 'required' || (consistency === 'preferred' && consistent.length > 0)
  const [best] = (isConsistent ? consistent : ordered).toSorted((a, b) => a.rank - b.rank)
  if (!best) throw refusal(items, orderBy && ordered.length === 0 ? orderBy : undefined)
  return {
    index: best.index,
    ranges: best.ranges,
    backwards: orderBy?.descending === true,
    consistent: best.consistent,
    exact: conditions.every((condition) => best.served.includes(condition)),
    mixed: best.mixed,
  }
}

const nothing: Access = {
  index: tableIndex,
  ranges: [],
  backwards: false,
  consistent: true,
  exact: true,
  mixed: false,
}

function isInOrder({ order, isInKeyOrder }: Way, { by, field }: FieldOrder): boolean {
  return by === 'key' ? isInKeyOrder(field) : order === field
}

/** For an order that no way has, or else for rows that must be read consistently. */
function refusal({ entity, lookups }: EntityItems, orderBy: FieldOrder | undefined): StoreError {
  const { name, parentFields, path } = entity
  if (orderBy) {
    const { when = {} } = lookups.find(({ layout }) => layout.fields[0] === orderBy.field)?.layout ?? {}
    const missing = Object.entries(when).map(([field, value]) => `${field}: ${JSON.stringify(value)}`)
    const advice =
      missing.length > 0
        ? `The index of that order holds rows with { ${missing.join(', ')} } alone: add it to "where".`
        : 'Leave "orderBy" out.'
    return new StoreError(
      'invalid',
      `"${name}" cannot be read in the order of "${orderBy.field}" with these conditions. ${advice}`,
    )
  }
  const fields = parentFields.length > 0 ? parentFields : path
  return new StoreError(
    'invalid',
    `This read of "${name}" is answered by an index, which DynamoDB updates within moments. Leave "consistent" out, ` +
      `or ask by { ${fields.join(', ')} } without another order.`,
  )
}
