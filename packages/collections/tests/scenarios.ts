import type { AnyModel, EntityRow } from '@throughline/schema'
import {
  blogModel,
  blogRows,
  ordersModel,
  ordersRows,
  orgModel,
  orgRows,
  uuidOf,
} from '@throughline/schema/testing'
import type { Values } from './plain-query.ts'

/** One thing that happens. */
export type Happening =
  | { readonly insert: string; readonly values: Values }
  | { readonly update: string; readonly key: string; readonly changes: Values }
  | { readonly delete: string; readonly key: string }
  /** Someone else's change, and a refresh that brings it. */
  | { readonly remote: string; readonly key: Values; readonly changes: Values }
  | 'next page'

export type Asked =
  | { readonly list: string; readonly options?: Values }
  | { readonly row: string; readonly key: string | Values; readonly options?: Values }
  | { readonly pages: string; readonly options?: Values }
  | { readonly aggregate: string; readonly options: Values }

/** A query, what it shows once it is read, and what it shows after each thing that happens. */
export interface Scenario {
  readonly name: string
  readonly model: AnyModel
  readonly rows: readonly EntityRow<AnyModel>[]
  readonly asked: Asked
  /** Of each row, this; the whole where absent. Related rows are told as a list of theirs. */
  readonly fields?: readonly string[]
  readonly shows: unknown
  readonly steps: readonly (readonly [happening: Happening, shows: unknown])[]
}

const [lead, second, third] = [uuidOf(21), uuidOf(22), uuidOf(23)]
const company = { companyId: uuidOf(1) }
const customer = { country: 'DE', customerNumber: 9 }
const org = { model: orgModel, rows: orgRows }
const blog = { model: blogModel, rows: blogRows }
const orders = { model: ordersModel, rows: ordersRows }

