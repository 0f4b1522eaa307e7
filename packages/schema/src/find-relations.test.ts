import { describe, expect, it } from 'vitest'
import * as z from 'zod'
import { defineEntity } from './define-entity.ts'
import { defineModel } from './define-model.ts'
import type { EntityDefinitions } from './entity.types.ts'
import { keyOf, parentKeyOf } from './key.ts'
import { ModelError } from './model-error.ts'
import type { AnyModel } from './model.types.ts'
import { blogModel } from './testing/blog-model.ts'
import { ordersModel } from './testing/orders-model.ts'
import { orgModel } from './testing/org-model.ts'

describe('detected relations', () => {
  it('are found from both sides', () => {
    expect(blogModel.entities.photos.relations.author).toEqual({
      kind: 'belongsTo',
      target: 'authors',
      fields: ['author_id'],
    })
    expect(blogModel.entities.authors.relations.photos).toEqual({
      kind: 'hasMany',
      target: 'photos',
      fields: ['author_id'],
    })
  })

  it('take the singular of irregular plurals', () => {
    expect(orgModel.entities.people.singular).toBe('person')
    expect(orgModel.entities.assignments.relations.person).toMatchObject({ target: 'people' })
  })
})

describe('a field that is no foreign key', () => {
  it('is left alone, in the model and in its types', () => {
    const { entities } = defineModel({
      service: 'shop',
      entities: {
        orders: defineEntity({ schema: z.object({ id: z.int() }) }),
        parcels: defineEntity({
          schema: z.object({ id: z.string(), orderId: z.string() }),
          relations: { orderNumber: { kind: 'none', field: 'orderId' } },
        }),
      },
    })
    expect([entities.parcels.relations, entities.parcels.parent, entities.orders.relations]).toEqual([
      {},
      undefined,
      {},
    ])
    // @ts-expect-error -- there is no such relation
    expect(entities.parcels.relations.orderNumber).toBe(undefined)
  })
})

describe('relations that are written out', () => {
  it('refer to the entity itself', () => {
    const { relations } = orgModel.entities.people
    expect(relations.manager).toEqual({ kind: 'belongsTo', target: 'people', fields: ['managerId'] })
    expect(relations.reports).toEqual({ kind: 'hasMany', target: 'people', fields: ['managerId'] })
    expect(Object.keys(relations).toSorted()).toEqual([
      'assignments',
      'company',
      'manager',
      'mentor',
      'projects',
      'reports',
      'unit',
    ])
  })

  it('hold two keys to one target apart', () => {
    expect(ordersModel.entities.addresses.relations).toEqual({
      customer: { kind: 'belongsTo', target: 'customers', fields: ['country', 'customerNumber'] },
      billedOrders: { kind: 'hasMany', target: 'orders', fields: ['billingAddressId'] },
      shippedOrders: { kind: 'hasMany', target: 'orders', fields: ['shippingAddressId'] },
    })
  })

  it('go through a join entity, from both sides', () => {
    expect(blogModel.entities.posts.relations.tags).toEqual({
      kind: 'manyToMany',
      target: 'tags',
      through: 'postTags',
      fields: ['postId'],
      targetFields: ['tagSlug'],
    })
    expect(blogModel.entities.tags.relations.posts).toEqual({
      kind: 'manyToMany',
      target: 'posts',
      through: 'postTags',
      fields: ['tagSlug'],
      targetFields: ['postId'],
    })
  })

  it('tie rows of one entity, where the sides of the join are named', () => {
    const model = defineModel({
      service: 'social',
      entities: {
        users: defineEntity({
          schema: z.object({ id: z.uuid() }),
          relations: {
            following: {
              kind: 'manyToMany',
              target: 'users',
              through: 'follows',
              from: 'follower',
              to: 'followee',
              inverse: 'followers',
            },
          },
        }),
        follows: defineEntity({
          key: ['followerId', 'followeeId'],
          parent: 'follower',
          schema: z.object({ followerId: z.uuid(), followeeId: z.uuid() }),
          relations: {
            follower: { kind: 'belongsTo', target: 'users', field: 'followerId', inverse: 'followsMade' },
            followee: { kind: 'belongsTo', target: 'users', field: 'followeeId', inverse: 'followsGot' },
          },
        }),
      },
    })
    const { following, followers } = model.entities.users.relations
    expect(following).toMatchObject({ fields: ['followerId'], targetFields: ['followeeId'] })
    expect(followers).toMatchObject({ fields: ['followeeId'], targetFields: ['followerId'] })
  })

  it('point to owners of several entities, each of which sees its own', () => {
    expect(blogModel.entities.comments.relations.subject).toEqual({
      kind: 'morphTo',
      targets: { post: 'posts', photo: 'photos', comment: 'comments' },
      type: 'subjectType',
      fields: ['subjectId'],
    })
    expect(blogModel.entities.photos.relations.comments).toEqual({
      kind: 'morphMany',
      target: 'comments',
      type: 'subjectType',
      value: 'photo',
      fields: ['subjectId'],
    })
    expect(blogModel.entities.comments.relations.comments).toMatchObject({ value: 'comment' })
  })
})

