import { describe, expectTypeOf, it } from 'vitest'
import type { Row } from './entity.types.ts'
import type { Include, IncludeOption, RelationName } from './include.types.ts'
import type { blogModel } from './testing/blog-model.ts'
import type { ordersModel } from './testing/orders-model.ts'
import type { orgModel } from './testing/org-model.ts'

type Blog = (typeof blogModel)['entities']
type Orders = (typeof ordersModel)['entities']
type Org = (typeof orgModel)['entities']

/** As a query takes it: the option is checked against the entity, the result follows from it. */
declare function find<TName extends keyof Org, const TInclude extends IncludeOption<Org[TName]>>(
  entity: TName,
  include: TInclude,
): Include<Org[TName], TInclude>

describe('Include', () => {
  it('is the row where nothing is asked for', () => {
    expectTypeOf<Include<Org['people'], []>>().toEqualTypeOf<Row<Org['people']>>()
    expectTypeOf<Include<Org['people'], {}>>().toEqualTypeOf<Row<Org['people']>>()
  })

  it('gives one row or none of a belongsTo, a list of all others', () => {
    type Person = Include<Org['people'], ['company', 'reports', 'projects']>
    expectTypeOf<Person['company']>().toEqualTypeOf<Row<Org['companies']> | undefined>()
    expectTypeOf<Person['reports']>().toEqualTypeOf<readonly Row<Org['people']>[]>()
    expectTypeOf<Person['projects']>().toEqualTypeOf<readonly Row<Org['projects']>[]>()
    expectTypeOf<Person['name']>().toEqualTypeOf<string>()
    expectTypeOf<Person>().not.toHaveProperty('manager')
    expectTypeOf<Include<Blog['posts'], ['comments']>['comments']>().toEqualTypeOf<
      readonly Row<Blog['comments']>[]
    >()
  })

  it('nests', () => {
    const person = find('people', {
      manager: { include: { manager: true } },
      assignments: { include: ['project'] },
    })
    expectTypeOf(person.manager?.manager?.name).toEqualTypeOf<string | undefined>()
    expectTypeOf(person.assignments[0]?.project?.name).toEqualTypeOf<string | undefined>()
    // @ts-expect-error -- only two levels were asked for
    void person.manager?.manager?.manager
    type Customer = Include<Orders['customers'], { orders: { include: { lines: { include: ['product'] } } } }>
    expectTypeOf<NonNullable<Customer['orders'][0]['lines'][0]['product']>['price']>().toEqualTypeOf<number>()
  })

  it('tells the rows of a polymorphic relation apart by the type field', () => {
    type Comment = Include<Blog['comments'], ['subject']>
    const titleOf = (comment: Comment): string | undefined => {
      if (comment.subjectType === 'post') return comment.subject?.title
      if (comment.subjectType === 'photo') return comment.subject?.url
      return comment.subject?.authorName
    }
    expectTypeOf(titleOf).returns.toEqualTypeOf<string | undefined>()
    expectTypeOf<Extract<Comment, { subjectType: 'photo' }>['subject']>().toEqualTypeOf<
      Row<Blog['photos']> | undefined
    >()
  })

  it('refuses names that are no relation, at any depth', () => {
    expectTypeOf<RelationName<Org['companies']>>().toEqualTypeOf<
      'assignments' | 'people' | 'projects' | 'units'
    >()
    // @ts-expect-error -- "boss" is no relation of people
    find('people', ['boss'])
    // @ts-expect-error -- "boss" is no relation of people
    find('people', { manager: { include: ['boss'] } })
    // @ts-expect-error -- "name" is a field
    find('people', { name: true })
  })
})
