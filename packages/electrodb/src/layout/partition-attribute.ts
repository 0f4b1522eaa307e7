import type { AnyModel, AnyModelEntity } from '@throughline/schema'
import { descendantsOf, rootOf } from './tree.ts'

/**
 * What ElectroDB calls one field of a partition's key.
 *
 * A collection of ElectroDB needs one name for it in all its entities, while a root says `id` and its children say
 * `personId`. So all say `personId`, and the root's items hold it beside `id`.
 */
export interface PartitionAttribute {
  readonly name: string
  /** The entity's own field of the same value, where it is called otherwise. */
  readonly mirrors?: string
}

/** The partition's attributes in one entity, one for each field of the root's key; the same names in a whole tree. */
export function partitionAttributes(model: AnyModel, entity: AnyModelEntity): PartitionAttribute[] {
  const root = rootOf(model, entity)
  const tree = [root, ...descendantsOf(model, root)]
  const child = root.children.flatMap((name) => model.entities[name] ?? [])[0]
  return root.path.map((field, index) => {
    const wanted = child?.parentFields[index] ?? field
    const name = freeName(tree, index, [wanted, ...spareNames(root, index)])
    // A path begins with the key of the root.
    const own = entity.path[index] ?? field
    return own === name ? { name } : { name, mirrors: own }
  })
}

function spareNames({ singular, path }: AnyModelEntity, index: number): string[] {
  const suffix = path.length === 1 ? '' : String(index + 1)
  return ['Id', 'Key', 'PartitionKey'].map((word) => `${singular}${word}${suffix}`)
}

/** The first name that means nothing else in any of the entities. */
function freeName(tree: readonly AnyModelEntity[], index: number, names: readonly string[]): string {
  const isTaken = (name: string): boolean =>
    tree.some(({ fields, path }) => path[index] !== name && fields.some((field) => field.name === name))
  return names.find((name) => !isTaken(name)) ?? `${names.at(-1) ?? ''}_`
}
