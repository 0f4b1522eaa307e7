import { describe, expect, it } from 'vitest'
import * as z from 'zod'
import * as mini from 'zod/mini'
import { describeField } from './describe-field.ts'
import type { FieldDescription } from './field-description.ts'

const plain = { optional: false, nullable: false, hasDefault: false, meta: {} }
const text = { ...plain, kind: 'string' }

const fieldOf = (description: FieldDescription | undefined, name: string): FieldDescription | undefined =>
  description?.fields?.[name]

const Node = z.object({
  name: z.string(),
  get children() {
    return z.array(Node)
  },
  get next() {
    return Node.nullish()
  },
})

const Author = z.object({
  name: z.string(),
  get books() {
    return z.array(Book)
  },
})
const Book = z.object({
  title: z.string(),
  get author() {
    return Author.optional()
  },
})

describe('a schema that contains itself', () => {
  it('is described once, and lazily where it is met again', () => {
    const node = describeField(Node)
    expect(fieldOf(node, 'name')).toEqual(text)
    const lazy = fieldOf(node, 'children')?.element
    expect(lazy).toEqual({ ...plain, kind: 'lazy', resolve: expect.any(Function) })
    expect(lazy?.resolve?.()).toBe(node)
    expect(lazy?.resolve?.()).toBe(lazy?.resolve?.())
    const next = fieldOf(node, 'next')
    expect(next).toMatchObject({ kind: 'lazy', optional: true, nullable: true })
    expect(next?.resolve?.()).toBe(node)
  })

  it('may do so by way of another', () => {
    const author = describeField(Author)
    const book = fieldOf(author, 'books')?.element
    expect(fieldOf(book, 'title')).toEqual(text)
    expect(fieldOf(book, 'author')?.resolve?.()).toBe(author)
    // Told from the other end, whatever was asked for first.
    const other = describeField(Book)
    expect(fieldOf(fieldOf(other, 'author'), 'books')?.element?.resolve?.()).toBe(other)
  })

  it('may be in the flavour of mini', () => {
    const tree: mini.ZodMiniType = mini.object({ leaves: mini.array(mini.lazy(() => tree)) })
    const description = describeField(tree)
    expect(fieldOf(description, 'leaves')?.element?.resolve?.()).toBe(description)
  })

  it('tells whether it takes null where it is met again', () => {
    const json = describeField(z.json())
    expect(json).toMatchObject({ kind: 'union', nullable: true })
    expect(json.options?.map(({ kind }) => kind)).toEqual(['string', 'number', 'boolean', 'array', 'record'])
    const lazy = json.options?.[3]?.element
    expect(lazy).toMatchObject({ kind: 'lazy', nullable: true })
    expect(lazy?.resolve?.()).toMatchObject({ kind: 'union', nullable: true })
  })

  it('tells whether it may be missing where it is met again', () => {
    const Maybe: z.ZodType = z.union([z.string().optional(), z.array(z.lazy(() => Maybe))])
    const description = describeField(Maybe)
    expect(description).toMatchObject({ kind: 'union', optional: true })
    expect(description.options?.[1]?.element).toMatchObject({ kind: 'lazy', optional: true })
  })

  it('is told on both sides where they differ', () => {
    const Tree = z.object({
      size: z.codec(z.string(), z.number(), { decode: Number, encode: String }),
      get counted(): z.ZodType {
        return z.codec(z.array(Tree), z.number(), { decode: (list) => list.length, encode: () => [] })
      },
    })
    const counted = fieldOf(describeField(Tree), 'counted')
    expect(counted).toMatchObject({ kind: 'number', input: { kind: 'array' } })
    const input = counted?.input?.element
    expect(fieldOf(input, 'size')).toEqual(text)
    expect(fieldOf(input, 'counted')).toMatchObject({ kind: 'lazy' })
    expect(fieldOf(input, 'counted')?.resolve?.().element).toBe(input)
  })

  it('does not need to: a lazy schema that ends is what it holds', () => {
    expect(describeField(z.lazy(() => z.string().min(2)))).toEqual({ ...text, min: 2 })
    expect(describeField(z.lazy(() => z.array(z.lazy(() => z.string()))))).toEqual({
      ...plain,
      kind: 'array',
      element: text,
    })
  })

  it('is described in as many steps as it has parts, not paths', () => {
    let asked = 0
    const kinds: z.ZodObject[] = Array.from({ length: 30 }, (_, index) =>
      z.object({
        name: z.literal(`kind${index}`),
        get any() {
          asked += 1
          return z.array(z.union(kinds))
        },
      }),
    )
    expect(describeField(z.union(kinds)).options).toHaveLength(30)
    expect(asked).toBe(30)
  })

  it('has what it holds refused with its path', () => {
    const Bad = z.object({
      get children() {
        return z.array(Bad)
      },
      tags: z.tuple([z.string(), z.record(z.string(), z.union([z.string(), z.symbol()]))]),
    })
    expect(() => describeField(Bad)).toThrow(
      expect.objectContaining({
        path: 'tags.[1].{}.|1',
        message: 'z.symbol() cannot be stored. Use z.enum().',
      }),
    )
    expect(() => describeField(z.lazy(() => z.array(Bad)))).toThrow(
      expect.objectContaining({ path: '[].tags.[1].{}.|1' }),
    )
  })

  it('is refused where it is nothing but itself', () => {
    const Self: z.ZodType = z.lazy(() => Self)
    const Wrapped: z.ZodType = z.lazy(() => Wrapped.optional())
    const Choice: z.ZodType = z.lazy(() => z.union([z.string(), Choice]))
    const message =
      'A schema that is nothing but itself cannot be stored. Put an object, an array or a record in between.'
    for (const schema of [Self, Wrapped, Choice]) {
      expect(() => describeField(schema)).toThrow(expect.objectContaining({ message }))
    }
  })

  it('is refused where it is made anew at each level, which would have no end', () => {
    const make = (): z.ZodType => z.object({ next: z.lazy(make).optional(), twin: z.lazy(make).optional() })
    const makeByGetter = (): z.ZodType =>
      z.object({
        get next() {
          return makeByGetter().optional()
        },
      })
    const makeLazy = (): z.ZodType => z.lazy(() => makeLazy().nullable())
    for (const schema of [make(), makeByGetter()]) {
      expect(() => describeField(schema)).toThrow(
        /^A schema of more than 256 levels cannot be stored\. Flatten it; .*\.$/,
      )
    }
    expect(() => describeField(makeLazy())).toThrow(/nothing but itself/)
  })
})
