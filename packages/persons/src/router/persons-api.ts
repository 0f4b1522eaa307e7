import type { SyncStore } from '@throughline/schema'
import { type Api, type ApiOptions, createApi } from '@throughline/trpc'
import { personsModel } from '../model/persons-model.ts'
import { applyNumberingPlans } from '../phone/numbering-plans.ts'
import { personsPolicies, type PersonsUser } from './persons-policies.ts'

type PersonsModel = typeof personsModel

/** What {@link createPersonsApi} takes: where the rows are, who asks, and everything about HTTP. */
export interface PersonsApiOptions extends Omit<
  ApiOptions<PersonsModel, object, unknown>,
  'createContext' | 'policies' | 'procedure' | 'store' | 'user' | 'wrap'
> {
  readonly store: SyncStore<PersonsModel>
  /**
   * Who sends a request; then `personsPolicies` say what they may do, and the store's feed must tell what rows were before
   * where conditions ask for it. Without, everybody may do everything.
   */
  readonly userOf?: (request: Request) => PersonsUser | Promise<PersonsUser>
}

/** The persons' HTTP API, whole; phone numbers are checked by their countries' numbering plans. */
export function createPersonsApi({
  userOf,
  ...options
}: PersonsApiOptions): Pick<Api<PersonsModel>, 'drain' | 'fetch' | 'openapi'> {
  applyNumberingPlans()
  if (!userOf) return createApi(personsModel, options)
  return createApi(personsModel, {
    ...options,
    policies: personsPolicies,
    createContext: async ({ req }): Promise<PersonsUser> => userOf(req),
    identify: ({ id }: PersonsUser) => id,
  })
}
