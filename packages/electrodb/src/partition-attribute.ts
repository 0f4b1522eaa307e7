import type { AnyModel, AnyModelEntity } from '@throughline/schema'

/**
 * What ElectroDB calls the key of a partition.
 *
 * A collection of ElectroDB needs one name for it in all its entities, while a root says `id` and its children say
 * `personId`. So all say `personId`, and the root's items hold it beside `id`.
 */
export interface PartitionAttribute {
  readonly name: string
  /** The entity's own field of the same value, where it is called otherwise. */
  readonly mirrors?: string
}

/** The partition attribute of one entity; the same name for a root and all its children. */
export function partitionAttribute(model: AnyModel, entity: AnyModelEntity): PartitionAttribute {
  const root = entity.parent === undefined ? entity : (model.entities[entity.parent] ?? entity)
  const name = partitionName(model, root)
  const own = entity.parentField ?? (entity.key.length === 1 ? entity.key[0] : undefined)
  return own === undefined || own === name ? { name } : { name, mirrors: own }
}

function partitionName(model: AnyModel, root: AnyModelEntity): string {
  const children = root.children.flatMap((child) => model.entities[child] ?? [])
  const [first] = children
  if (!first) return root.key[0] ?? 'id'
  const taken = (name: string): boolean =>
    [root, ...children].some(({ fields, parentField }) =>
      fields.some((field) => field.name === name && field.name !== parentField),
    )
  const names = [
    first.parentField ?? '',
    `${root.singular}Id`,
    `${root.singular}Key`,
    `${root.singular}PartitionKey`,
  ]
  const free = names.find((name) => name !== '' && !taken(name))
  return free ?? `${root.singular}PartitionKey_`
}
