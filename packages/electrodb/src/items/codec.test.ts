import { describeField } from '@throughline/schema'
import { describe, expect, it } from 'vitest'
import * as z from 'zod'
import { fieldCodec, UnstorableValue } from './codec.ts'

const Thing = z.object({
  at: z.date(),
  sizes: z.set(z.bigint()),
  byDay: z.map(z.date(), z.number()),
  pair: z.tuple([z.string(), z.date().optional()]),
  either: z.union([z.date(), z.string()]),
  texts: z.array(z.string().nullable()),
  free: z.unknown(),
})
const codec = fieldCodec(describeField(Thing.partial()))

const Comment = z.object({
  text: z.string(),
  get replies() {
    return z.array(Comment)
  },
})

function comments(levels: number): z.output<typeof Comment> {
  return { text: `Level ${levels}`, replies: levels === 1 ? [] : [comments(levels - 1)] }
}

/** How many lists and maps are inside one another. */
function levelsOf(value: unknown): number {
  if (typeof value !== 'object' || value === null) return 0
  return 1 + Math.max(0, ...Object.values(value).map(levelsOf))
}

describe('fieldCodec', () => {
  it('keeps each kind in a form that people can read', () => {
    const at = new Date('2026-01-02T03:04:05.678Z')
    const value = {
      at,
      sizes: new Set([2n ** 70n, 1n]),
      byDay: new Map([[at, 5]]),
      pair: ['x', undefined],
      either: at.toJSON(),
      texts: ['a', null],
      free: { due: at },
    }
    const stored = {
      at: '2026-01-02T03:04:05.678Z',
      sizes: ['1180591620717411303424', '1'],
      byDay: [['2026-01-02T03:04:05.678Z', 5]],
      pair: ['x', { $undefined: true }],
      either: '2026-01-02T03:04:05.678Z',
      texts: ['a', null],
      free: { due: { $date: '2026-01-02T03:04:05.678Z' } },
    }
    expect(codec.encode(value)).toStrictEqual(stored)
    expect(codec.decode(stored)).toStrictEqual(value)
    expect(codec.encode({ either: at })).toStrictEqual({ either: { $date: '2026-01-02T03:04:05.678Z' } })
  })

  it.each([
    ['half a character', { texts: ['ok', '\uD800'] }, ['texts', '1']],
    ['half a character in a name', { free: { '\uD800': 1 } }, ['free']],
    ['a number beyond 2^53', { free: 1e20 }, ['free']],
    ['NaN', { free: { deep: [Number.NaN] } }, ['free', 'deep', '0']],
    ['Infinity', { byDay: new Map([[new Date(0), Infinity]]) }, ['byDay', '0', '1']],
    ['a number too close to zero', { free: 1e-200 }, ['free']],
    ['a function', { free: { run: () => 1 } }, ['free', 'run']],
    ['a symbol', { free: [Symbol('x')] }, ['free', '0']],
    ['an instance of a class', { free: [new URL('https://example.com')] }, ['free', '0']],
    ['an invalid date', { at: new Date(Number.NaN) }, ['at']],
    ['undefined in a list that has none', { texts: [undefined] }, ['texts', '0']],
    ['a name that DynamoDB refuses', { free: { '': 1 } }, ['free', '']],
    ['a name that the SDK loses', { free: JSON.parse('{"__proto__":1}') }, ['free', '__proto__']],
    ['a name that the SDK stumbles over', { free: { constructor: 'x' } }, ['free', 'constructor']],
  ])('refuses %s, with its path', (_name, value, path) => {
    const encode = (): unknown => codec.encode(value)
    expect(encode).toThrow(UnstorableValue)
    expect(encode).toThrow(expect.objectContaining({ path }))
  })

  it('keeps recursive data of any depth within the levels that DynamoDB has', () => {
    const thread = fieldCodec(describeField(Comment))
    for (const levels of [1, 15, 16, 17, 300]) {
      const encoded = thread.encode(comments(levels))
      expect(levelsOf(encoded)).toBeLessThanOrEqual(31)
      expect(thread.decode(encoded)).toEqual(comments(levels))
    }
    expect(thread.encode(comments(15))).toEqual(comments(15))
    expect(thread.encode(comments(17))).toHaveProperty('$json')
  })

  it('goes by the discriminator at each level of a recursive union', () => {
    const Expression = z.discriminatedUnion('type', [
      z.object({ type: z.literal('day'), on: z.date() }),
      z.object({ type: z.literal('text'), on: z.string() }),
      z.object({
        type: z.literal('all'),
        get of() {
          return z.array(Expression)
        },
      }),
    ])
    const { encode, decode } = fieldCodec(describeField(Expression))
    const on = new Date(0)
    const value = {
      type: 'all',
      of: [
        { type: 'all', of: [{ type: 'day', on }] },
        { type: 'text', on: on.toJSON() },
      ],
    }
    expect(encode(value)).toEqual(JSON.parse(JSON.stringify(value)))
    expect(decode(encode(value))).toEqual(value)
  })

  it('keeps data that looks like what deep data is kept as', () => {
    const free = fieldCodec(describeField(z.unknown()))
    for (const value of [{ $json: '{}' }, { $json: '5', x: 1 }, { $json: { $json: '1' } }]) {
      expect(free.decode(free.encode(value))).toEqual(value)
    }
    expect(free.decode({ $json: 5 })).toEqual({ $json: 5 })
  })

  it('refuses what contains itself', () => {
    const loop: Record<string, unknown> = {}
    loop['self'] = loop
    expect(() => codec.encode({ free: loop })).toThrow('goes too deep, or contains itself')
  })

  it('leaves plain fields alone', () => {
    const plain = fieldCodec(
      describeField(z.object({ names: z.array(z.string()), either: z.union([z.string(), z.int()]) })),
    )
    const value = { names: ['x'], either: 1 }
    expect(plain.plain).toBe(true)
    expect(plain.decode(value)).toBe(value)
  })
})