describe('parents', () => {
  it.each([
    ['customers', ordersModel, [], ['country', 'number']],
    ['orders', ordersModel, ['country', 'customerNumber'], ['country', 'customerNumber', 'orderNumber']],
    [
      'orderLines',
      ordersModel,
      ['country', 'customerNumber', 'orderNumber'],
      ['country', 'customerNumber', 'orderNumber', 'line'],
    ],
    ['postTags', blogModel, ['author_id', 'postId'], ['author_id', 'postId', 'tagSlug']],
    ['assignments', orgModel, ['companyId', 'personId'], ['companyId', 'personId', 'projectId']],
    ['comments', blogModel, [], ['id']],
  ])('give %s its path', (name, model: AnyModel, parentFields, path) => {
    expect(model.entities[name]).toMatchObject({ parentFields, path })
  })

  it('have their key worked out of a row below them', () => {
    const { orderLines } = ordersModel.entities
    const row = { country: 'DE', customerNumber: 7, orderNumber: 3, line: 1, sku: 'ABC-0001' }
    expect(keyOf(orderLines, row)).toEqual({ country: 'DE', customerNumber: 7, orderNumber: 3, line: 1 })
    expect(parentKeyOf(ordersModel, orderLines, row)).toEqual({
      country: 'DE',
      customerNumber: 7,
      orderNumber: 3,
    })
    const order = { country: 'DE', customerNumber: 7, orderNumber: 3 }
    expect(parentKeyOf(ordersModel, ordersModel.entities.orders, order)).toEqual({ country: 'DE', number: 7 })
    expect(
      parentKeyOf(ordersModel, ordersModel.entities.customers, { country: 'DE', number: 7 }),
    ).toBeUndefined()
  })
})

const id = z.uuid()
const base = { teams: defineEntity({ schema: z.object({ id }) }) }

function problemOf(entities: EntityDefinitions): string {
  try {
    defineModel({ service: 'wrong', entities: { ...base, ...entities } as never })
  } catch (error) {
    if (error instanceof ModelError) {
      return error.problems
        .map(({ code, entity, field, message }) => `${code} ${entity}.${field}: ${message}`)
        .join('\n')
    }
    throw error
  }
  return ''
}

