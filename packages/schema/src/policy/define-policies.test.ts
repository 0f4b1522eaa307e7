import { describe, expect, it } from 'vitest'
import * as z from 'zod'
import { studio, studioPolicies } from '../../tests/studio.ts'
import { defineEntity } from '../define-entity.ts'
import { defineModel } from '../define-model.ts'
import { fieldMeta } from '../field-meta.ts'
import { memoryStore } from '../memory/memory-store.ts'
import { ModelError } from '../model-error.ts'
import { blogModel } from '../testing/blog-model.ts'
import { auditEntry } from './audit-entry.ts'
import { definePolicies } from './define-policies.ts'

/** What is wrong with policies that may be anything, as plain JavaScript's may. */
function problemsOf(model: unknown, options: object): string[] {
  try {
    definePolicies(
      model as typeof studio,
      options as Parameters<typeof definePolicies<typeof studio, unknown, string>>[1],
    )
  } catch (error) {
    if (!(error instanceof ModelError)) throw error
    expect(error.problems.every(({ code }) => code === 'invalid_policy')).toBe(true)
    return error.problems.map(
      ({ entity, field, message }) => `${[entity, field].filter(Boolean).join('.')}: ${message}`,
    )
  }
  return []
}

const principal = () => ({ id: 'x', role: 'a' })
const all = { create: 'everyone', read: 'everyone', update: 'everyone', delete: 'everyone' }
const base = { roles: ['a', 'b'], principal }
const entities = { members: all, jobs: all, trail: {} }

