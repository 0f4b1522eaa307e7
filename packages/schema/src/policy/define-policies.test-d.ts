import { describe, expectTypeOf, it } from 'vitest'
import type { SyncStore } from '../sync.types.ts'
import { blogModel } from '../testing/blog-model.ts'
import type { ordersModel } from '../testing/orders-model.ts'
import { definePolicies } from './define-policies.ts'
import type { GuardedStore, Policies } from './policy.types.ts'

interface Reader {
  readonly id: string
  readonly role: 'admin' | 'author'
  readonly authorId: string
}

const roles = ['admin', 'author', 'guest'] as const
const principal = (user: Reader | null) => ({ id: user?.id ?? 'guest', role: user?.role ?? 'guest' }) as const
const open = { read: 'everyone' } as const
const others = { photos: open, tags: open, postTags: open, comments: open }

describe('definePolicies', () => {
  const policies = definePolicies(blogModel, {
    roles: ['admin', 'author', 'guest'],
    principal: (user: Reader | null) => ({ id: user?.id ?? 'guest', role: user?.role ?? 'guest' }),
    attributes: (user) => user?.authorId,
    entities: {
      ...others,
      authors: {
        read: 'everyone',
        update: {
          admin: true,
          author: ({ user, row }) => {
            expectTypeOf(user).toEqualTypeOf<Reader | null>()
            expectTypeOf(row.handle).toEqualTypeOf<string>()
            return user?.authorId === row.id
          },
        },
        fields: {
          bio: {
            read: {
              author: ({ row }) => {
                expectTypeOf(row.bio).toEqualTypeOf<string | undefined>()
                return row.bio !== undefined
              },
            },
          },
        },
      },
      posts: {
        read: {
          admin: true,
          guest: ({ row }) => {
            expectTypeOf(row.status).toEqualTypeOf<'draft' | 'published'>()
            expectTypeOf(row.publishedAt).toEqualTypeOf<Date | null>()
            return row.status === 'published'
          },
        },
        create: ['admin'],
        delete: [],
      },
    },
  })

  it('knows the user and the model', () => {
    expectTypeOf(policies).toEqualTypeOf<Policies<typeof blogModel, Reader | null>>()
    type Open = typeof policies.open
    expectTypeOf<Parameters<Open>>().toEqualTypeOf<[SyncStore<typeof blogModel>, Reader | null]>()
    expectTypeOf<ReturnType<Open>>().toEqualTypeOf<GuardedStore<typeof blogModel>>()
    // @ts-expect-error -- a store of another model
    expectTypeOf<SyncStore<typeof ordersModel>>().toExtend<Parameters<Open>[0]>()
    const view = policies.open({} as SyncStore<typeof blogModel>, null)
    // @ts-expect-error -- an entity that the model does not have
    void view.reveal('people', { id: '' }, ['bio'])
    // @ts-expect-error -- a field that the entity does not have
    void view.reveal('authors', { id: '' }, ['title'])
    // @ts-expect-error -- the key of another entity
    void view.reveal('posts', { id: '' }, ['title'])
    const revealed = view.reveal('authors', { id: '' }, ['bio'])
    expectTypeOf(revealed)
      .resolves.toHaveProperty('row')
      .toEqualTypeOf<{ id: string; bio?: string | undefined }>()
  })

  it('refuses names that there are not', () => {
    const base = { roles, principal }
    const authors = open
    const posts = open
    const all = { ...others, authors, posts }
    // @ts-expect-error -- an entity without a policy
    definePolicies(blogModel, { ...base, entities: { ...others, posts } })
    // @ts-expect-error -- an entity that there is not
    definePolicies(blogModel, { ...base, entities: { ...others, authors, posts, people: open } })
    // @ts-expect-error -- a role that there is not, in a list
    definePolicies(blogModel, { ...base, entities: { ...all, posts: { read: ['editor'] } } })
    // @ts-expect-error -- a role that there is not, in an object
    definePolicies(blogModel, { ...base, entities: { ...all, posts: { read: { editor: true } } } })
    // @ts-expect-error -- an operation that there is not
    definePolicies(blogModel, { ...base, entities: { ...all, posts: { list: 'everyone' } } })
    // @ts-expect-error -- a field that there is not
    definePolicies(blogModel, { ...base, entities: { ...all, posts: { fields: { titel: {} } } } })
    // @ts-expect-error -- an operation of a field that there is not
    definePolicies(blogModel, { ...base, entities: { ...all, posts: { fields: { title: { see: roles } } } } })
    // @ts-expect-error -- an audit entity that there is not
    definePolicies(blogModel, { ...base, entities: all, audit: 'trail' })
    definePolicies(blogModel, {
      ...base,
      // @ts-expect-error -- a field that this entity's rows do not have
      entities: { ...all, posts: { read: { guest: ({ row }) => row.handle === '' } } },
    })
    definePolicies(blogModel, {
      ...base,
      // @ts-expect-error -- an answer that is not yet there
      entities: { ...all, posts: { read: { guest: async ({ row }) => row.title === '' } } },
    })
    definePolicies(blogModel, {
      roles,
      // @ts-expect-error -- a principal of a role that there is not
      principal: (user: Reader | null) => ({ id: '', role: user ? 'editor' : 'guest' }),
      entities: all,
    })
  })
})
