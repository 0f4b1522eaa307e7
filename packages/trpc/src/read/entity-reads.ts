import { type AnyModel, type AnyModelEntity, type Page, type StoredRow, toLabel } from '@throughline/schema'
import { entityOf, keyOf } from '@throughline/schema/adapter'
import type { GuardedStore } from '@throughline/schema/policy'
import { ApiError, isStoreError } from '../api-error.ts'
import { rowWriter } from '../row-writer.ts'
import { badRequest } from './bad-request.ts'
import { loadRelated } from './load-related.ts'
import type { QueryLimits } from './query-limits.ts'
import { readNode } from './read-node.ts'
import { type ListPlan, type ListRequest, makeRequestReader, type Selection } from './read-request.ts'
import { writeReadRows, type WrittenRow } from './write-read-rows.ts'

type Signal = AbortSignal | undefined

/** The queries of one entity, each through the view of the user who asks. */
export interface EntityReads {
  readonly list: (view: GuardedStore, request: ListRequest, signal: Signal) => Promise<Page<WrittenRow>>
  /** `request` has the fields of the key too. */
  readonly byId: (
    view: GuardedStore,
    request: Readonly<Record<string, unknown>>,
    signal: Signal,
  ) => Promise<WrittenRow>
}

/** Makes the queries of an entity. */
export function makeEntityReads(
  model: AnyModel,
  entity: AnyModelEntity,
  limits: Required<QueryLimits>,
): EntityReads {
  const { readList, readSelection } = makeRequestReader(model, entity, limits)
  const writers = new Map(model.names.map((name) => [name, rowWriter(entityOf(model, name))]))
  const toWire = ({ name }: AnyModelEntity, stored: StoredRow): StoredRow =>
    writers.get(name)?.(stored) ?? stored

  const write = async (
    view: GuardedStore,
    rows: readonly StoredRow[],
    { plans, fields }: Selection,
    signal: Signal,
  ): Promise<WrittenRow[]> => {
    if (plans.length === 0) return rows.map((stored) => toWire(entity, stored))
    const nodes = rows.map((stored) => readNode(entity, stored))
    await loadRelated(nodes, plans, { model, view, limits, signal })
    return writeReadRows(nodes, toWire, limits.maxIncluded, fields)
  }

  return {
    list: async (view, request, signal) => {
      const plan = readList(request, signal)
      const { items, cursor } = await readPage(view, entity, plan)
      return { items: await write(view, items, plan.selection, signal), cursor }
    },
    byId: async (view, request, signal) => {
      const selection = readSelection(request)
      const { read: fields } = selection
      const options = { ...(fields && { fields }), signal }
      const stored = await view.get(entity.name, keyOf(entity, request), options)
      const [row] = stored ? await write(view, [stored], selection, signal) : []
      if (row) return row
      const message = `This ${toLabel(entity.singular).toLowerCase()} does not exist.`
      throw new ApiError({ code: 'NOT_FOUND', message })
    },
  }
}

async function readPage(
  view: GuardedStore,
  { name }: AnyModelEntity,
  { kind, options }: ListPlan,
): Promise<Page<StoredRow>> {
  try {
    return await (kind === 'query' ? view.query(name, options) : view.list(name, options))
  } catch (error) {
    // All else that a store can find invalid about a list was checked before.
    if (options.cursor === undefined || !isStoreError(error) || error.code !== 'invalid') throw error
    throw badRequest(['cursor'], 'The cursor is not one of this list. Start again without it.', error)
  }
}