describe('relations that cannot be', () => {
  it('name an entity that the model does not have', () => {
    const schema = z.object({ id, ownerId: id })
    const players = defineEntity({
      schema,
      relations: { owner: { kind: 'belongsTo', target: 'owners', field: 'ownerId' } },
    })
    expect(problemOf({ players })).toBe(
      'invalid_relation players.owner: The model has no entity "owners". It has: teams, players.',
    )
  })

  it('have fewer fields than the key that they point to', () => {
    const matches = defineEntity({
      key: ['year', 'round'],
      schema: z.object({ year: z.int(), round: z.int() }),
    })
    const goals = defineEntity({ schema: z.object({ id, matchId: id }) })
    expect(problemOf({ matches, goals })).toBe(
      'invalid_relation goals.matchId: The key of "matches" is year, round. ' +
        'Write out the relation "match" with a `field` for each of them.',
    )
  })

  it('are of another type than the key that they point to', () => {
    const players = defineEntity({ schema: z.object({ id, teamId: z.int() }) })
    expect(problemOf({ players })).toBe(
      'invalid_relation players.teamId: It is a number, but "teams.id" is a string. Give both one type.',
    )
  })

  it.each([
    ['date', z.date()],
    ['date', z.date().optional()],
    ['boolean', z.boolean()],
    ['any', z.unknown()],
    ['array', z.array(id)],
    ['bigint', z.bigint()],
  ])('are a %s, which no key is', (kind, teamId) => {
    const players = defineEntity({ schema: z.object({ id, teamId }) })
    expect(problemOf({ players })).toBe(
      `invalid_relation players.teamId: It is a ${kind}, but "teams.id" is a string. Give both one type.`,
    )
  })

  it('may be an enum of the keys that there are', () => {
    expect(problemOf({ players: defineEntity({ schema: z.object({ id, teamId: z.enum(['a']) }) }) })).toBe('')
  })

  it('would be called like a field, or like another relation', () => {
    const players = defineEntity({ schema: z.object({ id, teamId: id, team: z.string() }) })
    expect(problemOf({ players })).toMatch(
      /^invalid_relation players.team: The belongsTo of "teams" has the name of a field\. Rename the field, or/,
    )
    const games = defineEntity({
      parent: 'home',
      schema: z.object({ id, homeId: id, guestId: id }),
      relations: {
        home: { kind: 'belongsTo', target: 'teams', field: 'homeId' },
        guest: { kind: 'belongsTo', target: 'teams', field: 'guestId' },
      },
    })
    expect(problemOf({ games })).toBe(
      'invalid_relation teams.games: The hasMany of "games" has the name of another relation. ' +
        'Set `inverse` on "games.guest".',
    )
  })

  it('go through an entity that does not join both sides', () => {
    const players = defineEntity({
      schema: z.object({ id }),
      relations: { teams: { kind: 'manyToMany', target: 'teams', through: 'contracts' } },
    })
    const contracts = defineEntity({ schema: z.object({ id, playerId: id }) })
    expect(problemOf({ players, contracts })).toBe(
      'invalid_relation players.teams: The join entity "contracts" needs one belongsTo to "teams" (`to`). ' +
        'Add it, or name one of several.',
    )
  })

  it('have owners that stand for no entity, or that no enum tells', () => {
    const notes = (ownerType: z.ZodType) =>
      defineEntity({
        schema: z.object({ id, ownerType, ownerId: id }),
        relations: { owner: { kind: 'morphTo', type: 'ownerType', field: 'ownerId' } },
      })
    expect(problemOf({ notes: notes(z.enum(['team', 'stadium'])) })).toBe(
      'invalid_relation notes.ownerType: "stadium" is no value of "ownerType" that stands for an entity with a key of one ' +
        'field. Name one in `targets`.',
    )
    expect(problemOf({ notes: notes(z.string()) })).toMatch(/Make it z\.enum\(\) of their singulars\./)
  })

  it('lead to a parent whose own parent they do not name', () => {
    const players = defineEntity({ schema: z.object({ id, teamId: id }) })
    const awards = defineEntity({ schema: z.object({ id, playerId: id }) })
    expect(problemOf({ players, awards })).toBe(
      'invalid_key awards.teamId: Rows of its parent "players" are named by "teamId" as well. ' +
        'Add it, required and of one type.',
    )
  })

  it('lead to a parent whose own parent they name by another type', () => {
    const matches = defineEntity({
      key: ['country', 'round'],
      schema: z.object({ country: id, round: z.int() }),
    })
    const relations = {
      match: { kind: 'belongsTo', target: 'matches', field: ['country', 'round'] },
    } as const
    const goals = defineEntity({ relations, schema: z.object({ id, country: id, round: z.int() }) })
    const shots = (round: z.ZodType) =>
      defineEntity({ schema: z.object({ id, goalId: id, country: z.enum(['DE']), round }) })
    expect(problemOf({ matches, goals, shots: shots(z.date()) })).toBe(
      'invalid_key shots.round: Rows of its parent "goals" are named by "round" as well. ' +
        'Add it, required and of one type.',
    )
    expect(problemOf({ matches, goals, shots: shots(z.int()) })).toBe('')
  })
})
