import { fake, type FakeOptions } from '@throughline/faker'
import { type AnyModel, defineEntity, defineModel, type EntityRow, fieldMeta } from '@throughline/schema'
import { keyString, parentKeyOf } from '@throughline/schema/adapter'
import { blogModel, memoryStore, ordersModel, orgModel } from '@throughline/schema/testing'
import { describe, expect, it } from 'vitest'
import * as z from 'zod'

type Made<TModel extends AnyModel, N extends string> = Extract<EntityRow<TModel>, { entity: N }>['row']

/** The rows of a run, by entity, and a way to find one by its key. */
function made<TModel extends AnyModel>(model: TModel, options: FakeOptions<TModel>) {
  const rows = [...fake(model, options)] as EntityRow<TModel>[]
  const keys = new Map<string, number>()
  for (const [index, { entity, row }] of rows.entries()) {
    const key = `${entity} ${keyString(model.entities[entity]!, row)}`
    expect(keys.has(key)).toBe(false)
    keys.set(key, index)
  }
  return {
    rows,
    of: <N extends EntityRow<TModel>['entity']>(entity: N) =>
      rows.filter((row) => row.entity === entity).map(({ row }) => row as unknown as Made<TModel, N>),
    /** The position of a row among all, -1 where there is none. */
    at: (entity: string, ...key: unknown[]) => keys.get(`${entity} ${key.map(String).join('#')}`) ?? -1,
  }
}

const blogCounts = {
  authors: 8,
  posts: [1, 4],
  photos: [0, 2],
  tags: 6,
  postTags: [0, 4],
  comments: 60,
} as const
const ordersCounts = {
  customers: 30,
  addresses: [1, 3],
  products: 12,
  orders: [0, 4],
  orderLines: [1, 5],
} as const
const orgCounts = {
  companies: 3,
  units: [2, 6],
  people: [5, 20],
  projects: [2, 4],
  assignments: [0, 2],
} as const

describe('a blog', () => {
  const blog = made(blogModel, { seed: 1, counts: blogCounts })

  it('has tags on posts, each tag once', () => {
    const pairs = blog.of('postTags').map(({ postId, tagSlug }) => {
      expect(blog.at('posts', postId) >= 0 && blog.at('tags', tagSlug) >= 0).toBe(true)
      return `${postId} ${tagSlug}`
    })
    expect(new Set(pairs).size).toBe(pairs.length)
    expect(pairs.length).toBeGreaterThan(20)
    expect(new Set(blog.of('postTags').map(({ tagSlug }) => tagSlug)).size).toBe(6)
  })

  it('has comments on posts, photos and earlier comments, whose key is of the entity that the type tells', () => {
    const targets = { post: 'posts', photo: 'photos', comment: 'comments' } as const
    const types = blog.of('comments').map(({ id, subjectType, subjectId }) => {
      const at = blog.at(targets[subjectType], subjectId)
      expect(at).toBeGreaterThanOrEqual(0)
      expect(at).toBeLessThan(blog.at('comments', id))
      return subjectType
    })
    expect(new Set(types)).toEqual(new Set(['post', 'photo', 'comment']))
  })

  it('has comments only on what there is', () => {
    const few = made(blogModel, { seed: 1, counts: { authors: 2, posts: 0, photos: [0, 1], comments: 20 } })
    expect(new Set(few.of('comments').map(({ subjectType }) => subjectType))).toEqual(
      new Set(['photo', 'comment']),
    )
  })

  it('has authors with handles of their own', () => {
    const handles = made(blogModel, { seed: 1, counts: { authors: 5000 } })
      .of('authors')
      .map(({ handle }) => handle)
    expect(new Set(handles).size).toBe(5000)
  })
})

