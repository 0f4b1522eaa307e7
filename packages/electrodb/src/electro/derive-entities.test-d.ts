import { defineEntity, defineModel } from '@throughline/schema'
import { blogModel, contractModel, ordersModel, orgModel } from '@throughline/schema/testing'
import type { EntityItem } from 'electrodb'
import { expectTypeOf, test } from 'vitest'
import * as z from 'zod'
import { depotModel } from '../../tests/depot-model.ts'
import { zodToElectroDBAttributes } from './attributes.ts'
import { deriveEntities, deriveService } from './derive-entities.ts'

const { boards, cards } = deriveEntities(contractModel)

test('an entity’s item has the types of its schema', () => {
  expectTypeOf<EntityItem<typeof boards>['color']>().toEqualTypeOf<'blue' | 'green' | 'red'>()
  expectTypeOf<EntityItem<typeof boards>['id']>().toEqualTypeOf<string>()
  expectTypeOf<EntityItem<typeof cards>['points']>().toEqualTypeOf<number | null>()
  expectTypeOf<EntityItem<typeof cards>['due']>().toEqualTypeOf<Date | undefined>()
  expectTypeOf<EntityItem<typeof cards>['version']>().toEqualTypeOf<number>()
})

test('a key is the partition’s and the row’s', () => {
  expectTypeOf(boards.get).toBeCallableWith({ boardId: 'b' })
  expectTypeOf(cards.get).toBeCallableWith({ boardId: 'b', id: 'c' })
  // @ts-expect-error -- the key of the partition is missing
  cards.get({ id: 'c' })
  expectTypeOf(boards.query).toHaveProperty('list')
  expectTypeOf(cards.query).not.toHaveProperty('list')
})

test('a collection is named by its root', () => {
  const { collections } = deriveService(contractModel)
  expectTypeOf(collections.board).toBeFunction()
  expectTypeOf(collections.allRows).toBeFunction()
  // @ts-expect-error -- there is no such collection
  void collections.card
})

test('keys have the types of their fields, and as many of them as the model says', () => {
  const { depots, bins, tariffs } = deriveEntities(depotModel)
  expectTypeOf(depots.get).toBeCallableWith({ depotNumber: 1 })
  expectTypeOf(bins.get).toBeCallableWith({ depotNumber: 1, aisle: 'A', shelf: 2 })
  expectTypeOf(tariffs.get).toBeCallableWith({ region: 'EU', year: 2026 })
  // @ts-expect-error -- a part of the key is missing
  bins.get({ depotNumber: 1, aisle: 'A' })
  // @ts-expect-error -- the parent's key is a number
  bins.get({ depotNumber: '1', aisle: 'A', shelf: 2 })
  // @ts-expect-error -- and the root's, under the name that its children give it
  depots.get({ depotNumber: '1' })
  expectTypeOf<EntityItem<typeof bins>['depotNumber']>().toEqualTypeOf<number>()
  expectTypeOf(deriveService(depotModel).collections.depot).parameter(0).toHaveProperty('depotNumber')
})

test('a partition is not keyed by other relations of its root', () => {
  const model = defineModel({
    service: 'tree',
    entities: {
      people: defineEntity({
        relations: { boss: { kind: 'belongsTo', target: 'people', field: 'bossId', inverse: 'reports' } },
        schema: z.object({ id: z.string(), bossId: z.string().nullable() }),
      }),
      pets: defineEntity({
        relations: { owner: { kind: 'belongsTo', target: 'people', field: 'ownerId' } },
        schema: z.object({ id: z.string(), ownerId: z.string() }),
      }),
    },
  })
  const { entities, collections } = deriveService(model)
  expectTypeOf(entities.people.get).toBeCallableWith({ ownerId: 'p' })
  expectTypeOf(entities.pets.get).toBeCallableWith({ ownerId: 'p', id: 'x' })
  // The collection has the singular of its root, whatever the relation is called.
  expectTypeOf(collections.person).toBeFunction()
  // @ts-expect-error -- there is no such collection
  void collections.owner
})

test('a tree of any depth has its root in the partition key, and the rest of the path in the sort key', () => {
  const { customers, orders, orderLines, products } = deriveEntities(ordersModel)
  expectTypeOf(customers.get).toBeCallableWith({ country: 'DE', customerNumber: 9 })
  expectTypeOf(orders.get).toBeCallableWith({ country: 'DE', customerNumber: 9, orderNumber: 1 })
  expectTypeOf(orderLines.get).toBeCallableWith({ country: 'DE', customerNumber: 9, orderNumber: 1, line: 2 })
  expectTypeOf(products.get).toBeCallableWith({ sku: 'ABC-0001' })
  expectTypeOf(orderLines.query.primary).toBeCallableWith({ country: 'DE', customerNumber: 9 })
  expectTypeOf(orderLines.query.primary).toBeCallableWith({
    country: 'DE',
    customerNumber: 9,
    orderNumber: 1,
  })
  // @ts-expect-error -- a part of the root's key is missing
  orderLines.query.primary({ country: 'DE' })
  // @ts-expect-error -- a part of the path is missing
  orderLines.get({ country: 'DE', customerNumber: 9, line: 2 })
  // @ts-expect-error -- the root's number is one, under the name that its children give it
  customers.get({ country: 'DE', customerNumber: '9' })
  expectTypeOf<EntityItem<typeof orderLines>['line']>().toEqualTypeOf<number>()
})

test('the collection of a grandchild is that of its root', () => {
  const blog = deriveService(blogModel)
  expectTypeOf(blog.collections.author).toBeCallableWith({ author_id: 'a' })
  // @ts-expect-error -- posts share the partition of their author
  void blog.collections.post
  const org = deriveService(orgModel)
  expectTypeOf(org.collections.company).toBeCallableWith({ companyId: 'c' })
  expectTypeOf(org.entities.assignments.get).toBeCallableWith({
    companyId: 'c',
    personId: 'p',
    projectId: 'x',
  })
})

test('attributes keep the plain types of ElectroDB', () => {
  const attributes = zodToElectroDBAttributes(
    z.object({ id: z.string(), size: z.number().optional(), at: z.date() }),
  )
  expectTypeOf(attributes.id).toEqualTypeOf<{ readonly type: 'string'; readonly required: true }>()
  expectTypeOf(attributes.size).toEqualTypeOf<{ readonly type: 'number'; readonly required: false }>()
})
