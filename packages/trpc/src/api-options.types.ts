import type { AnyModel, SyncStore } from '@throughline/schema'
import type { Policies } from '@throughline/schema/policy'

/** Where a model's rows live, and who may see and write them: the same for its router and for its sync endpoints. */
export interface ModelApiOptions<TModel extends AnyModel, TContext, TUser> {
  /** One store, or the one of the request's tenant: from the context, which the server makes, never from an input. */
  readonly store: SyncStore<TModel> | ((context: TContext) => SyncStore<TModel> | Promise<SyncStore<TModel>>)
  /** Who may do what; everybody everything when absent. */
  readonly policies?: Policies<TModel, TUser>
  /** Who asks, for the policies; the context itself when absent. */
  readonly user?: (context: TContext) => TUser
}

/** `user` may be left out only where the context is the user that the policies ask about. */
export type UserOption<TContext, TUser> = [TContext] extends [TUser]
  ? unknown
  : // What it is, `ModelApiOptions` says: said here too, contexts would not be inferred.
    { readonly user: unknown }
