import { defineEntity, defineModel, fieldMeta } from '@throughline/schema'
import { keyString } from '@throughline/schema/adapter'
import { blogModel, memoryStore, ordersModel, orgModel } from '@throughline/schema/testing'
import { describe, expect, it } from 'vitest'
import * as z from 'zod'
import { createFactory } from './factory.ts'
import { FakerError } from './faker-error.ts'
import { localeOf } from './locale.ts'

const people = defineModel({
  service: 'people',
  entities: {
    persons: defineEntity({
      schema: z
        .object({
          id: z.uuid(),
          firstName: z.string().min(1),
          email: z.email().register(fieldMeta, { unique: true }),
          bornOn: z.iso.date(),
          retiredOn: z.iso.date().optional(),
          joinedAt: z.codec(z.iso.datetime(), z.date(), {
            decode: (text) => new Date(text),
            encode: (date) => date.toISOString(),
          }),
          createdAt: z.iso.datetime(),
        })
        .refine(({ bornOn, retiredOn }) => retiredOn === undefined || retiredOn > bornOn, {
          path: ['retiredOn'],
          error: 'A person retires after birth.',
        }),
    }),
    pets: defineEntity({
      schema: z.object({ id: z.uuid(), personId: z.uuid(), name: z.string(), legs: z.int().min(0).max(8) }),
    }),
    toys: defineEntity({
      parent: 'pet',
      schema: z.object({ id: z.uuid(), personId: z.uuid(), petId: z.uuid(), name: z.string() }),
    }),
  },
})

const make = () =>
  createFactory(people, {
    generators: { pets: ({ sequence }) => ({ name: `Pet ${sequence}` }) },
    traits: {
      persons: {
        retired: { bornOn: '1940-01-01', retiredOn: '2005-12-31' },
        ada: ({ faker, sequence }) => ({ firstName: `Ada ${sequence} ${faker.string.alpha(2)}` }),
      },
      pets: { bird: { legs: 2 } },
    },
  })

function catchError(run: () => unknown): FakerError {
  try {
    run()
  } catch (error) {
    if (error instanceof FakerError) return error
    throw error
  }
  throw new Error('Nothing was thrown.')
}

