import { createStore } from '@throughline/collections'
import { polling } from '@throughline/collections/polling'
import { liveQueries, type QueryStore } from '@throughline/collections/query'
import { collectionsOf } from '@throughline/collections/tanstack-db'
import { defineEntity, defineModel, type Transport } from '@throughline/schema'
import { ordersModel } from '@throughline/schema/testing'
import { expectTypeOf } from 'vitest'
import * as z from 'zod'
import type { EntityStatus } from '../sync-status.types.ts'
import { createHooks } from './create-hooks.tsx'

const model = defineModel({
  service: 'bank',
  entities: {
    clients: defineEntity({
      singular: 'client',
      schema: z.object({
        id: z.string(),
        name: z.string(),
        age: z.number().nullable(),
        createdAt: z.iso.datetime(),
      }),
    }),
    bankAccounts: defineEntity({
      singular: 'bankAccount',
      schema: z.object({
        id: z.string(),
        clientId: z.string(),
        iban: z.string(),
        kind: z.enum(['a', 'b']).default('a'),
      }),
    }),
  },
})
declare const transport: Transport<typeof model>
interface ClientRow {
  id: string
  name: string
  age: number | null
  createdAt: string
}

const store = createStore(model, { transport, sync: polling(), queries: liveQueries() })
const hooks = createHooks(store)
const { StoreProvider, useStore } = createHooks(model)

export function useTypes(): void {
  expectTypeOf(store).toEqualTypeOf<QueryStore<typeof model>>()

  const { data, total, isLoading } = hooks.useClients({
    where: { name: { ilike: '%a%' }, age: { gte: 18 }, or: [{ name: 'x' }, { age: null }] },
    orderBy: { name: 'asc', age: 'desc' },
    limit: 10,
    offset: 20,
    enabled: true,
  })
  expectTypeOf(data).toEqualTypeOf<readonly ClientRow[]>()
  expectTypeOf(total).toEqualTypeOf<number>()
  expectTypeOf(isLoading).toEqualTypeOf<boolean>()
  expectTypeOf(hooks.useClient('1').data).toEqualTypeOf<ClientRow | undefined>()
  hooks.useClient(undefined)
  hooks.useBankAccount({ clientId: 'c', id: 'b' })
  hooks.useBankAccounts({ where: { clientId: { in: ['c'] }, kind: 'b' } })

  const [create, state] = hooks.useCreateBankAccount()
  expectTypeOf(create).returns.resolves.toHaveProperty('kind').toEqualTypeOf<'a' | 'b'>()
  expectTypeOf(state.isPending).toEqualTypeOf<boolean>()
  void create({ clientId: 'c', iban: 'DE' })
  void hooks.useUpdateBankAccount()[0]('id', { iban: 'x' })
  void hooks.useDeleteClient()[0]('id')
  expectTypeOf(hooks.useSyncStatus().entities.clients.rows).toEqualTypeOf<number>()
  expectTypeOf(hooks.useSyncStatus(({ entities }) => entities.clients)).toEqualTypeOf<EntityStatus>()
  // @ts-expect-error -- there is no such entity
  hooks.useSyncStatus(({ entities }) => void entities.nobody)
  expectTypeOf(collectionsOf(store).clients.get('1')?.age).toEqualTypeOf<number | null | undefined>()
  collectionsOf(store).clients.insert({ name: 'A', age: 1 })

  expectTypeOf(useStore()).toEqualTypeOf<QueryStore<typeof model>>()
  expectTypeOf(StoreProvider).toBeCallableWith({ store })

  expectTypeOf(hooks).not.toHaveProperty('useAccounts')
  // @ts-expect-error -- nor such a field to filter by
  hooks.useClients({ where: { surname: 'x' } })
  // @ts-expect-error -- nor in an alternative
  hooks.useClients({ where: { or: [{ surname: 'x' }] } })
  // @ts-expect-error -- nor to sort by
  hooks.useClients({ orderBy: { surname: 'asc' } })
  // @ts-expect-error -- patterns are for text
  hooks.useClients({ where: { age: { like: 'x' } } })
  // @ts-expect-error -- a value of another type
  hooks.useClients({ where: { name: 5 } })
  // @ts-expect-error -- a value that the field cannot have
  hooks.useBankAccounts({ where: { kind: 'c' } })
  // @ts-expect-error -- a required field is missing
  void create({ clientId: 'c' })
  // @ts-expect-error -- the server keeps this field
  void hooks.useUpdateClient()[0]('id', { createdAt: 'x' })
  // @ts-expect-error -- a row does not change its parent
  void hooks.useUpdateBankAccount()[0]('id', { clientId: 'x' })
}

declare const ordersTransport: Transport<typeof ordersModel>
const orderHooks = createHooks(
  createStore(ordersModel, { transport: ordersTransport, sync: polling(), queries: liveQueries() }),
)

export function useKeyTypes(): void {
  const key = { country: 'DE', customerNumber: 7, orderNumber: 1, line: 2 }
  expectTypeOf(orderHooks.useOrderLine(key).data?.line).toEqualTypeOf<number | undefined>()
  orderHooks.useOrderLine('DE#7#1#2')
  orderHooks.useOrders({ where: { country: 'DE', customerNumber: { in: [7, 8] } } })
  void orderHooks.useUpdateOrderLine()[0](key, { quantity: 2 })

  // @ts-expect-error -- a part of the key is missing
  orderHooks.useOrderLine({ country: 'DE', customerNumber: 7, line: 2 })
  // @ts-expect-error -- a number is no text
  orderHooks.useOrders({ where: { country: 'DE', customerNumber: '7' } })
  // @ts-expect-error -- a row does not change what is above its parent either
  void orderHooks.useUpdateOrderLine()[0](key, { customerNumber: 8 })
}
