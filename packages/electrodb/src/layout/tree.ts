import type { AnyModel, AnyModelEntity } from '@throughline/schema'

/** The root whose partitions hold the entity's rows: the entity itself, or the topmost of its parents. */
export function rootOf(model: AnyModel, entity: AnyModelEntity): AnyModelEntity {
  const parent = entity.parent === undefined ? undefined : model.entities[entity.parent]
  return parent ? rootOf(model, parent) : entity
}

/** All entities below one, parents before their children. */
export function descendantsOf(model: AnyModel, { children }: AnyModelEntity): AnyModelEntity[] {
  const entities = children.flatMap((name) => model.entities[name] ?? [])
  return [...entities, ...entities.flatMap((entity) => descendantsOf(model, entity))]
}
