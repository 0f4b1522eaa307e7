import type { AnyModel } from '../model.types.ts'
import { entityOf } from '../plan-write.ts'
import type { SyncStore } from '../sync.types.ts'
import type { AuditTrail } from './audit-trail.ts'
import type { Principal } from './policy.types.ts'
import type { EntityRights, RoleRights } from './rights.ts'
import type { ScopedCursors } from './scope.ts'

/** One user before one store. */
export interface Viewer {
  readonly store: SyncStore
  readonly rights: RoleRights
  readonly user: unknown
  readonly principal: Principal
  readonly cursors: ScopedCursors
  readonly audit: AuditTrail | undefined
}

/** What a role may do with an entity. @throws {StoreError} `invalid` for one that the model does not have. */
export function rightsFor(model: AnyModel, { entities }: RoleRights, name: string): EntityRights {
  const rights = entities.get(entityOf(model, name).name)
  if (rights) return rights
  // The policies of a model name each of its entities.
  throw new Error(`The policies do not know "${name}".`)
}

/** An entity's name in the singular, for people. */
export function labelOf({ entity }: EntityRights): string {
  return entity.singular.replaceAll(/([A-Z])/g, ' $1').toLowerCase()
}
