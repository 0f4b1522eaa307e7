import { describe, expect, it } from 'vitest'
import type { FieldDescription, FieldKind } from './field-description.ts'
import { jsonCodec } from './json-codec.ts'
import { decodeTagged } from './tagged-json.ts'

const field = (kind: FieldKind, rest: Partial<FieldDescription> = {}): FieldDescription => ({
  kind,
  optional: false,
  nullable: false,
  hasDefault: false,
  meta: {},
  ...rest,
})
const [text, date, bigint] = [field('string'), field('date'), field('bigint')]
const either = (...options: FieldDescription[]): FieldDescription => field('union', { options })
const at = new Date('2026-01-02T03:04:05.678Z')
const huge = 123_456_789_012_345_678_901_234_567_890_123_456_789n

/** A value's JSON, and what comes back from it. */
function trip(description: FieldDescription, value: unknown): { json: unknown; back: unknown } {
  const { encode, decode } = jsonCodec(description)
  const json: unknown = JSON.parse(JSON.stringify(encode(value)))
  return { json, back: decode(json) }
}

describe('jsonCodec', () => {
  it.each<[string, FieldDescription, unknown, unknown]>([
    ['a date', date, at, '2026-01-02T03:04:05.678Z'],
    ['a date before year 0', date, new Date(-1e14), '-001199-02-15T14:13:20.000Z'],
    ['a bigint of any size', bigint, -huge, '-123456789012345678901234567890123456789'],
    ['a set, in its order', field('set', { element: text }), new Set(['b', 'a']), ['b', 'a']],
    ['an empty set', field('set', { element: text }), new Set(), []],
    ['a set of dates', field('set', { element: date }), new Set([at]), [at.toJSON()]],
    [
      'a map with keys of another kind than text',
      field('map', { keys: field('number'), element: bigint }),
      new Map([
        [2, 1n],
        [1, 2n],
      ]),
      [
        [2, '1'],
        [1, '2'],
      ],
    ],
    [
      'a tuple with a rest',
      field('tuple', { items: [text, date], element: bigint }),
      ['x', at, 1n, 2n],
      ['x', at.toJSON(), '1', '2'],
    ],
    [
      'an item of a tuple that is not there',
      field('tuple', { items: [text, field('number', { optional: true }), date] }),
      ['x', undefined, at],
      ['x', { $undefined: true }, at.toJSON()],
    ],
    [
      'a list with holes',
      field('array', { element: field('date', { nullable: true, optional: true }) }),
      [undefined, null, at],
      [{ $undefined: true }, null, { $date: at.toJSON() }],
    ],
    [
      'further fields of an object',
      field('object', { fields: { a: text }, element: bigint }),
      { a: '1', b: 1n },
      { a: '1', b: '1' },
    ],
    ['a record', field('record', { keys: field('number'), element: date }), { 7: at }, { 7: at.toJSON() }],
    ['null in a union', either(date, field('literal', { literals: [null] })), null, null],
    ['a text that looks like the date of its union', either(date, text), at.toJSON(), at.toJSON()],
    ['the date of a union with texts', either(text, date), at, { $date: at.toJSON() }],
    ['the bigint of a union with texts', either(text, bigint), 1n, { $bigint: '1' }],
    ['digits in a union with bigints', either(text, bigint), '1', '1'],
    [
      'data that looks like a tag',
      either(date, field('record', { element: text })),
      { $date: at.toJSON() },
      { $object: { $date: at.toJSON() } },
    ],
    [
      'data that looks like tagged data that looks like a tag',
      field('any'),
      { $object: { $date: [{ $set: [] }] } },
      { $object: { $object: { $object: { $date: [{ $object: { $set: [] } }] } } } },
    ],
    ['data with more than a tag', field('any'), { $date: 'x', $set: [] }, { $date: 'x', $set: [] }],
    [
      'whatever it is',
      field('any'),
      { deep: [new Map([[new Set([at]), [undefined]]]), new Date(Number.NaN)] },
      { deep: [{ $map: [[{ $set: [{ $date: at.toJSON() }] }, [{ $undefined: true }]]] }, { $date: null }] },
    ],
  ])('keeps %s', (_name, description, value, json) => {
    expect(trip(description, value)).toStrictEqual({ json, back: value })
  })

  it('keeps the order of sets and maps', () => {
    const set = trip(field('set', { element: text }), new Set(['b', 'a', 'c'])).back as Set<string>
    const map = trip(
      field('any'),
      new Map([
        ['b', 1],
        ['a', 2],
      ]),
    ).back as Map<string, number>
    expect([[...set], [...map.keys()]]).toEqual([
      ['b', 'a', 'c'],
      ['b', 'a'],
    ])
  })

  it('leaves plain fields alone, at no cost', () => {
    const plain: FieldDescription = field('object', {
      fields: {
        names: field('array', { element: text }),
        either: either(text, field('number')),
        self: field('lazy', { resolve: () => plain }),
      },
    })
    const { encode, decode, ...flags } = jsonCodec(plain)
    const value = { names: ['x'], either: 1, self: { names: [], either: 'y' } }
    expect([encode(value), decode(value)]).toEqual([value, value])
    expect(encode(value)).toBe(value)
    expect(decode(value)).toBe(value)
    expect(flags).toEqual({ plain: true, stringifies: true })
  })

  it.each<[string, FieldDescription, boolean]>([
    ['dates', field('array', { element: field('object', { fields: { at: date } }) }), true],
    ['a union of dates and texts', either(date, text), false],
    ['a bigint', field('record', { element: bigint }), false],
    ['anything', field('any'), false],
    ['a list with `undefined`', field('array', { element: field('string', { optional: true }) }), false],
  ])('knows whether JSON.stringify would do: %s', (_name, description, stringifies) => {
    expect(jsonCodec(description)).toMatchObject({ plain: false, stringifies })
  })

  it('makes one codec of one description, also of a recursive one', () => {
    const node: FieldDescription = field('object', {
      fields: { at: date, next: field('lazy', { nullable: true, resolve: () => node }) },
    })
    expect(jsonCodec(node)).toBe(jsonCodec(node))
    const value = { at, next: { at, next: { at, next: null } } }
    const iso = at.toJSON()
    expect(trip(node, value)).toEqual({
      json: { at: iso, next: { at: iso, next: { at: iso, next: null } } },
      back: value,
    })
  })

  it('takes recursive data to the depth that the stack allows', () => {
    const node: FieldDescription = field('object', {
      fields: { at: date, next: field('lazy', { optional: true, resolve: () => node }) },
    })
    let value: object = { at }
    for (let depth = 0; depth < 500; depth += 1) value = { at, next: value }
    expect(trip(node, value).back).toEqual(value)
  })

  it('reads what a client writes, where it is of another form', () => {
    const fields = { when: field('date', { input: text }), amount: field('string', { input: bigint }) }
    const codec = jsonCodec(field('object', { fields }), 'input')
    const written = { when: '2026-01-02', amount: '5' }
    expect(codec.decode(written)).toEqual({ when: '2026-01-02', amount: 5n })
    expect(jsonCodec(field('object', { fields })).decode(written)).toEqual({
      when: new Date('2026-01-02'),
      amount: '5',
    })
  })

  it.each<[string, FieldDescription, unknown]>([
    ['a text that is no date', date, 'tomorrow'],
    ['a day that does not exist', date, '2026-02-30'],
    ['a number that is no text', date, 5],
    ['a fraction', bigint, '1.5'],
    ['an empty text', bigint, ''],
    ['no list', field('set', { element: date }), { 0: at.toJSON() }],
    ['no pairs', field('map', { keys: text, element: date }), [['a']]],
    ['no list of pairs', field('map', { keys: text, element: date }), { a: at.toJSON() }],
    ['no object', field('record', { element: date }), [at.toJSON()]],
    ['a tag with something else in it', field('any'), { $date: 5 }],
    ['a tag with no date in it', field('any'), { $date: 'soon' }],
    ['a tag with no digits in it', field('any'), { $bigint: 'x' }],
    ['a tag with no pairs in it', field('any'), { $map: [1] }],
    ['a tag of no kind', field('any'), { $new: 5 }],
    ['a tag that every object has', field('any'), { constructor: 5 }],
  ])('leaves to the schema: %s', (_name, description, value) => {
    expect(jsonCodec(description).decode(value)).toStrictEqual(value)
  })

  it('reads names that every object has as data', () => {
    const evil: unknown = JSON.parse('{"a":{"__proto__":{"polluted":{"$bigint":"1"}}}}')
    const back = decodeTagged(evil) as { a: object }
    expect(Object.keys(back.a)).toEqual(['__proto__'])
    expect(back.a).not.toHaveProperty('polluted')
    expect({}).not.toHaveProperty('polluted')
  })
})

