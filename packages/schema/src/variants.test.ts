import { describe, expect, it } from 'vitest'
import * as z from 'zod'
import * as mini from 'zod/mini'
import type { ObjectSchema } from './entity.types.ts'
import { deriveVariants } from './variants.ts'

const toNumber = z.codec(z.string(), z.number(), { decode: Number, encode: String })

function variantsOf(
  schema: ObjectSchema,
  path: readonly string[] = ['id'],
): ReturnType<typeof deriveVariants> {
  return deriveVariants({ schema, path })
}

function keysRefused({ error }: z.ZodSafeParseResult<unknown>): string[] {
  return error?.issues.flatMap((issue) => (issue.code === 'unrecognized_keys' ? issue.keys : [])) ?? []
}

const Note = z
  .object({
    id: z.string(),
    text: z.string().trim().min(1),
    size: toNumber,
    mood: z.enum(['good', 'bad']).default('good'),
    due: z.date().optional(),
    place: z.object({ country: z.string().default('DE') }).optional(),
    createdAt: z.iso.datetime(),
  })
  .refine(({ text, mood }) => text !== mood, { path: ['text'], error: 'The text repeats the mood.' })

describe('insert', () => {
  const { insert } = variantsOf(Note)

  it('takes the input side, fills defaults and runs the checks of the schema', () => {
    expect(insert.parse({ id: 'a', text: ' Hello ', size: '5', place: {} })).toEqual({
      id: 'a',
      text: 'Hello',
      size: 5,
      mood: 'good',
      place: { country: 'DE' },
    })
    expect(insert.safeParse({ id: 'a', text: 'good', size: '5' }).error?.issues).toMatchObject([
      { path: ['text'] },
    ])
    expect(insert.safeParse({ id: 'a', text: 'Hello', size: 5 }).success).toBe(false)
  })

  it('refuses unknown keys and managed fields', () => {
    const row = {
      id: 'a',
      text: 'Hello',
      size: '5',
      admin: true,
      createdAt: '2020-01-01T00:00:00Z',
      version: 9,
    }
    expect(keysRefused(insert.safeParse(row))).toEqual(['admin', 'createdAt', 'version'])
  })
})

describe('update', () => {
  const { update } = variantsOf(Note)

  it('takes any part of the input side and fills nothing in', () => {
    expect(update.parse({})).toEqual({})
    expect(Object.keys(update.parse({}) as object)).toEqual([])
    expect(update.parse({ size: '5' })).toEqual({ size: 5 })
    expect(update.safeParse({ size: 5 }).success).toBe(false)
    expect(update.parse({ text: ' Hi ' })).toEqual({ text: 'Hi' })
  })

  it('lets undefined clear an optional field, and fills the inside of a value that is written', () => {
    expect(update.parse({ due: undefined })).toEqual({ due: undefined })
    expect(update.parse({ place: {} })).toEqual({ place: { country: 'DE' } })
  })

  it('refuses unknown keys, managed fields and key fields', () => {
    const changes = { id: 'b', boardId: 'c', admin: true, createdAt: 'now', version: 1, updatedAt: 'now' }
    expect(keysRefused(update.safeParse(changes)).toSorted()).toEqual(Object.keys(changes).toSorted())
  })

  const filling = {
    default: z.string().default('x'),
    prefault: z.string().prefault('x'),
    catch: z.string().catch('x'),
    'default, nullable': z.string().default('x').nullable(),
    'default, readonly': z.string().default('x').readonly(),
    'default, optional': z.string().default('x').optional(),
    'default, exactOptional': z.string().default('x').exactOptional(),
    'default, nonoptional': z.string().default('x').nonoptional(),
    'default, catch': z.string().default('x').catch('y'),
    'optional, default': z.string().optional().default('x'),
    'catch, default': z.string().catch('y').default('x'),
    'prefault, default, nullish': z.string().prefault('y').default('x').nullish(),
    'default, refine': z
      .string()
      .default('x')
      .refine((value) => value !== 'bad'),
    'default, pipe': z.string().default('x').pipe(z.string()),
    'default, codec': z.codec(z.string().default('1'), z.number(), { decode: Number, encode: String }),
    'codec, default': toNumber.default(1),
    'default, preprocess': z.preprocess((value) => value ?? 'y', z.string().default('x')),
    'default, lazy': z.lazy(() => z.string().default('x')),
    'default, union': z.union([z.string().default('x'), z.number()]),
    'optional, pipe': z.codec(z.string().optional(), z.string(), {
      decode: (value) => value ?? 'x',
      encode: (value) => value,
    }),
    'mini default': mini._default(mini.string(), 'x'),
    'mini default, nullable': mini.nullable(mini._default(mini.string(), 'x')),
  } satisfies Record<string, z.core.$ZodType>

  it.each(Object.entries(filling))('does not fill a field that it leaves out: %s', (_wrappers, field) => {
    const variants = variantsOf(z.object({ id: z.string(), field }))
    expect(Object.keys(variants.update.parse({}) as object)).toEqual([])
    expect(variants.update.parse({ field: undefined })).toEqual({ field: undefined })
    const written = variants.insert.safeParse({ id: 'a', field: '5' })
    expect(written.success).toBe(true)
    expect(variants.update.parse({ field: '5' })).toMatchObject({
      field: (written.data as { field: unknown }).field,
    })
  })

  it('keeps the checks of a default that it takes away', () => {
    const { update: checked } = variantsOf(z.object({ id: z.string(), field: filling['default, refine'] }))
    expect(checked.safeParse({ field: 'bad' }).success).toBe(false)
  })
})