describe('createFactory', () => {
  it('builds rows that parse, with keys and unique fields of their own', () => {
    const rows = make().persons.buildMany(200)
    for (const row of rows) expect(people.entities.persons.variants.row.parse(row)).toEqual(row)
    expect(new Set(rows.map(({ id }) => id)).size).toBe(200)
    expect(new Set(rows.map(({ email }) => email)).size).toBe(200)
  })

  it('puts overrides over what `for` names, over traits, over generators, over faker', () => {
    const factory = make()
    expect(factory.pets.build()).toMatchObject({ name: 'Pet 1' })
    expect(factory.pets.with('bird').build({ name: 'Tweety' })).toMatchObject({ name: 'Tweety', legs: 2 })
    expect(factory.persons.with('retired', 'ada').build({ retiredOn: '2006-01-01' })).toMatchObject({
      firstName: expect.stringMatching(/^Ada 3 [A-Za-z]{2}$/),
      bornOn: '1940-01-01',
      retiredOn: '2006-01-01',
    })
    expect(factory.persons.with('retired').build({ retiredOn: undefined })).not.toHaveProperty('retiredOn')
    expect(
      factory.persons.buildMany(3, (index) => ({ firstName: `P${index}` })).map((row) => row.firstName),
    ).toEqual(['P0', 'P1', 'P2'])
  })

  it('gives the same rows for a seed, whatever else is made, and others for another seed', () => {
    const [one, other] = [make(), make()]
    const first = one.pets.buildMany(3)
    other.persons.buildMany(5)
    const person = other.persons.build()
    const second = other.pets.for({ person }).buildMany(3)
    expect(second).toEqual(first.map((row) => Object.assign({}, row, { personId: person.id })))
    one.$reset()
    expect(one.pets.buildMany(3)).toEqual(first)
    expect(createFactory(people, { seed: 2 }).persons.build()).not.toEqual(
      createFactory(people).persons.build(),
    )
  })

  it('makes the rows that a row has to point to, and hands all of them over, parents first', async () => {
    const factory = make()
    const toy = factory.toys.build()
    const rows = factory.$take()
    expect(rows.map(({ entity }) => entity)).toEqual(['persons', 'pets', 'toys'])
    expect(rows[1]?.row).toMatchObject({ id: toy.petId, personId: toy.personId })
    await expect(memoryStore(people).load(rows)).resolves.toMatchObject({ rows: 3 })
    expect(factory.$take()).toEqual([])
  })

  it('points to given rows: by `for`, or by a key of a row that it made', () => {
    const factory = make()
    const person = factory.persons.build()
    const pet = factory.pets.for({ person }).build()
    expect(pet.personId).toBe(person.id)
    expect(factory.toys.for({ pet }).build()).toMatchObject({ petId: pet.id, personId: person.id })
    expect(factory.toys.build({ petId: pet.id })).toMatchObject({ petId: pet.id, personId: person.id })
    expect(factory.toys.build({ petId: pet.id, personId: person.id })).toMatchObject({ petId: pet.id })
    factory.$take()
    const unknown = '6a8a1c4e-0f9b-4b0c-9a53-1d2f3a4b5c6d'
    expect(catchError(() => factory.toys.build({ petId: unknown }))).toMatchObject({
      code: 'no_target',
      entity: 'toys',
      field: 'personId',
    })
  })

  it('builds what a client writes: no managed fields, encoded', () => {
    const factory = make()
    const insert = factory.persons.with('retired').buildInsert({ firstName: 'Ada' })
    expect(people.entities.persons.variants.insert.parse(insert)).toMatchObject({ firstName: 'Ada' })
    expect(insert).not.toHaveProperty('createdAt')
    expect(typeof insert.joinedAt).toBe('string')
    expect(factory.$take()).toEqual([])
    factory.pets.buildInsert()
    expect(factory.$take().map(({ entity }) => entity)).toEqual(['persons'])
    const joined = createFactory(people, {
      traits: { persons: { early: { joinedAt: new Date('2001-02-03') } } },
    })
    expect(joined.persons.with('early').buildInsert().joinedAt).toBe('2001-02-03T00:00:00.000Z')
  })

  it('builds trees, and each row of them is among those that are handed over', async () => {
    const factory = make()
    const person = factory.persons.buildTree({ pets: [2, { toys: 3 }] }, { firstName: 'Ada' })
    expect(person.firstName).toBe('Ada')
    expect(person.pets).toHaveLength(2)
    for (const pet of person.pets) {
      expect(pet.personId).toBe(person.id)
      expect(pet.toys.map(({ petId, personId }) => [petId, personId])).toEqual(
        Array.from({ length: 3 }, () => [pet.id, person.id]),
      )
    }
    expect(factory.$take()).toHaveLength(9)
  })

  it('builds trees of every relation: many-to-many, polymorphic, composite and self', async () => {
    const blog = createFactory(blogModel)
    const author = blog.authors.buildTree({
      posts: [1, { tags: 2, comments: 2 }],
      photos: [1, { comments: 1 }],
    })
    const [post] = author.posts
    expect(post?.comments.map(({ subjectType, subjectId }) => [subjectType, subjectId])).toEqual([
      ['post', post?.id],
      ['post', post?.id],
    ])
    const rows = blog.$take()
    const joins = rows.filter(({ entity }) => entity === 'postTags').map(({ row }) => row)
    expect(joins).toMatchObject(post?.tags.map(({ slug }) => ({ postId: post.id, tagSlug: slug })) ?? [])
    await expect(memoryStore(blogModel).load(rows)).resolves.toMatchObject({ rows: rows.length })

    const orders = createFactory(ordersModel)
    const customer = orders.customers.buildTree({ orders: [2, { lines: 2 }] })
    expect(customer.orders.map(({ lines }) => lines.length)).toEqual([2, 2])
    const made = orders.$take()
    for (const { entity, row } of made) {
      // An address that an order has to point to is one of the same customer.
      if (entity === 'addresses') expect(row.customerNumber).toBe(customer.number)
    }
    expect(
      new Set(made.map(({ entity, row }) => entity + keyString(ordersModel.entities[entity], row))).size,
    ).toBe(made.length)

    const org = createFactory(orgModel)
    const boss = org.people.buildTree({ reports: 2, projects: 1 })
    expect(boss.reports.map(({ managerId, companyId }) => [managerId, companyId])).toEqual([
      [boss.id, boss.companyId],
      [boss.id, boss.companyId],
    ])
    expect(boss.projects[0]?.companyId).toBe(boss.companyId)
  })

  it('points to an owner of one of several entities', () => {
    const factory = createFactory(blogModel)
    const photo = factory.photos.build()
    const comment = factory.comments.for({ subject: { entity: 'photos', row: photo } }).build()
    expect(comment).toMatchObject({ subjectType: 'photo', subjectId: photo.id })
    // Nobody is named: a post is made, and never the comment itself.
    expect(factory.comments.build().subjectType).toBe('post')
  })

  it('makes rows of other languages', () => {
    const factory = createFactory(people, { locale: localeOf('ru') })
    expect(factory.persons.build().firstName).toMatch(/\p{Script=Cyrillic}/u)
  })
})

