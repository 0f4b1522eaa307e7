import type { AnyModel, AnyModelEntity, StoredRow } from '@throughline/schema'
import { entityOf, keyString } from '@throughline/schema/adapter'
import { blogModel, orgModel } from '@throughline/schema/testing'
import { describe, expect, it } from 'vitest'
import { createFold, type Fold } from '../src/fold.ts'
import { type AnyListOptions, createLiveQueries, type LiveQueries } from '../src/live-queries.ts'
import type { Loader } from '../src/loader.ts'
import { createOperation, type Operation } from '../src/operation.ts'
import { plainList, plainRow, type Tables, type Values } from './plain-query.ts'

/** Whole numbers below a bound, the same ones each time (mulberry32). */
function createRandom(seed: number): (below: number) => number {
  let state = seed
  return (below) => {
    state = (state + 0x6d_2b_79_f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below
  }
}

type Random = ReturnType<typeof createRandom>
type RowMaker = (random: Random) => Values

interface Subject {
  readonly model: AnyModel
  readonly rows: Readonly<Record<string, RowMaker>>
  readonly queries: readonly (readonly [entity: string, options: AnyListOptions])[]
  readonly aggregates: readonly (readonly [entity: string, where: Values, field: string])[]
}

const names = ['a', 'B', 'c', 'Da', 'e', '']
const name = (random: Random): string => names[random(names.length)] ?? ''
const some = <T>(random: Random, value: T): T | null => (random(3) === 0 ? null : value)

const org: Subject = {
  model: orgModel,
  rows: {
    companies: (random) => ({ id: `c${random(3)}`, name: name(random) }),
    units: (random) => ({
      id: `u${random(5)}`,
      companyId: `c${random(3)}`,
      parentUnitId: some(random, `u${random(5)}`),
      name: name(random),
    }),
    people: (random) => ({
      id: `p${random(9)}`,
      companyId: `c${random(3)}`,
      unitId: `u${random(5)}`,
      managerId: some(random, `p${random(9)}`),
      name: name(random),
      title: name(random),
    }),
    projects: (random) => ({ id: `j${random(4)}`, companyId: `c${random(3)}`, name: name(random) }),
    assignments: (random) => ({
      companyId: `c${random(3)}`,
      personId: `p${random(9)}`,
      projectId: `j${random(4)}`,
      share: (random(8) + 1) / 8,
    }),
  },
  queries: [
    ['people', { orderBy: { name: 'asc', title: 'desc' }, include: ['projects', 'manager', 'reports'] }],
    [
      'companies',
      {
        include: {
          people: { include: { manager: { include: ['unit'] }, projects: { include: ['members'] } } },
          units: true,
        },
        orderBy: { name: 'desc' },
        limit: 2,
      },
    ],
    [
      'people',
      { where: { projects: { some: { name: { ilike: '%a%' } } } }, orderBy: { title: 'asc' }, limit: 4 },
    ],
    [
      'people',
      {
        where: {
          not: { manager: { title: 'a' } },
          or: [{ name: 'a' }, { reports: { none: { title: 'B' } } }],
        },
      },
    ],
    ['companies', { where: { people: { every: { assignments: { some: { share: { gte: 0.5 } } } } } } }],
    ['people', { include: { manager: { include: ['manager'] }, reports: true }, limit: 5 }],
    [
      'people',
      { where: { id: { in: ['p1', 'p4', 'p7', 'p9'] }, name: { in: names } }, orderBy: { name: 'asc' } },
    ],
    [
      'people',
      { where: { manager: null, assignments: { some: {} } }, include: ['assignments'], offset: 1, limit: 3 },
    ],
    [
      'units',
      {
        where: { and: [{ above: { above: { name: { in: names } } } }, { name: { isNull: false } }] },
        include: ['below'],
      },
    ],
    [
      'projects',
      { where: { members: { some: { manager: { unit: { name: 'a' } } } } }, include: ['members', 'company'] },
    ],
  ],
  aggregates: [
    ['assignments', { project: { name: 'a' } }, 'share'],
    ['assignments', {}, 'share'],
  ],
}

const blog: Subject = {
  model: blogModel,
  rows: {
    authors: (random) => ({
      id: `a${random(3)}`,
      handle: name(random),
      createdAt: '2026-01-01T00:00:00.000Z',
    }),
    posts: (random) => ({
      id: `p${random(5)}`,
      author_id: `a${random(3)}`,
      title: name(random),
      body: '',
      status: random(2) === 0 ? 'draft' : 'published',
      publishedAt: some(random, new Date(Date.UTC(2026, 0, random(5)))),
    }),
    photos: (random) => ({ id: `f${random(3)}`, author_id: `a${random(3)}`, url: name(random) }),
    tags: (random) => ({ slug: `t${random(4)}`, label: name(random) }),
    postTags: (random) => ({
      author_id: `a${random(3)}`,
      postId: `p${random(5)}`,
      tagSlug: `t${random(4)}`,
      position: random(3),
    }),
    comments: (random) => {
      const type = ['post', 'photo', 'comment'][random(3)] ?? 'post'
      return {
        id: `x${random(8)}`,
        subjectType: type,
        subjectId: `${{ post: 'p', photo: 'f', comment: 'x' }[type]}${random(5)}`,
        authorName: name(random),
        text: name(random),
      }
    },
  },
  queries: [
    ['comments', { include: { subject: { include: ['comments', 'author'] } }, orderBy: { text: 'asc' } }],
    ['posts', { include: { tags: { include: ['posts'] }, comments: { include: ['comments'] } } }],
    ['photos', { where: { comments: { some: { authorName: 'a' } } }, include: ['comments'] }],
    ['comments', { where: { subject: { title: { ilike: '%a%' } } }, limit: 3 }],
    [
      'tags',
      { where: { posts: { none: { status: 'draft' } } }, include: { posts: { include: ['author'] } } },
    ],
    [
      'posts',
      { where: { author: { handle: 'a' } }, orderBy: { publishedAt: 'desc', title: 'asc' }, limit: 2 },
    ],
  ],
  aggregates: [['postTags', { tag: { label: { ilike: '%a%' } } }, 'position']],
}

const state = { loaded: true, fetching: false, error: null, syncedAt: null }
// Sound: live queries call no more of it.
const loader = {
  acquire: () => ({ loaded: true, release: () => {} }),
  state: () => state,
  subscribe: () => () => {},
} as unknown as Loader

function open(model: AnyModel): { fold: Fold; queries: LiveQueries } {
  const fold = createFold(model)
  const wake = () => {}
  return { fold, queries: createLiveQueries({ model, fold, loader, wake }) }
}

function randomStep({ model, rows }: Subject, fold: Fold, random: Random, pending: Operation[]): void {
  const entity = entityOf(model, Object.keys(rows)[random(Object.keys(rows).length)] ?? '')
  const table = fold.table(entity.name)
  const row = rows[entity.name]?.(random) ?? {}
  const key = keyString(entity, row)
  const current = table.rows.get(key)
  const kind = random(10)
  if (kind < 3) {
    // Someone else wrote: with the same parents, since a row does not change them.
    const known = table.base.get(key)
    const parents = Object.fromEntries(
      entity.parentFields.map((field) => [field, known?.row[field] ?? row[field]]),
    )
    const version = (known?.meta.version ?? 0) + 1
    const meta = { version, createdAt: '2026', updatedAt: '2026' }
    const stored: StoredRow = { row: { ...row, ...parents }, meta }
    fold.receive(table, [stored], fold.beginRead())
    fold.endRead()
  } else if (kind < 4) fold.confirm(table, key, null)
  else if (kind < 8 || pending.length === 0) {
    const operation = toOperation(entity, row, current, random)
    if (!operation) return
    pending.push(operation)
    fold.add(operation)
  } else {
    const [ended] = pending.splice(random(pending.length), 1)
    if (ended) fold.remove(ended)
  }
}

function toOperation(
  entity: AnyModelEntity,
  row: Values,
  current: Values | undefined,
  random: Random,
): Operation | undefined {
  if (!current) return createOperation({ kind: 'insert', entity, row, values: row, before: {} })
  if (random(4) === 0)
    return createOperation({ kind: 'delete', entity, row: current, values: {}, before: current })
  const changeable = Object.entries(row).filter(([field]) => !entity.path.includes(field))
  const [change] = changeable.slice(random(Math.max(1, changeable.length)))
  const values = change ? Object.fromEntries([change]) : {}
  return createOperation({ kind: 'update', entity, row: current, values, before: current })
}

function watchAll(subject: Subject, queries: LiveQueries, fold: Fold) {
  const { model } = subject
  const tables: Tables = (of) => [...fold.table(of).rows.values()]
  const lists = subject.queries.map(([of, options]) => ({
    of,
    options,
    list: queries.list(entityOf(model, of), options),
  }))
  const numbers = subject.aggregates.map(([of, where, field]) => {
    const asked = { where, sum: [field], avg: [field], min: [field], max: [field] }
    return { of, where, field, live: queries.aggregate(entityOf(model, of), asked) }
  })

  return {
    readables: [...lists.map(({ list }) => list), ...numbers.map(({ live }) => live)],
    check(): void {
      for (const { of, options, list } of lists) {
        const { data, total } = list.get()
        const expected = plainList(model, tables, of, options)
        expect({ data, total }).toEqual(expected)
        if (options.include) continue
        for (const row of data) expect(fold.table(of).rows.get(keyString(entityOf(model, of), row))).toBe(row)
      }
      for (const { of, where, field, live } of numbers) {
        const values = plainList(model, tables, of, { where }).data.map((row) => Number(row[field]))
        const sum = values.reduce((all, value) => all + value, 0)
        expect(live.get().data).toEqual({
          count: values.length,
          sum: { [field]: sum },
          avg: { [field]: values.length === 0 ? null : sum / values.length },
          min: { [field]: values.length === 0 ? null : Math.min(...values) },
          max: { [field]: values.length === 0 ? null : Math.max(...values) },
        })
      }
      const [entity] = Object.values(model.entities)
      const include = Object.keys(entity?.relations ?? {})
      for (const row of entity ? tables(entity.name) : []) {
        if (!entity) continue
        const live = queries.row(entity, keyString(entity, row), { include })
        expect(live.get().data).toEqual(plainRow(model, tables, entity, row, include))
      }
    },
  }
}

describe.each([
  ['org', org],
  ['blog', blog],
])('live queries of the %s model', (_, subject) => {
  it(
    'equal a plain filter, sort and join over all rows after each of thousands of steps',
    { timeout: 120_000 },
    () => {
      for (let seed = 1; seed <= 10; seed += 1) {
        const random = createRandom(seed)
        const { fold, queries } = open(subject.model)
        const pending: Operation[] = []
        const watched = watchAll(subject, queries, fold)
        const stops = new Map<number, () => void>()
        const told = watched.readables.map(() => 0)
        const before = watched.readables.map((readable) => readable.get() as object)
        for (let step = 0; step < 250; step += 1) {
          // Watched or not, on and off: half of them most of the time.
          const place = random(watched.readables.length * 4)
          const readable = watched.readables[place]
          if (readable) {
            stops.get(place)?.()
            if (!stops.delete(place))
              stops.set(
                place,
                readable.subscribe(() => (told[place] = (told[place] ?? 0) + 1)),
              )
          }
          told.fill(0)
          fold.batch(() => {
            for (let one = random(4); one >= 0; one -= 1) randomStep(subject, fold, random, pending)
          })
          watched.check()
          for (const [index, one] of watched.readables.entries()) {
            const now = one.get()
            if (stops.has(index) && now !== before[index]) expect(told[index]).toBeGreaterThan(0)
            before[index] = now
          }
        }
        for (const stop of stops.values()) stop()
      }
    },
  )
})