describe('key', () => {
  it('takes texts under the grammar of keys and whole numbers, as the fields are', () => {
    const schema = z.object({ id: z.string(), day: z.iso.date(), line: z.int(), kind: z.enum(['a', 'b']) })
    const { key } = variantsOf(schema, ['id', 'day', 'line', 'kind'])
    const good = { id: 'x', day: '2020-01-01', line: 3, kind: 'a' }
    expect(key.parse(good)).toEqual(good)
    for (const bad of [
      { id: 'a#b' },
      { id: '' },
      { id: 1 },
      { line: '3' },
      { line: 1.5 },
      { kind: undefined },
    ]) {
      expect(key.safeParse({ ...good, ...bad }).success).toBe(false)
    }
    expect(key.safeParse({ ...good, other: 'x' }).success).toBe(false)
  })

  it('does not fail on a field that the model will be refused for', () => {
    const { key } = variantsOf(z.object({ id: z.symbol(), field: z.never() }), ['id', 'missing'])
    expect(key.safeParse({ id: 'a', missing: 'b' }).success).toBe(true)
  })
})

describe('row', () => {
  const { row } = variantsOf(Note)
  const read = { id: 'a', text: 'Hi', size: 5, mood: 'bad', createdAt: '2020-01-01T00:00:00Z' }

  it('takes the output side with declared managed fields, and changes nothing', () => {
    expect(row.parse(read)).toEqual(read)
    expect(row.parse({ ...read, text: ' Hi ' })).toEqual({ ...read, text: ' Hi ' })
    for (const bad of [{ size: '5' }, { mood: undefined }, { createdAt: undefined }, { text: '' }]) {
      expect(row.safeParse({ ...read, ...bad }).success).toBe(false)
    }
  })

  it('runs the checks of the schema and refuses unknown keys', () => {
    expect(row.safeParse({ ...read, text: 'bad' }).error?.issues).toMatchObject([
      { message: 'The text repeats the mood.' },
    ])
    expect(keysRefused(row.safeParse({ ...read, version: 1, admin: true }))).toEqual(['version', 'admin'])
  })

  it('gives a schema that has no fields of two sides its own fields', () => {
    const { row: mine } = variantsOf(mini.object({ id: mini.string(), size: mini.optional(mini.number()) }))
    expect(mine.parse({ id: 'a', size: 1 })).toEqual({ id: 'a', size: 1 })
  })
})

describe('an entity with further keys', () => {
  const managed = { createdAt: 'x', updatedAt: 'x', version: 'x' }

  it('reads those of a loose object and writes none', () => {
    const { insert, update, row } = variantsOf(z.looseObject({ id: z.string() }))
    expect(keysRefused(insert.safeParse({ id: 'a', more: 1 }))).toEqual(['more'])
    expect(keysRefused(update.safeParse({ more: 1 }))).toEqual(['more'])
    expect(row.parse({ id: 'a', more: 1 })).toEqual({ id: 'a', more: 1 })
  })

  it('reads and writes those of a catchall, but for managed fields and keys', () => {
    const { insert, update, row } = variantsOf(
      z.object({ id: z.string() }).catchall(toNumber.or(z.literal('x'))),
    )
    expect(insert.parse({ id: 'a', more: '1' })).toEqual({ id: 'a', more: 1 })
    expect(insert.safeParse({ id: 'a', more: true }).success).toBe(false)
    expect(update.parse({ more: '1' })).toEqual({ more: 1 })
    expect(update.safeParse({ more: undefined }).success).toBe(true)
    expect(insert.safeParse({ id: 'a', more: undefined }).success).toBe(false)
    expect(row.parse({ id: 'a', more: 1 })).toEqual({ id: 'a', more: 1 })
    expect(keysRefused(insert.safeParse({ id: 'a', ...managed }))).toEqual(Object.keys(managed))
    expect(keysRefused(update.safeParse({ id: 'x', ...managed })).toSorted()).toEqual(
      ['id', ...Object.keys(managed)].toSorted(),
    )
  })
})