describe('a discriminated union', () => {
  const option = (type: string, fields: Record<string, FieldDescription>): FieldDescription =>
    field('object', { fields: { type: field('literal', { literals: [type] }), ...fields } })
  const union = (...options: FieldDescription[]): FieldDescription =>
    field('union', { discriminator: 'type', options })
  const due = option('due', { at: date })
  const note = option('note', { at: text })

  it('keeps each alternative in its own form', () => {
    const iso = at.toJSON()
    expect(trip(union(due, note), { type: 'due', at })).toEqual({
      json: { type: 'due', at: iso },
      back: { type: 'due', at },
    })
    expect(trip(union(due, note), { type: 'note', at: iso }).back).toEqual({ type: 'note', at: iso })
  })

  it('goes through unions inside it', () => {
    const nested = union(note, union(due, option('sum', { of: bigint })))
    expect(trip(nested, { type: 'sum', of: 1n })).toEqual({
      json: { type: 'sum', of: '1' },
      back: { type: 'sum', of: 1n },
    })
  })

  it.each<[string, FieldDescription, unknown, unknown]>([
    [
      'two alternatives share a value',
      union(due, option('due', { at: text })),
      { type: 'due', at },
      { type: 'due', at: { $date: at.toJSON() } },
    ],
    [
      'an alternative has no such field',
      union(due, field('object', { fields: { at: text } })),
      { at: at.toJSON() },
      { at: at.toJSON() },
    ],
    [
      'the field of an alternative may be absent',
      union(
        due,
        field('object', { fields: { type: field('enum', { values: ['x'], optional: true }), at: date } }),
      ),
      { type: undefined, at },
      { at: { $date: at.toJSON() } },
    ],
    [
      'no alternative has the value',
      union(due, note),
      { type: 'other', at },
      { type: 'other', at: { $date: at.toJSON() } },
    ],
    ['a value is no object', union(due, note), at, { $date: at.toJSON() }],
  ])('is tagged where %s', (_name, description, value, json) => {
    expect(trip(description, value)).toEqual({ json, back: value })
  })
})
