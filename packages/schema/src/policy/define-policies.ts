import { ModelError } from '../model-error.ts'
import type { AnyModel } from '../model.types.ts'
import { StoreError } from '../store-error.ts'
import type { SyncStore } from '../sync.types.ts'
import { createAuditTrail } from './audit-trail.ts'
import { checkPolicies } from './check-policies.ts'
import { guardedFeed } from './guarded-feed.ts'
import { guardedReads } from './guarded-reads.ts'
import { guardedWrites } from './guarded-writes.ts'
import { policyMatrix } from './policy-matrix.ts'
import type { GuardedStore, Policies, PolicyOptions, Principal } from './policy.types.ts'
import { reveal } from './reveal.ts'
import { type AnyPolicyOptions, rightsOf, type RoleRights } from './rights.ts'
import { createScopes, scopedCursors } from './scope.ts'
import type { Viewer } from './viewer.ts'

/**
 * Says who may do what with the rows of a model: what is not granted is denied, on every path that leaves the store.
 *
 * Conditions, `({ user, row }) => …`, are synchronous and see nothing but these two; what they throw fails the whole call.
 *
 * @throws {ModelError} with every problem at once, each with its entity and field: also for an entity without a policy.
 */
export function definePolicies<TModel extends AnyModel, TUser, const TRole extends string>(
  model: TModel,
  options: PolicyOptions<TModel, TUser, TRole>,
): Policies<TModel, TUser> {
  // Sound: conditions are given the user that `open` is given, and rows of the entity that they stand at.
  const given = options as unknown as AnyPolicyOptions
  const problems = checkPolicies(model, given)
  if (problems.length > 0) throw new ModelError(model.service, problems)
  const roles = given.roles.map((role) => rightsOf(model, given, role))
  const scopes = createScopes(roles)
  const byName = new Map(roles.map((rights) => [rights.role, rights]))
  const audit = given.audit === undefined ? undefined : createAuditTrail(model, given.audit, roles)
  const needsBefore = roles.some(({ entities }) =>
    [...entities.values()].some(({ read }) => typeof read === 'function'),
  )
  return {
    model,
    roles: given.roles,
    needsBefore,
    matrix: policyMatrix(roles),
    open(typed, user) {
      if (needsBefore && !typed.feedBefore) throw noBefore()
      const principal = given.principal(user)
      const rights = rightsOfUser(byName, principal)
      // Sound: names, keys and rows of the model are checked by the store, whoever calls it; so are those of the view.
      const store = typed as unknown as SyncStore
      let scope: string | undefined
      const scopeNow = (): string => (scope ??= scopes(rights, () => attributesOf(given, user)))
      const viewer = { store, rights, user, principal, audit, cursors: scopedCursors(scopeNow) }
      // Sound: as above.
      return openView(viewer, scopeNow) as unknown as GuardedStore<TModel>
    },
  }
}

function openView(viewer: Viewer, scope: () => string): GuardedStore {
  return {
    model: viewer.store.model,
    feedBefore: false,
    // Made when it is asked for: most requests read a row or two.
    get scope() {
      return scope()
    },
    ...guardedReads(viewer),
    ...guardedFeed(viewer),
    ...guardedWrites(viewer),
    reveal: (entity, key, fields) => reveal(viewer, entity, key, fields),
  }
}

function attributesOf({ attributes }: AnyPolicyOptions, user: unknown): unknown {
  return attributes ? attributes(user) : user
}

function rightsOfUser(roles: ReadonlyMap<string, RoleRights>, { id, role }: Principal): RoleRights {
  const rights = roles.get(role)
  if (!rights) throw new StoreError('denied', 'The user has none of the roles of the policies.')
  if (typeof id !== 'string' || id === '') throw new StoreError('denied', 'The user has no id.')
  return rights
}

function noBefore(): StoreError {
  const message =
    'Some rows are read by condition, and the feed of this store does not tell what they were before. Create it with `feedBefore: true`.'
  return new StoreError('not_configured', message)
}