describe('definePolicies', () => {
  it('takes policies that are right', () => {
    expect(problemsOf(studio, { ...base, entities, audit: 'trail', attributes: () => 1 })).toEqual([])
    expect(problemsOf(studio, { ...base, entities: { members: {}, jobs: {}, trail: {} } })).toEqual([])
  })

  it('tells all problems at once, where and what to do', () => {
    const problems = problemsOf(studio, {
      roles: ['a', 'b', 'a'],
      principal: null,
      entities: {
        members: {
          ...all,
          list: 'everyone',
          read: ['c'],
          update: { a: 'yes', d: true },
          delete: () => true,
          fields: {
            id: { read: ['a'] },
            nam: {},
            createdAt: { write: [] },
            name: { mask: ['a'], see: [] },
            pay: { reveal: ['a'] },
            team: 'a',
          },
        },
        jobs: { fields: { memberId: { write: ['a'] } } },
        people: {},
      },
    })
    expect(new Set(problems)).toEqual(
      new Set([
        ': The role "a" is named twice. Remove one.',
        ': `principal` is no function that tells who a user is.',
        'people: The model has no such entity. It has: members, jobs, trail.',
        'members: There is no operation "list". There are: create, read, update, delete, fields.',
        'members: The rule of `read` names the role "c", which is none of them. There are: a, b, a.',
        'members: The rule of `update` says neither yes nor no to "a". Give true, false, or a condition on the row.',
        'members: The rule of `update` names the role "d", which is none of them. There are: a, b, a.',
        "members: The rule of `delete` is none. It is 'everyone', a list of roles, or an object of them: a, b, a.",
        'members.nam: It has no such field. It has: id, name, team, iban, pay, note, papers, createdAt.',
        'members.id: It names the row, and is read and written with it. Remove its rules.',
        'members.name: There is no operation "see" of a field. There are: read, mask, reveal, write.',
        'members.name: It has no mask. Register it as `sensitive` with one, or remove the rule of `mask`.',
        'members.team: Its policy is no object of rules.',
        'members.pay: Its `reveal` is told to nobody. Name an entity for it with `audit`.',
        'members.pay: All read it, so there is nothing to reveal. Give it a rule of `read`, or remove that of `reveal`.',
        'members.createdAt: The server keeps it, and tells it with the row. Remove its rules.',
        'jobs.memberId: It names the row with its parent, and is read and written with it. Remove its rules.',
        'trail: It has no policy. Give it one: `{}` denies all.',
      ]),
    )
    expect(problems).toHaveLength(18)
  })

  it('refuses no roles, and policies of nothing', () => {
    expect(problemsOf(studio, { roles: [], principal, entities })).toContain(
      ': It has no `roles`. Name one at least.',
    )
    expect(problemsOf(studio, { roles: [''], principal, entities })).toContain(
      ': A role is a text with a character at least.',
    )
    const missing = problemsOf(studio, { ...base, entities: undefined })
    expect(missing).toHaveLength(3)
    // What every object inherits is no policy.
    const model = defineModel({
      service: 's',
      entities: { constructor: defineEntity({ singular: 'builder', schema: z.object({ id: z.string() }) }) },
    })
    expect(problemsOf(model, { ...base, entities: {} })).toEqual([
      'constructor: It has no policy. Give it one: `{}` denies all.',
    ])
    expect(problemsOf(studio, { ...base, entities, attributes: 'id' })).toHaveLength(1)
  })

  it('refuses a key that is sensitive, whatever is said of it', () => {
    const schema = z.object({ id: z.string().register(fieldMeta, { sensitive: { mask: 'all' } }) })
    const model = defineModel({ service: 's', entities: { cards: defineEntity({ schema }) } })
    const message = 'cards.id: It names the row, and is read and written with it. It cannot be `sensitive`.'
    expect(problemsOf(model, { ...base, entities: { cards: all } })).toEqual([message])
  })

  it('refuses an audit entity that could not take what it is told, or that somebody writes', () => {
    const modelOf = (log: ReturnType<typeof defineEntity>) =>
      defineModel({ service: 's', entities: { log } as never })
    const check = (log: unknown, policy: object = {}) =>
      problemsOf(modelOf(log as ReturnType<typeof defineEntity>), {
        ...base,
        audit: 'log',
        entities: { log: policy },
      })
    const advice = 'Make it of `auditEntry`, which may be extended by optional fields.'
    expect(check(defineEntity({ schema: auditEntry }))).toEqual([])
    expect(check(defineEntity({ schema: auditEntry.extend({ note: z.string().optional() }) }))).toEqual([])
    expect(check(defineEntity({ schema: auditEntry.omit({ actor: true, key: true }) }))).toEqual([
      `log: It has no actor, key. ${advice}`,
    ])
    const [strict, ...rest] = check(
      defineEntity({ schema: auditEntry.extend({ note: z.string(), at: z.iso.date() }) }),
    )
    expect(strict).toMatch(/^log: It does not take an entry\. at: .* note: .*auditEntry/)
    expect(rest).toEqual([])
    expect(
      check(defineEntity({ schema: auditEntry }), { create: ['a'], update: [], delete: { b: true } }),
    ).toEqual([
      'log: Only the store itself writes it. Remove the rule of `create`.',
      'log: Only the store itself writes it. Remove the rule of `delete`.',
    ])
    expect(problemsOf(studio, { ...base, audit: 'log', entities })).toEqual([
      ': `audit` names "log", which the model does not have. It has: members, jobs, trail.',
    ])
    const child = defineModel({
      service: 's',
      entities: {
        members: defineEntity({ schema: z.object({ id: z.string() }) }),
        log: defineEntity({ schema: auditEntry.extend({ memberId: z.string() }) }),
      },
    })
    expect(problemsOf(child, { ...base, audit: 'log', entities: { members: all, log: {} } })).toContain(
      'log: It is to be told of all rows, and belongs to one. Set `parent` to null.',
    )
  })

  it('refuses rules that can never let anybody', () => {
    const rules = {
      members: { read: ['a'], update: ['a', 'b'], delete: { b: () => true } },
      jobs: { ...all, fields: { title: { write: { a: true, b: false } }, code: { write: [] } } },
      trail: {},
    }
    expect(problemsOf(studio, { ...base, entities: rules })).toEqual([
      'members: The role "b" may `update` rows and read none. Let it read, or remove it there.',
      'members: The role "b" may `delete` rows and read none. Let it read, or remove it there.',
      'jobs: The role "b" may `create` rows, and read none of "members" that they belong to. Let it read those, or remove it there.',
      'jobs.title: The role "b" may `create` rows, and not `write` this field that each must have. Let it, or make the field optional.',
    ])
  })

  it('tells what each role may, as plain data', () => {
    const { matrix, roles } = studioPolicies
    expect(roles).toEqual(['boss', 'member', 'guest'])
    expect(Object.keys(matrix)).toEqual(['members', 'jobs', 'trail'])
    expect(JSON.parse(JSON.stringify(matrix))).toEqual(matrix)
    const { create, read, fields } = matrix['members'] ?? {}
    expect({ create, read }).toEqual({
      create: { boss: 'allow', member: 'deny', guest: 'deny' },
      read: { boss: 'allow', member: 'by row', guest: 'deny' },
    })
    const nobody = { boss: 'deny', member: 'deny', guest: 'deny' }
    const everybody = { boss: 'allow', member: 'allow', guest: 'allow' }
    expect(fields).toEqual({
      iban: {
        read: { boss: 'deny', member: 'by row', guest: 'deny' },
        mask: everybody,
        reveal: { boss: 'by row', member: 'deny', guest: 'deny' },
        write: everybody,
      },
      pay: {
        read: { boss: 'allow', member: 'by row', guest: 'deny' },
        mask: nobody,
        reveal: nobody,
        write: { boss: 'allow', member: 'deny', guest: 'deny' },
      },
      // Sensitive, or with something sensitive inside, and without a rule.
      note: { read: nobody, mask: everybody, reveal: nobody, write: everybody },
      papers: { read: nobody, mask: everybody, reveal: nobody, write: everybody },
    })
  })
})

