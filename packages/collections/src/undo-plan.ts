import { deepEquals } from '@tanstack/db'
import { type AnyModel, type AnyModelEntity, isManagedField } from '@throughline/schema'
import { writtenValues } from '@throughline/schema/adapter'
import { CollectionsError } from './collections-error.ts'
import type { Fold } from './fold.ts'
import { createOperation, type Operation } from './operation.ts'
import { assertParentIsThere, prepareInsert, prepareUpdate } from './prepare-write.ts'
import type { Step } from './undo-step.ts'
import { type Values, withoutManaged } from './values.ts'

interface Place {
  readonly model: AnyModel
  readonly fold: Fold
}

/** What a step did to one row, all in all: `undefined` for no row. */
interface Net {
  readonly entity: AnyModelEntity
  readonly key: string
  readonly before: Values | undefined
  /** The fields that were set, as they were left; a whole row where it was made. */
  readonly after: Values | undefined
}

type Kind = Operation['kind']

/**
 * The operations that take a step back, in the order in which they are to be done.
 *
 * @throws {CollectionsError} `conflict`, `not_found`, `invalid`, `rejected`; nothing has changed then.
 */
export function planUndo({ model, fold }: Place, step: Step): Operation[] {
  const nets = netOf(step)
  const kinds: Record<Kind, (net: Net) => Operation[]> = {
    insert: (net) => restored(model, fold, net, nets),
    update: (net) => changedBack(model, fold, net),
    delete: (net) => takenAway(fold, net, nets),
  }
  const all = [...nets.values()].map((net) => ({
    net,
    kind: inverseOf(net),
    depth: depthOf(model, net.entity),
  }))
  // Parents are made before what is below them, and what hangs on a row is let go of before the row.
  const of = (kind: Kind): Operation[] =>
    all
      .filter((one) => one.kind === kind)
      .toSorted((left, right) => left.depth - right.depth)
      .flatMap(({ net }) => kinds[kind](net))
  return [...of('insert'), ...of('update'), ...of('delete')]
}

/** Rows by entity and key, each with what became of it. */
function netOf({ done }: Step): Map<string, Net> {
  const nets = new Map<string, Net>()
  const put = (entity: AnyModelEntity, key: string, after: Values | undefined, before?: Values): void => {
    const known = nets.get(nameOf(entity, key))
    nets.set(nameOf(entity, key), { entity, key, before: known ? known.before : before, after })
  }
  for (const { operation, below } of done) {
    const { entity, key, kind, values, before } = operation
    const known = nets.get(nameOf(entity, key))?.after
    // Those that were changed in the same step before are told by what they were before that.
    for (const hidden of below) put(hidden.entity, hidden.key, undefined, hidden.row)
    if (kind === 'insert') put(entity, key, values)
    else put(entity, key, kind === 'delete' ? undefined : { ...known, ...values }, before)
  }
  return nets
}

function nameOf(entity: AnyModelEntity, key: string): string {
  return `${entity.name} ${key}`
}

function inverseOf({ before, after }: Net): Kind | undefined {
  if (before && after) return 'update'
  if (before) return 'insert'
  return after && 'delete'
}

function depthOf(model: AnyModel, { parent }: AnyModelEntity): number {
  const above = parent === undefined ? undefined : model.entities[parent]
  return above ? 1 + depthOf(model, above) : 0
}

/** A row that was deleted, made again. */
function restored(model: AnyModel, fold: Fold, net: Net, nets: ReadonlyMap<string, Net>): Operation[] {
  const { entity, key, before = {} } = net
  const { rows, link } = fold.table(entity.name)
  if (rows.has(key)) throw changed('insert', net, { theirs: rows.get(key) ?? {}, fields: [] })
  const values = prepareInsert(model, entity, writtenValues(entity, withoutManaged(before)))
  const isParentRestored = link && [...nets.values()].some((other) => other.entity === link.parent)
  if (!isParentRestored) assertParentIsThere(fold, entity, values)
  return [
    createOperation({ kind: 'insert', entity, row: values, values: withoutManaged(values), before: {} }),
  ]
}

/** A row whose fields become what they were. */
function changedBack(model: AnyModel, fold: Fold, net: Net): Operation[] {
  const { entity, key, before = {}, after = {} } = net
  const row = fold.table(entity.name).rows.get(key)
  if (!row) throw gone('update', net)
  const fields = Object.keys(after).filter((name) => !deepEquals(after[name], before[name]))
  const met = fields.filter((name) => !deepEquals(row[name], after[name]))
  if (met.length > 0) throw changed('update', net, { theirs: row, fields: met })
  const wanted = Object.fromEntries(fields.map((name) => [name, before[name]]))
  const values = prepareUpdate(model, entity, row, writtenValues(entity, wanted))
  if (Object.keys(values).length === 0) return []
  return [createOperation({ kind: 'update', entity, row, values, before: row })]
}

/** A row that was made, deleted; with one above it where that goes too. */
function takenAway(fold: Fold, net: Net, nets: ReadonlyMap<string, Net>): Operation[] {
  const { entity, key, after = {} } = net
  const table = fold.table(entity.name)
  const row = table.rows.get(key)
  if (!row) throw gone('delete', net)
  const fields = Object.keys(row).filter(
    (name) => !isManagedField(name) && !deepEquals(row[name], after[name]),
  )
  const isOurs = [...fold.descendants(table, key)].every(
    ([of, below]) => !of.rows.has(below) || nets.has(nameOf(of.entity, below)),
  )
  if (fields.length > 0 || !isOurs) throw changed('delete', net, { theirs: row, fields })
  const goesAlong = [...nets.values()].some(
    (other) =>
      inverseOf(other) === 'delete' &&
      [...fold.descendants(fold.table(other.entity.name), other.key)].some(
        ([of, below]) => of === table && below === key,
      ),
  )
  return goesAlong ? [] : [createOperation({ kind: 'delete', entity, row, values: {}, before: row })]
}

function changed(
  operation: Kind,
  { entity, key, before, after }: Net,
  { theirs, fields }: { readonly theirs: Values; readonly fields: readonly string[] },
): CollectionsError {
  const message = `This ${entity.singular} was changed since: undoing that would overwrite it.`
  const mine = operation === 'delete' ? null : (before ?? {})
  const conflict = { base: after ?? {}, mine, theirs, fields }
  return new CollectionsError('conflict', message, { entity: entity.name, key, operation, conflict })
}

function gone(operation: Kind, { entity, key }: Net): CollectionsError {
  const message = `This ${entity.singular} is gone: there is nothing left to undo.`
  return new CollectionsError('not_found', message, { entity: entity.name, key, operation })
}
