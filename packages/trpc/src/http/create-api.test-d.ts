import type * as otel from '@opentelemetry/api'
import type { SyncStore } from '@throughline/schema'
import type { Policies } from '@throughline/schema/policy'
import type { inferRouterContext, inferRouterInputs } from '@trpc/server'
import { describe, expectTypeOf, it } from 'vitest'
import type { LibraryModel } from '../../tests/library-model.ts'
import { createApi } from './create-api.ts'
import type { OtelApi } from './otel-telemetry.ts'

declare const model: LibraryModel
declare const store: SyncStore<LibraryModel>

interface User {
  readonly id: string
}
declare const policies: Policies<LibraryModel, User>

describe('createApi', () => {
  it('needs nothing but a store and a place', () => {
    const { router } = createApi(model, { endpoint: '/api', store })
    expectTypeOf<inferRouterInputs<typeof router>['shelves']['byId']['id']>().toEqualTypeOf<string>()
    expectTypeOf<inferRouterInputs<typeof router>['shelves']>().not.toHaveProperty('reveal')
  })

  it('is typed by its context everywhere', () => {
    const { router } = createApi(model, {
      endpoint: '/api',
      createContext: ({ req }) => ({ tenant: req.url }),
      store: async ({ tenant }) => {
        expectTypeOf(tenant).toEqualTypeOf<string>()
        return store
      },
      identify: ({ tenant }) => tenant,
    })
    expectTypeOf<inferRouterContext<typeof router>>().toEqualTypeOf<{ tenant: string }>()
  })

  it('asks for the context that its functions read', () => {
    // @ts-expect-error -- nothing makes the tenant
    createApi(model, {
      endpoint: '/api',
      store: ({ tenant }: { tenant: string }) => (tenant ? store : store),
    })
  })

  it('has reveal with policies, and asks for the user that they are about', () => {
    const { router } = createApi(model, {
      endpoint: '/api',
      store,
      policies,
      createContext: () => ({ session: { id: 'u1' } }),
      user: ({ session }) => session,
    })
    expectTypeOf<inferRouterInputs<typeof router>['shelves']>().toHaveProperty('reveal')
  })
})

describe('otelTelemetry', () => {
  it('takes the API of OpenTelemetry as it is', () => {
    expectTypeOf<typeof otel>().toExtend<OtelApi<otel.Context>>()
  })
})
