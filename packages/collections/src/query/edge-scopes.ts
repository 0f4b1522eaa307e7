import type { AnyModel, AnyModelEntity } from '@throughline/schema'
import { isEager, linkToParent, scopeOfChild } from '../parent-link.ts'
import type { Scope } from '../scope.types.ts'
import type { Values } from '../values.ts'

/** What to load for the rows that one row is related to. */
export type ScopeOf = (row: Values) => readonly Scope[]

interface ForeignKey {
  readonly fields: readonly string[]
  /** `target`: they are fields of the row and name the related one; `source`: the other way round. */
  readonly names: 'source' | 'target'
}

/**
 * Finds whose children the related rows are, so that no more than those are loaded; all of them where the row does not say.
 *
 * Of two rows that each stand below a row of one entity it is taken that it is the same row.
 */
export function scopeFinder(
  model: AnyModel,
  source: AnyModelEntity,
  target: AnyModelEntity,
  { fields, names }: ForeignKey,
): ScopeOf {
  const all: readonly Scope[] = [{ entity: target, parentKey: undefined }]
  const link = isEager(target) ? undefined : linkToParent(model, target)
  if (!link) return () => all

  const isOwnChild =
    names === 'source' && target.parent === source.name && link.keyFields.join() === fields.join()
  const isOwnParent =
    names === 'target' &&
    target.name === source.parent &&
    fields.every((field) => source.parentFields.includes(field))
  const own = isOwnChild ? source.path : undefined
  const ofTarget = isOwnParent ? pathOfAncestor(model, source, target.name) : undefined
  const shared = own ?? pathOfAncestor(model, source, target.parent)
  /** The field of the row that holds what a field of the related rows does. */
  const fieldOf = (field: string, index: number): string | undefined =>
    own?.[index] ??
    (names === 'source' ? source.key[fields.indexOf(field)] : fields[target.key.indexOf(field)]) ??
    ofTarget?.[target.path.indexOf(field)] ??
    shared?.[index]
  const held = target.parentFields.map((field, index) => [field, fieldOf(field, index)] as const)
  if (held.some(([, field]) => field === undefined)) return () => all

  return (row) => {
    const path = Object.fromEntries(held.map(([field, from]) => [field, row[from ?? '']]))
    const scope = scopeOfChild(link, path)
    return scope ? [scope] : []
  }
}

/** The fields of an entity that hold the whole path of the row above it of that name. */
function pathOfAncestor(
  model: AnyModel,
  source: AnyModelEntity,
  name: string | undefined,
): readonly (string | undefined)[] | undefined {
  let path: readonly (string | undefined)[] = source.path
  for (
    let entity: AnyModelEntity | undefined = source;
    entity;
    entity = model.entities[entity.parent ?? '']
  ) {
    const { path: own, parentFields }: AnyModelEntity = entity
    const before = path
    path = parentFields.map((field) => before[own.indexOf(field)])
    if (entity.parent !== undefined && entity.parent === name) return path
  }
  return undefined
}
