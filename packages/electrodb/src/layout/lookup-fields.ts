import type { AnyModel, AnyModelEntity } from '@throughline/schema'
import { rootOf } from './tree.ts'

/** What rows are looked up by: the key of another row, or the value of a field. */
export interface Lookup {
  /** Name of the relation, or of the field. */
  readonly name: string
  readonly by: 'reference' | 'value'
  readonly fields: readonly string[]
}

/**
 * What rows of an entity are looked up by beside its own and its parent's key, in the order of its fields: foreign keys
 * (polymorphic ones with the field that tells the entity), `indexed` and `unique` fields.
 *
 * Foreign keys that begin the path are left out, as the parent's is: the table's own key finds rows by these.
 */
export function lookupsOf(model: AnyModel, entity: AnyModelEntity): Lookup[] {
  const values = entity.fields
    .filter(({ meta }) => meta.indexed === true || meta.unique === true)
    .map(({ name }): Lookup => ({ name, by: 'value', fields: [name] }))
  const position = ({ fields }: Lookup): number => entity.fields.findIndex(({ name }) => name === fields[0])
  const lookups: Lookup[] = []
  for (const lookup of [...values, ...references(entity)]) {
    const known = lookups.some(({ fields }) => fields.join() === lookup.fields.join())
    if (known || (lookup.by === 'reference' && beginsPath(model, entity, lookup.fields))) continue
    const isTaken = lookups.some(({ name }) => name === lookup.name)
    lookups.push(isTaken ? { ...lookup, name: `${lookup.name}Key` } : lookup)
  }
  return lookups.toSorted((a, b) => position(a) - position(b))
}

/** Whether the rows with these values are together in one partition of the table. */
export function beginsPath(model: AnyModel, entity: AnyModelEntity, fields: readonly string[]): boolean {
  return (
    entity.parent !== undefined &&
    fields.length >= rootOf(model, entity).path.length &&
    fields.every((field, index) => field === entity.path[index])
  )
}

/** Foreign keys but the parent's: the rows of one parent are found by its whole path. */
function references({ relations, parent, parentFields }: AnyModelEntity): Lookup[] {
  return Object.entries(relations).flatMap(([name, relation]): Lookup[] => {
    if (relation.kind === 'belongsTo') {
      const isParents =
        relation.target === parent && relation.fields.every((field) => parentFields.includes(field))
      return isParents ? [] : [{ name, by: 'reference', fields: relation.fields }]
    }
    if (relation.kind !== 'morphTo') return []
    return [{ name, by: 'reference', fields: [relation.type, ...relation.fields] }]
  })
}