describe('orders', () => {
  const orders = made(ordersModel, { seed: 2, counts: ordersCounts })

  it('have composite keys all the way down', () => {
    for (const { country, customerNumber, orderNumber, sku } of orders.of('orderLines')) {
      expect(orders.at('orders', country, customerNumber, orderNumber)).toBeGreaterThanOrEqual(0)
      expect(orders.at('customers', country, customerNumber)).toBeGreaterThanOrEqual(0)
      expect(orders.at('products', sku)).toBeGreaterThanOrEqual(0)
    }
    expect(orders.of('orderLines').length).toBeGreaterThan(60)
  })

  it('number the lines of each order from 1', () => {
    const last = new Map<string, number>()
    for (const { country, customerNumber, orderNumber, line } of orders.of('orderLines')) {
      const order = [country, customerNumber, orderNumber].join()
      expect(line).toBe((last.get(order) ?? 0) + 1)
      last.set(order, line)
    }
    expect(Math.max(...last.values())).toBe(5)
  })

  it('are billed and shipped to addresses of their own customer', () => {
    const byId = new Map(orders.of('addresses').map((address) => [address.id, address]))
    for (const { country, customerNumber, billingAddressId, shippingAddressId } of orders.of('orders')) {
      expect(byId.get(billingAddressId)).toMatchObject({ country, customerNumber })
      if (shippingAddressId !== null)
        expect(byId.get(shippingAddressId)).toMatchObject({ country, customerNumber })
    }
    const differ = orders.of('orders').filter((row) => row.billingAddressId !== row.shippingAddressId)
    expect(differ.length).toBeGreaterThan(5)
  })

  it('say what is missing where a customer has no address', () => {
    const rows = fake(ordersModel, { seed: 2, counts: { customers: 1, orders: 1 } })
    expect(() => [...rows]).toThrow(
      'orders.billingAddressId points to "addresses", and there are none or too few in the same tree. ' +
        'Raise `counts.addresses`, or give `generators.orders` that returns billingAddressId.',
    )
  })
})

describe('an org chart', () => {
  const org = made(orgModel, { seed: 3, counts: orgCounts })

  it('has managers and mentors in the same company, earlier in the list, and someone above all', () => {
    const byId = new Map(org.of('people').map((person) => [person.id, person]))
    for (const { id, companyId, managerId, mentorId } of org.of('people')) {
      for (const other of [managerId, mentorId]) {
        if (other == null) continue
        expect(byId.get(other)?.companyId).toBe(companyId)
        expect(org.at('people', other)).toBeLessThan(org.at('people', id))
      }
    }
    for (const { id } of org.of('companies')) {
      expect(org.of('people').find(({ companyId }) => companyId === id)?.managerId).toBe(null)
    }
    expect(org.of('people').filter(({ managerId }) => managerId !== null).length).toBeGreaterThan(10)
  })

  it('has units within units of the company, and people in them', () => {
    const units = new Map(org.of('units').map((unit) => [unit.id, unit.companyId]))
    for (const { unitId, companyId } of org.of('people')) expect(units.get(unitId)).toBe(companyId)
    for (const { parentUnitId, companyId } of org.of('units')) {
      if (parentUnitId !== null) expect(units.get(parentUnitId)).toBe(companyId)
    }
  })

  it('assigns people to projects of their company, to each once', () => {
    const projects = new Map(org.of('projects').map((project) => [project.id, project.companyId]))
    const pairs = org.of('assignments').map(({ personId, projectId, companyId }) => {
      expect(projects.get(projectId)).toBe(companyId)
      return `${personId} ${projectId}`
    })
    expect(new Set(pairs).size).toBe(pairs.length)
  })
})

describe('every row', () => {
  const runs: readonly (readonly [AnyModel, FakeOptions<AnyModel>])[] = [
    [blogModel, { seed: 4, counts: blogCounts }],
    [ordersModel, { seed: 4, counts: ordersCounts }],
    [orgModel, { seed: 4, counts: orgCounts }],
  ]

  it.each(runs.map(([model, options]) => [model.service, model, options] as const))(
    'of the model "%s" parses as it is read, comes after its parent, and is the same again',
    (_service, model, options) => {
      const rows = [...fake(model, options)]
      const seen = new Set<string>()
      for (const { entity, row } of rows) {
        const definition = model.entities[entity]!
        expect(definition.variants.row.parse(row)).toEqual(row)
        const above = parentKeyOf(model, definition, row)
        if (above) expect(seen).toContain(`${definition.parent} ${JSON.stringify(above)}`)
        const path = definition.path.map((field) => [field, (row as Record<string, unknown>)[field]])
        seen.add(`${entity} ${JSON.stringify(Object.fromEntries(path))}`)
      }
      expect([...fake(model, options)]).toEqual(rows)
    },
  )

  it.each(runs.map(([model, options]) => [model.service, model, options] as const))(
    'of the model "%s" is taken by a store',
    async (_service, model, options) => {
      const store = memoryStore(model)
      const rows = [...fake(model, options)]
      await expect(store.load(rows)).resolves.toMatchObject({ rows: rows.length })
    },
  )
})

