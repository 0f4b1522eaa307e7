import { describe, expect, it } from 'vitest'
import * as z from 'zod'
import { describeField, UnsupportedFieldError } from './describe-field.ts'

const bad = z.symbol()
const isUrl = z.instanceof(URL)

describe('what cannot be stored', () => {
  it.each([
    [
      z.string().transform(Number),
      'The result of .transform(), which is not known, cannot be stored. End it with .pipe(z.number()) or the like, or use z.codec() or .overwrite().',
    ],
    [
      z.codec(z.url(), isUrl, { decode: (text) => new URL(text), encode: String }),
      'The decoded side of a codec cannot be stored. Keep the encoded value in the model, and decode it where it is shown.',
    ],
    [
      isUrl,
      'z.custom() or z.instanceof() cannot be stored. Use a schema of plain data with .refine(), or z.unknown().',
    ],
    [z.literal(1n), 'z.literal() of a bigint cannot be stored. Use a text or a finite number.'],
    [
      z.literal(undefined),
      'z.literal() of undefined cannot be stored. Use .optional() on a field that can hold a value.',
    ],
    [
      z.literal(Number.POSITIVE_INFINITY),
      'z.literal() of a number cannot be stored. Use a text or a finite number.',
    ],
    [z.enum([]), 'A list of no values cannot be stored. Give it one at least.'],
    [z.never().optional(), 'z.never() cannot be stored. Remove the field.'],
    [
      z.pipe(z.file(), z.coerce.string()),
      'z.file() cannot be stored. Store the file elsewhere and keep its address as z.url().',
    ],
  ])('is refused with the nearest thing that can %#', (schema, message) => {
    expect(() => describeField(schema)).toThrow(expect.objectContaining({ message, path: '' }))
    expect(() => describeField(schema)).toThrow(UnsupportedFieldError)
  })

  it.each([
    [z.object({ list: z.array(z.object({ bad })) }), 'list.[].bad'],
    [z.tuple([z.string(), bad]), '[1]'],
    [z.tuple([z.string()], bad), '[...]'],
    [z.set(bad), '[]'],
    [z.map(bad, z.string()), '{key}'],
    [z.map(z.string(), bad), '{}'],
    [z.record(z.string(), bad), '{}'],
    [z.object({}).catchall(bad), '{}'],
    [z.union([z.string(), z.object({ bad })]), '|1.bad'],
    [z.object({ a: z.string() }).and(z.object({ bad })), 'bad'],
    [z.object({ bad: bad.nullish().readonly() }), 'bad'],
    [
      z.codec(z.object({ bad }), z.string(), { decode: () => '', encode: () => ({ bad: Symbol('x') }) }),
      'bad',
    ],
    [
      z.codec(z.string(), z.object({ bad }), { decode: () => ({ bad: Symbol('x') }), encode: () => '' }),
      'bad',
    ],
  ])('is named by its path %#', (schema, path) => {
    expect(() => describeField(schema)).toThrow(expect.objectContaining({ path }))
  })

  it('does not hide an error of another kind', () => {
    const broken = z.lazy(() => {
      throw new TypeError('no schema here')
    })
    expect(() => describeField(z.array(broken))).toThrow(TypeError)
  })
})
