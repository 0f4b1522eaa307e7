import type { EntityWhere, QueryStore, Where } from '@throughline/collections/query'
import { createHooks } from '@throughline/collections/react'
import type { Row } from '@throughline/schema'
import type { blogModel, ordersModel, orgModel } from '@throughline/schema/testing'
import { expectTypeOf } from 'vitest'

declare const org: QueryStore<typeof orgModel>
declare const blog: QueryStore<typeof blogModel>
declare const orders: QueryStore<typeof ordersModel>
type Org = (typeof orgModel)['entities']
type Person = Row<Org['people']>

export function useIncludeTypes(): void {
  const people = org.list('people', {
    where: { companyId: 'c' },
    include: { manager: { include: ['unit'] }, projects: true },
    orderBy: { name: 'asc' },
    limit: 5,
  })
  const [person] = people.get().data
  expectTypeOf(person?.manager?.unit?.name).toEqualTypeOf<string | undefined>()
  expectTypeOf(person?.projects).toEqualTypeOf<readonly Row<Org['projects']>[] | undefined>()
  expectTypeOf(person).not.toHaveProperty('reports')
  expectTypeOf(org.list('people').get().data).toEqualTypeOf<readonly Person[]>()
  expectTypeOf(org.row('people', 'p', { include: ['company'] }).get().data?.company).toEqualTypeOf<
    Row<Org['companies']> | undefined
  >()
  expectTypeOf(org.pages('units', { include: ['below'], pageSize: 5 }).get().data[0]?.below).toEqualTypeOf<
    readonly Row<Org['units']>[] | undefined
  >()
  const comment = blog.row('comments', 'c', { include: ['subject'] }).get().data
  if (comment?.subjectType === 'photo') expectTypeOf(comment.subject?.url).toEqualTypeOf<string | undefined>()
  // @ts-expect-error -- "boss" is no relation
  org.list('people', { include: ['boss'] })
  // @ts-expect-error -- nor is it one of a manager
  org.list('people', { include: { manager: { include: ['boss'] } } })
  // @ts-expect-error -- a field is none either
  org.row('people', 'p', { include: ['name'] })
}

export function useWhereTypes(): void {
  const where: EntityWhere<typeof orgModel, 'people'> = {
    name: { ilike: '%a%', isNull: false },
    manager: { unit: { above: null } },
    reports: { some: { title: 'x' }, none: { managerId: { isNull: true } } },
    projects: { every: { members: { some: { name: { in: ['a'] } } } } },
    not: { or: [{ company: { name: 'x' } }, { and: [{ title: 'x' }, { mentor: null }] }] },
  }
  org.list('people', { where })
  // What was built for the fields alone goes on.
  const plain: Where<Person> = { or: [{ name: 'x' }, { not: { title: 'x' } }] }
  org.list('people', { where: plain })
  blog.list('comments', { where: { subject: { title: 'x' } } })
  orders.list('orders', {
    where: { country: 'DE', customerNumber: 7, lines: { some: { quantity: { gt: 1 } } } },
  })
  // @ts-expect-error -- "surname" is no field of a manager
  org.list('people', { where: { manager: { surname: 'x' } } })
  // @ts-expect-error -- of many, one says which
  org.list('people', { where: { reports: { title: 'x' } } })
  // @ts-expect-error -- "any" is no such word
  org.list('people', { where: { reports: { any: { title: 'x' } } } })
  // @ts-expect-error -- not at any depth
  org.list('people', { where: { not: { or: [{ reports: { some: { title: 5 } } }] } } })
}

export function useAggregateTypes(): void {
  const { data } = orders
    .aggregate('orders', {
      where: { country: 'DE', customerNumber: 7 },
      count: true,
      sum: ['total'],
      min: ['placedAt'],
    })
    .get()
  expectTypeOf(data.count).toEqualTypeOf<number>()
  expectTypeOf(data.sum).toEqualTypeOf<{ readonly total: bigint }>()
  expectTypeOf(data.min).toEqualTypeOf<{ readonly placedAt: string | null }>()
  expectTypeOf(data.avg).toEqualTypeOf<{}>()
  expectTypeOf(orders.aggregate('orderLines', { avg: ['quantity'] }).get().data.avg.quantity).toEqualTypeOf<
    number | null
  >()
  // @ts-expect-error -- text has no sum
  orders.aggregate('orders', { sum: ['placedAt'] })
  // @ts-expect-error -- no such field
  orders.aggregate('orders', { max: ['price'] })
}

const hooks = createHooks(org)

export function useHookTypes(): void {
  expectTypeOf(
    hooks.usePeople({ where: { manager: null }, include: ['reports'] }).data[0]?.reports,
  ).toEqualTypeOf<readonly Person[] | undefined>()
  expectTypeOf(
    hooks.usePerson('p', { include: { unit: { include: ['above'] } } }).data?.unit?.above?.name,
  ).toEqualTypeOf<string | undefined>()
  expectTypeOf(hooks.useSuspensePeople({ include: ['company'] }).data[0]?.company?.name).toEqualTypeOf<
    string | undefined
  >()
  expectTypeOf(hooks.useSuspensePerson('p').data).toEqualTypeOf<Person | undefined>()
  expectTypeOf(hooks.usePersonPages({ pageSize: 5 }).hasNextPage).toEqualTypeOf<boolean>()
  expectTypeOf(hooks.useAssignmentAggregate({ max: ['share'] }).data.max.share).toEqualTypeOf<number | null>()
  // @ts-expect-error -- a component that waits has a key
  hooks.useSuspensePerson(undefined)
  // @ts-expect-error -- "boss" is no relation
  hooks.usePeople({ include: ['boss'] })
}