describe('keys that share a field', () => {
  const regions = z.enum(['north', 'south', 'west'])
  const model = defineModel({
    service: 'regions',
    entities: {
      customers: defineEntity({ key: ['region', 'no'], schema: z.object({ region: regions, no: z.int() }) }),
      depots: defineEntity({ key: ['region', 'no'], schema: z.object({ region: regions, no: z.int() }) }),
      deliveries: defineEntity({
        parent: null,
        relations: {
          customer: { kind: 'belongsTo', target: 'customers', field: ['region', 'customerNo'] },
          depot: { kind: 'belongsTo', target: 'depots', field: ['region', 'depotNo'] },
          backup: { kind: 'belongsTo', target: 'depots', field: ['region', 'backupNo'], inverse: false },
        },
        schema: z.object({
          id: z.uuid(),
          region: regions,
          customerNo: z.int(),
          depotNo: z.int(),
          backupNo: z.int().nullable(),
        }),
      }),
    },
  })

  it('agree in it', () => {
    const all = made(model, { seed: 1, counts: { customers: 10, depots: 9, deliveries: 100 } })
    for (const { region, customerNo, depotNo, backupNo } of all.of('deliveries')) {
      expect(all.at('customers', region, customerNo)).toBeGreaterThanOrEqual(0)
      expect(all.at('depots', region, depotNo)).toBeGreaterThanOrEqual(0)
      if (backupNo !== null) expect(all.at('depots', region, backupNo)).toBeGreaterThanOrEqual(0)
    }
    expect(new Set(all.of('deliveries').map(({ region }) => region)).size).toBe(3)
  })
})

describe('keys that a generator makes', () => {
  const model = defineModel({
    service: 'staff',
    entities: {
      firms: defineEntity({ schema: z.object({ id: z.uuid() }) }),
      employees: defineEntity({
        relations: {
          manager: { kind: 'belongsTo', target: 'employees', field: 'managerId', inverse: 'reports' },
        },
        schema: z.object({ id: z.string(), firmId: z.uuid(), managerId: z.string().optional() }),
        parent: 'firm',
      }),
    },
  })

  it('are found in the same tree', () => {
    const all = made(model, {
      seed: 1,
      counts: { firms: 3, employees: 20 },
      generators: { employees: ({ index, indexInParent }) => ({ id: `E-${index}-${indexInParent}` }) },
    })
    const managed = all.of('employees').filter(({ managerId }) => managerId !== undefined)
    expect(managed.length).toBeGreaterThan(30)
    for (const { id, managerId } of managed) {
      expect(managerId?.slice(0, 3)).toBe(id.slice(0, 3))
      expect(all.at('employees', managerId)).toBeLessThan(all.at('employees', id))
      expect(all.at('employees', managerId)).toBeGreaterThanOrEqual(0)
    }
  })
})

describe('one row for each', () => {
  const profiles = (unique: boolean) =>
    defineModel({
      service: 'one',
      entities: {
        users: defineEntity({ schema: z.object({ id: z.uuid() }) }),
        badges: defineEntity({
          parent: null,
          schema: z.object({ id: z.uuid(), userId: z.uuid().register(fieldMeta, { unique }) }),
        }),
        settings: defineEntity({
          key: ['userId'],
          schema: z.object({ userId: z.uuid(), theme: z.string() }),
        }),
      },
    })

  it('is what a unique foreign key asks for', () => {
    const badges = made(profiles(true), { seed: 1, counts: { users: 50, badges: 50 } }).of('badges')
    expect(new Set(badges.map(({ userId }) => userId)).size).toBe(50)
    const some = made(profiles(false), { seed: 1, counts: { users: 50, badges: 50 } }).of('badges')
    expect(new Set(some.map(({ userId }) => userId)).size).toBeLessThan(50)
    const many = fake(profiles(true), { seed: 1, counts: { users: 50, badges: 51 } })
    expect(() => [...many]).toThrow(
      'badges.userId needs a different "users" in each row, and there are none or too few.',
    )
  })

  it('is all that a key of the parent’s alone has room for', () => {
    expect(() => fake(profiles(true), { seed: 1, counts: { users: 2, settings: [0, 2] } })).toThrow(
      '`counts.settings` asks for up to 2 rows below one parent, but its key is that of its parent. Give 1, or [0, 1].',
    )
    expect(made(profiles(true), { seed: 1, counts: { users: 9, settings: 1 } }).of('settings')).toHaveLength(
      9,
    )
  })
})