describe('open', () => {
  const user = (role: string, id: unknown = 'x') => ({ id, role })
  const policies = definePolicies(blogModel, {
    roles: ['a', 'b'],
    principal: (who: { id: unknown; role: string }) => who as { id: string; role: 'a' },
    entities: {
      authors: { read: 'everyone' },
      posts: {
        read: {
          a: () => Promise.resolve(false) as unknown as boolean,
          b: (() => 1) as unknown as () => boolean,
        },
      },
      photos: {},
      tags: {},
      postTags: {},
      comments: {},
    },
  })
  const store = memoryStore(blogModel, { feedBefore: true })

  it('denies who has none of the roles, or no id', () => {
    for (const nobody of [user('c'), user('everyone'), user('__proto__'), user('a', ''), user('a', null)]) {
      expect(() => policies.open(store, nobody)).toThrow(expect.objectContaining({ code: 'denied' }))
    }
  })

  it('lets nobody by an answer that is not plainly true', async () => {
    const row = {
      id: '00000000-0000-4000-8000-000000000011',
      author_id: '00000000-0000-4000-8000-000000000001',
      title: 'T',
      body: '',
      status: 'draft' as const,
      publishedAt: null,
    }
    await store.load([
      { entity: 'authors', row: { id: row.author_id, handle: 'h', createdAt: '2026-01-01T00:00:00.000Z' } },
      { entity: 'posts', row },
    ])
    for (const role of ['a', 'b']) {
      const view = policies.open(store, user(role))
      expect((await view.list('authors')).items).toHaveLength(1)
      expect((await view.list('posts')).items).toEqual([])
    }
  })

  it('gives a view that does not change what was given to it, and can be spread', async () => {
    const view = { ...policies.open(store, user('a')) }
    expect(view.feedBefore).toBe(false)
    expect(view.model).toBe(blogModel)
    expect(view.scope).toBe(policies.open(store, user('a')).scope)
    expect((await view.list('authors')).items).toHaveLength(1)
  })
})
