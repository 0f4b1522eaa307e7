import type { AnyModel, AnyModelEntity, KeyValues, ListOptions, QueryOptions } from '@throughline/schema'
import { isPlainObject, planGet, planQuery, planRead } from '@throughline/schema/adapter'
import { reviveSafely } from '../revive-safely.ts'
import { badRequest, checkedAt } from './bad-request.ts'
import { fieldsOfPlans, type IncludePlan, planInclude } from './plan-include.ts'
import type { QueryLimits } from './query-limits.ts'
import { countConditions, isOperators, makeWhereReviver } from './where-reviver.ts'

type Values = Readonly<Record<string, unknown>>

/** What `list` was sent, in its shape alone. */
export interface ListRequest {
  readonly where?: Values | undefined
  readonly orderBy?: Values | undefined
  readonly fields?: readonly string[] | undefined
  readonly include?: unknown
  readonly limit?: number | undefined
  readonly cursor?: string | null | undefined
}

/** What a read answers of each row. */
export interface Selection {
  /** The fields that were asked for; all when absent. */
  readonly fields?: readonly string[]
  /** Those, and the fields that the relations are found by: what the store is asked for. */
  readonly read?: readonly string[]
  readonly plans: readonly IncludePlan[]
}

/** A checked request for rows: all of the entity's, or those of one parent. */
export type ListPlan = { readonly selection: Selection } & (
  | { readonly kind: 'list'; readonly options: ListOptions }
  | { readonly kind: 'query'; readonly options: QueryOptions<KeyValues> }
)

/** Reads what the queries of an entity ask for. */
export interface RequestReader {
  /** @throws {ApiError} BAD_REQUEST for the first thing that the entity does not have, or that passes a limit. */
  readonly readList: (request: ListRequest, signal: AbortSignal | undefined) => ListPlan
  /** As `readList`, for the fields and relations of one row. */
  readonly readSelection: (request: Pick<ListRequest, 'fields' | 'include'>) => Selection
}

/** Makes what reads the queries of an entity. */
export function makeRequestReader(
  model: AnyModel,
  entity: AnyModelEntity,
  limits: Required<QueryLimits>,
): RequestReader {
  const revive = makeWhereReviver(entity)
  const readSelection: RequestReader['readSelection'] = ({ fields: asked, include }) => {
    const plans = planInclude(model, entity, include, limits)
    const { fields } = checkedAt(['fields'], () => planGet(entity, { fields: asked }))
    if (!fields) return { plans }
    const needed = fieldsOfPlans(plans).filter((field) => !fields.includes(field))
    return { plans, fields, read: [...fields, ...needed] }
  }
  const readWhere = (where: Values): Values => {
    const conditions = countConditions(where)
    if (conditions > limits.maxConditions) {
      const message = `A query has at most ${limits.maxConditions} conditions, not ${conditions}.`
      throw badRequest(['where'], message)
    }
    checkValues(where, limits.maxValues)
    return reviveSafely(() => revive(where))
  }

  const readList: RequestReader['readList'] = (request, signal) => {
    const { orderBy, limit, cursor } = request
    const selection = readSelection(request)
    const where = request.where && readWhere(request.where)
    const parent = where && parentIn(entity, where)
    const plan = parent ? planQuery : planRead
    const conditions = parent ? { ...where, ...parent } : where
    checkWhere(entity, conditions, plan)
    checkedAt(['orderBy'], () => plan(entity, { where: parent, orderBy }))
    const options = {
      ...(limit !== undefined && { limit }),
      ...(typeof cursor === 'string' && { cursor }),
      ...(selection.read && { fields: selection.read }),
      // Sound: checked above.
      ...(orderBy && { orderBy: orderBy as NonNullable<ListOptions['orderBy']> }),
      signal,
    }
    // Sound: a query's `where` was checked to hold the parent's whole key by value.
    if (parent) return { kind: 'query', selection, options: { ...options, where: conditions as KeyValues } }
    return {
      kind: 'list',
      selection,
      // Sound: checked above.
      options: { ...options, ...(conditions && { where: conditions as NonNullable<ListOptions['where']> }) },
    }
  }
  return { readList, readSelection }
}

/** The parent's whole key, where the conditions ask for one parent's rows; `undefined` for the rows of several. */
function parentIn({ parentFields }: AnyModelEntity, where: Values): Values | undefined {
  if (parentFields.length === 0) return undefined
  const parts = parentFields.map((field) => [field, valueOf(where, field)] as const)
  return parts.every(([, value]) => value !== undefined && value !== null)
    ? Object.fromEntries(parts)
    : undefined
}

/** The value that a field is asked to have, by itself or as `{ eq }`. */
function valueOf(where: Values, field: string): unknown {
  const condition = Object.hasOwn(where, field) ? where[field] : undefined
  if (!isOperators(condition)) return condition
  const isEqual = Object.keys(condition).length === 1 && Object.hasOwn(condition, 'eq')
  return isEqual ? condition['eq'] : undefined
}

/** Checks all conditions at once, so that each that is wrong is told at its field. */
function checkWhere(
  entity: AnyModelEntity,
  where: Values | undefined,
  plan: typeof planRead | typeof planQuery,
): void {
  try {
    plan(entity, { where })
  } catch (error) {
    for (const [field, condition] of Object.entries(where ?? {})) {
      checkedAt(['where', field], () => planRead(entity, { where: Object.fromEntries([[field, condition]]) }))
    }
    checkedAt(['where'], () => {
      throw error
    })
  }
}

function checkValues(where: Values, maxValues: number): void {
  for (const [field, condition] of Object.entries(where)) {
    const values = isPlainObject(condition) ? condition['in'] : undefined
    if (!Array.isArray(values) || values.length <= maxValues) continue
    const message = `"${field}" is asked for at most ${maxValues} values by "in", not ${values.length}.`
    throw badRequest(['where', field], message)
  }
}
