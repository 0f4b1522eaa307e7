import { entityAttribute, type ModelItems } from '../items/item.ts'
import { ttlAttribute } from '../items/expiry.ts'
import type { KeyIndex, QueryInput } from './key-range.ts'

/** What tells the item's row apart from others, and what every row has. */
const common = ['pk', 'sk', entityAttribute, ttlAttribute, 'version', 'createdAt', 'updatedAt']

/** The attributes that rows with these fields are made of; all where no fields are named. */
export function projectionOf(
  { marks, upgrading }: ModelItems,
  fields: readonly string[] | undefined,
  index?: KeyIndex,
): Pick<QueryInput, 'ExpressionAttributeNames' | 'ProjectionExpression'> {
  if (!fields || upgrading) return {}
  const names = new Set([...common, ...Object.keys(marks), ...(index ? [index.sk] : []), ...fields])
  const placeholders = [...names].map((name, position) => [`#p${position}`, name] as const)
  return {
    ProjectionExpression: placeholders.map(([placeholder]) => placeholder).join(', '),
    ExpressionAttributeNames: Object.fromEntries(placeholders),
  }
}
