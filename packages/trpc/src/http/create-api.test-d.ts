import { definePolicies } from '@throughline/schema/policy'
import { memoryStore, syncModel } from '@throughline/schema/testing'
import { expectTypeOf, it } from 'vitest'
import { createApi } from './create-api.ts'

interface User {
  readonly id: string
  readonly role: 'clerk'
}

const policies = definePolicies(syncModel, {
  roles: ['clerk'],
  principal: (user: User) => user,
  entities: { teams: {}, projects: {}, tasks: {} },
})
const options = { store: memoryStore(syncModel), policies, endpoint: '/api' }

it('infers the context from what makes it, and gives it to what reads it', () => {
  createApi(syncModel, {
    ...options,
    createContext: ({ req }) => ({ session: { id: req.url, role: 'clerk' as const } }),
    user: (context) => {
      expectTypeOf(context).toEqualTypeOf<{ session: { id: string; role: 'clerk' } }>()
      return context.session
    },
  })
})

it('asks who the user is where the context does not say', () => {
  // @ts-expect-error -- the policies ask about a user, and nothing says who that is
  createApi(syncModel, options)
  createApi(syncModel, {
    ...options,
    createContext: ({ req }) => ({ session: req.url }),
    // @ts-expect-error -- a session is no user
    user: ({ session }) => session,
  })
})