export const scenarios: readonly Scenario[] = [
  {
    ...org,
    name: 'people with their manager and their projects, ordered by two fields',
    asked: {
      list: 'people',
      options: { where: company, orderBy: { title: 'asc', name: 'desc' }, include: ['manager', 'projects'] },
    },
    fields: ['name', 'manager.name', 'projects.name'],
    shows: [
      ['Person 23', 'Person 21', ['Up']],
      ['Person 22', 'Person 21', ['Up', 'Down']],
      ['Person 21', undefined, []],
    ],
    steps: [
      [
        { update: 'people', key: lead, changes: { name: 'Boss' } },
        [
          ['Person 23', 'Boss', ['Up']],
          ['Person 22', 'Boss', ['Up', 'Down']],
          ['Boss', undefined, []],
        ],
      ],
      [
        { delete: 'assignments', key: `${second}#${uuidOf(31)}` },
        [
          ['Person 23', 'Boss', ['Up']],
          ['Person 22', 'Boss', ['Down']],
          ['Boss', undefined, []],
        ],
      ],
      [
        { remote: 'people', key: { ...company, id: third }, changes: { managerId: second } },
        [
          ['Person 23', 'Person 22', ['Up']],
          ['Person 22', 'Boss', ['Down']],
          ['Boss', undefined, []],
        ],
      ],
    ],
  },
  {
    ...org,
    name: 'one person with those below',
    asked: {
      row: 'people',
      key: { ...company, id: lead },
      options: { include: { reports: { include: ['reports'] } } },
    },
    fields: ['name', 'reports.name'],
    shows: ['Person 21', ['Person 22', 'Person 23']],
    steps: [
      [{ update: 'people', key: third, changes: { managerId: second } }, ['Person 21', ['Person 22']]],
      [{ delete: 'people', key: second }, ['Person 21', []]],
      [{ delete: 'people', key: lead }, undefined],
    ],
  },
  {
    ...org,
    name: 'people by what their projects and their manager are',
    asked: {
      list: 'people',
      options: {
        where: {
          ...company,
          projects: { some: { name: 'Up' }, none: { name: 'Down' } },
          not: { manager: { name: { like: 'Z%' } } },
        },
      },
    },
    fields: ['name'],
    shows: [['Person 23']],
    steps: [
      [
        { update: 'projects', key: uuidOf(32), changes: { name: 'Sideways' } },
        [['Person 22'], ['Person 23']],
      ],
      [{ update: 'people', key: lead, changes: { name: 'Zoe' } }, []],
      [{ update: 'people', key: third, changes: { managerId: null } }, [['Person 23']]],
    ],
  },
  {
    ...blog,
    name: 'comments on whatever they are about',
    asked: { list: 'comments', options: { include: ['subject'] } },
    fields: ['text', 'subject.title', 'subject.text'],
    shows: [
      ['Good', 'Post 11', undefined],
      ['Yes', undefined, 'Good'],
    ],
    steps: [
      [
        { update: 'comments', key: uuidOf(31), changes: { text: 'Fine' } },
        [
          ['Fine', 'Post 11', undefined],
          ['Yes', undefined, 'Fine'],
        ],
      ],
      [
        { update: 'comments', key: uuidOf(32), changes: { subjectType: 'post', subjectId: uuidOf(12) } },
        [
          ['Fine', 'Post 11', undefined],
          ['Yes', 'Post 12', undefined],
        ],
      ],
      [
        { delete: 'posts', key: uuidOf(11) },
        [
          ['Fine', undefined, undefined],
          ['Yes', 'Post 12', undefined],
        ],
      ],
    ],
  },
  {
    ...blog,
    name: 'tags by their posts, page by page',
    asked: { pages: 'tags', options: { pageSize: 1, orderBy: { label: 'desc' }, include: ['posts'] } },
    fields: ['slug', 'posts.title'],
    shows: [['a-b', ['Post 11']]],
    steps: [
      [
        'next page',
        [
          ['a-b', ['Post 11']],
          ['a', ['Post 11', 'Post 13']],
        ],
      ],
      [
        { update: 'tags', key: 'a', changes: { label: 'Z' } },
        [
          ['a', ['Post 11', 'Post 13']],
          ['a-b', ['Post 11']],
        ],
      ],
      [
        { insert: 'tags', values: { slug: 'b', label: 'B' } },
        [
          ['a', ['Post 11', 'Post 13']],
          ['b', []],
        ],
      ],
      [
        {
          insert: 'postTags',
          values: { author_id: uuidOf(2), postId: uuidOf(13), tagSlug: 'b', position: 1 },
        },
        [
          ['a', ['Post 11', 'Post 13']],
          ['b', ['Post 13']],
        ],
      ],
    ],
  },
  {
    ...orders,
    name: 'orders of one customer with lines and products, by keys of several fields',
    asked: {
      list: 'orders',
      options: { where: { ...customer, lines: { some: {} } }, include: { lines: { include: ['product'] } } },
    },
    fields: ['orderNumber', 'lines.quantity'],
    shows: [
      [1, [2, 1]],
      [10, [999]],
    ],
    steps: [
      [
        {
          insert: 'orderLines',
          values: { ...customer, orderNumber: 2, line: 1, sku: 'ABC-0001', quantity: 7 },
        },
        [
          [1, [2, 1]],
          [2, [7]],
          [10, [999]],
        ],
      ],
      [
        { delete: 'orderLines', key: 'DE#9#10#1' },
        [
          [1, [2, 1]],
          [2, [7]],
        ],
      ],
    ],
  },
  {
    ...orders,
    name: 'the totals of one customer',
    asked: {
      aggregate: 'orders',
      options: { where: customer, sum: ['total'], min: ['orderNumber'], max: ['placedAt'] },
    },
    shows: {
      count: 3,
      sum: { total: 3n * 2n ** 65n + 13n },
      avg: {},
      min: { orderNumber: 1 },
      max: { placedAt: '2026-03-04T05:06:07.000Z' },
    },
    steps: [
      [
        { delete: 'orders', key: 'DE#9#1' },
        {
          count: 2,
          sum: { total: 2n * 2n ** 65n + 12n },
          avg: {},
          min: { orderNumber: 2 },
          max: { placedAt: '2026-03-04T05:06:07.000Z' },
        },
      ],
      [
        { update: 'orders', key: 'DE#9#2', changes: { total: 1n } },
        {
          count: 2,
          sum: { total: 2n ** 65n + 11n },
          avg: {},
          min: { orderNumber: 2 },
          max: { placedAt: '2026-03-04T05:06:07.000Z' },
        },
      ],
    ],
  },
]