describe('createFactory, errors', () => {
  // Sound: wrong on purpose, as an untyped caller would be.
  const wrong = make() as unknown as Record<string, Record<string, (...values: unknown[]) => never>>

  it('says which override the schema refuses, and why', () => {
    const error = catchError(() => make().persons.build({ bornOn: 'yesterday' }))
    expect(error).toMatchObject({ code: 'unsatisfied', entity: 'persons', field: 'bornOn' })
    expect(error.message).toBe(
      'persons.bornOn: `factory.persons` gives "yesterday", which the schema refuses: Invalid ISO date',
    )
    const late = catchError(() => make().persons.build({ bornOn: '2020-01-01', retiredOn: '1999-01-01' }))
    expect(late.message).toContain('A person retires after birth.')
  })

  it.each([
    [
      'a field',
      () => wrong['persons']?.['build']?.({ nope: 1 }),
      '"persons" has no field "nope". It has: id, firstName',
    ],
    [
      'a trait',
      () => wrong['persons']?.['with']?.('nope'),
      '"persons" has no trait "nope". It has: retired, ada.',
    ],
    [
      'a trait where there are none',
      () => wrong['toys']?.['with']?.('nope'),
      '"toys" has no trait "nope". It has: none.',
    ],
    [
      'a relation',
      () => wrong['pets']?.['for']?.({ owner: {} }),
      '"pets" has no relation "owner" to a row that it points to. It has: person.',
    ],
    [
      'a tree',
      () => wrong['persons']?.['buildTree']?.({ cars: 1 }),
      '"persons" has no relation "cars" to rows that point to it.',
    ],
    [
      'an entity',
      () => createFactory(people, { traits: { cars: {} } }),
      '`traits.cars` names no entity. The model has persons, pets, toys.',
    ],
    ['a seed', () => createFactory(people, { seed: 0.5 }), '`seed` is 0.5. Give an integer.'],
  ])('names %s that there is none of', (_what, run, message) => {
    const error = catchError(run)
    expect(error.code).toBe('invalid_options')
    expect(error.message).toContain(message)
  })

  it('says where rows would have to point to each other without end', () => {
    const circle = defineModel({
      service: 'circle',
      entities: {
        hens: defineEntity({ parent: null, schema: z.object({ id: z.uuid(), eggId: z.uuid() }) }),
        eggs: defineEntity({ parent: null, schema: z.object({ id: z.uuid(), henId: z.uuid() }) }),
      },
    })
    expect(catchError(() => createFactory(circle).hens.build()).message).toContain('hens → eggs → hens')
  })
})
