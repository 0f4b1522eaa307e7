import type { EntityRow } from '@throughline/schema'
import type { blogModel, ordersModel, orgModel } from '@throughline/schema/testing'

/** A UUID of a number. */
export const uuid = (number: number): string => `00000000-0000-4000-8000-${String(number).padStart(12, '0')}`

/** Rows of every entity, on every level. */
export const blogRows: readonly EntityRow<typeof blogModel>[] = [
  { entity: 'authors', row: { id: uuid(1), handle: 'ann', createdAt: '2026-01-01T00:00:00.000Z' } },
  {
    entity: 'authors',
    row: { id: uuid(2), handle: 'bo', bio: 'Writes', createdAt: '2026-01-01T00:00:00.000Z' },
  },
  ...[11, 12, 13].map((id) => ({
    entity: 'posts' as const,
    row: {
      id: uuid(id),
      author_id: uuid(id === 13 ? 2 : 1),
      title: `Post ${id}`,
      body: '',
      status: id === 11 ? ('draft' as const) : ('published' as const),
      publishedAt: id === 11 ? null : new Date(`2026-02-0${id - 10}T00:00:00.000Z`),
    },
  })),
  { entity: 'photos', row: { id: uuid(21), author_id: uuid(1), url: 'https://a.example/1.jpg' } },
  {
    entity: 'photos',
    row: { id: uuid(22), author_id: uuid(2), url: 'https://a.example/2.jpg', alt: 'A cat' },
  },
  { entity: 'tags', row: { slug: 'a', label: 'A' } },
  { entity: 'tags', row: { slug: 'a-b', label: 'A or B' } },
  { entity: 'postTags', row: { author_id: uuid(1), postId: uuid(11), tagSlug: 'a', position: 0 } },
  { entity: 'postTags', row: { author_id: uuid(1), postId: uuid(11), tagSlug: 'a-b', position: 1 } },
  { entity: 'postTags', row: { author_id: uuid(2), postId: uuid(13), tagSlug: 'a', position: 0 } },
  {
    entity: 'comments',
    row: { id: uuid(31), subjectType: 'post', subjectId: uuid(11), authorName: 'Cy', text: 'Good' },
  },
  {
    entity: 'comments',
    row: { id: uuid(32), subjectType: 'comment', subjectId: uuid(31), authorName: 'Di', text: 'Yes' },
  },
]

const customer = { country: 'DE', customerNumber: 9 }
/** Rows of every entity, on every level. */
export const ordersRows: readonly EntityRow<typeof ordersModel>[] = [
  { entity: 'customers', row: { country: 'DE', number: 9, name: 'Ann', email: 'ann@a.example' } },
  { entity: 'customers', row: { country: 'DE', number: 10, name: 'Bo', email: 'bo@a.example' } },
  { entity: 'customers', row: { country: 'AT', number: 9, name: 'Cy', email: 'cy@a.example' } },
  { entity: 'addresses', row: { id: uuid(1), ...customer, lines: ['A street 1', 'A town'] } },
  { entity: 'addresses', row: { id: uuid(2), country: 'AT', customerNumber: 9, lines: ['B street 2'] } },
  { entity: 'products', row: { sku: 'ABC-0001', name: 'Lamp', price: 12.5, dimensions: [1, 2, 3.5] } },
  { entity: 'products', row: { sku: 'ABC-0002', name: 'Desk', price: 0 } },
  ...[1, 2, 10].map((orderNumber) => ({
    entity: 'orders' as const,
    row: {
      ...customer,
      orderNumber,
      billingAddressId: uuid(1),
      shippingAddressId: orderNumber === 1 ? null : uuid(1),
      placedAt: '2026-03-04T05:06:07.000Z',
      total: 2n ** 65n + BigInt(orderNumber),
    },
  })),
  {
    entity: 'orderLines',
    row: {
      ...customer,
      orderNumber: 1,
      line: 1,
      sku: 'ABC-0001',
      quantity: 2,
      options: new Map([['color', 'red']]),
    },
  },
  { entity: 'orderLines', row: { ...customer, orderNumber: 1, line: 2, sku: 'ABC-0002', quantity: 1 } },
  { entity: 'orderLines', row: { ...customer, orderNumber: 10, line: 1, sku: 'ABC-0002', quantity: 999 } },
]

const company = { companyId: uuid(1) }
/** Rows of every entity, on every level. */
export const orgRows: readonly EntityRow<typeof orgModel>[] = [
  { entity: 'companies', row: { id: uuid(1), name: 'One' } },
  { entity: 'companies', row: { id: uuid(2), name: 'Two' } },
  { entity: 'units', row: { id: uuid(11), ...company, parentUnitId: null, name: 'All' } },
  { entity: 'units', row: { id: uuid(12), ...company, parentUnitId: uuid(11), name: 'Some' } },
  ...[21, 22, 23].map((id) => ({
    entity: 'people' as const,
    row: {
      id: uuid(id),
      ...company,
      unitId: uuid(id === 21 ? 11 : 12),
      managerId: id === 21 ? null : uuid(21),
      ...(id === 23 && { mentorId: uuid(22) }),
      name: `Person ${id}`,
      title: 'Lead',
      skills: new Set(id === 21 ? [] : ['a', 'b']),
    },
  })),
  { entity: 'projects', row: { id: uuid(31), ...company, name: 'Up' } },
  { entity: 'projects', row: { id: uuid(32), ...company, name: 'Down' } },
  { entity: 'assignments', row: { ...company, personId: uuid(22), projectId: uuid(31), share: 0.5 } },
  { entity: 'assignments', row: { ...company, personId: uuid(22), projectId: uuid(32), share: 0.25 } },
  { entity: 'assignments', row: { ...company, personId: uuid(23), projectId: uuid(31), share: 1 } },
]
