import { contractModel } from '@throughline/schema/testing'
import type { EntityItem } from 'electrodb'
import { expectTypeOf, test } from 'vitest'
import * as z from 'zod'
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

test('attributes keep the plain types of ElectroDB', () => {
  const attributes = zodToElectroDBAttributes(
    z.object({ id: z.string(), size: z.number().optional(), at: z.date() }),
  )
  expectTypeOf(attributes.id).toEqualTypeOf<{ readonly type: 'string'; readonly required: true }>()
  expectTypeOf(attributes.size).toEqualTypeOf<{ readonly type: 'number'; readonly required: false }>()
})
