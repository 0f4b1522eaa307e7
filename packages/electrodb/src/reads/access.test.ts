import { planQuery, planRead } from '@throughline/schema/adapter'
import { describe, expect, it } from 'vitest'
import { marketLayout, marketModel } from '../../tests/market-model.ts'
import { type AccessRequest, planAccess } from './access.ts'
import { modelItems } from '../items/item.ts'
import type { KeyRange } from './key-range.ts'

const model = modelItems(marketModel, marketLayout)

function accessOf(name: string, request: object, consistency: AccessRequest['consistency'] = 'any') {
  const items = model.of(name)
  return planAccess(items, model.partitions, { ...planRead(items.entity, request), consistency })
}

/** What is read, as `GSI3 pk / sk`. */
function reads(name: string, request: object, consistency?: AccessRequest['consistency']): string[] {
  const { index, ranges, exact } = accessOf(name, request, consistency)
  return ranges.map((range) => `${index.name ?? 'table'} ${textOf(range)}${exact ? '' : ' and more'}`)
}

function textOf({ pk, sort }: KeyRange): string {
  if (!sort) return pk
  return sort.op === 'between' ? `${pk} / ${sort.low} … ${sort.high}` : `${pk} / ${sort.op} ${sort.text}`
}

describe('the way to rows', () => {
  it.each<[string, string, object, string[]]>([
    ['a root’s list', 'stalls', {}, ['GSI1 STALLS / begins_with STALL#']],
    ['a child’s list', 'goods', {}, ['GSI2 ALL_DATA / begins_with STALL#']],
    ['a whole key', 'stalls', { where: { id: 'a' } }, ['table STALL#a / = PROFILE']],
    [
      'some whole keys',
      'stalls',
      { where: { id: { in: ['a', 'b', 'a', 'c#d'] } } },
      ['table STALL#a / = PROFILE', 'table STALL#b / = PROFILE'],
    ],
    ['a range of keys', 'stalls', { where: { id: { gte: 'b' } } }, ['GSI1 STALLS / STALL#b … STALL$']],
    ['a range up to a key', 'stalls', { where: { id: { lte: 'b' } } }, ['GSI1 STALLS / STALL# … STALL#b']],
    [
      'keys that begin so',
      'stalls',
      { where: { id: { startsWith: 'b' } } },
      ['GSI1 STALLS / begins_with STALL#b'],
    ],
    [
      'keys of several fields, by the first',
      'rates',
      { where: { region: 'EU' } },
      ['GSI1 RATES / begins_with RATE#EU#'],
    ],
    [
      'keys of several fields, by a range of the last',
      'rates',
      { where: { region: { in: ['EU', 'US'] }, year: { gte: 2020, lte: 2025 } } },
      [
        'GSI1 RATES / RATE#EU#0000000000002020 … RATE#EU#0000000000002025',
        'GSI1 RATES / RATE#US#0000000000002020 … RATE#US#0000000000002025',
      ],
    ],
    ['a parent', 'goods', { where: { stallId: 'a' } }, ['table STALL#a / begins_with GOOD#']],
    [
      'a parent, and more',
      'goods',
      { where: { stallId: 'a', note: 'n' } },
      ['table STALL#a / begins_with GOOD# and more'],
    ],
    ['a grandparent', 'tests', { where: { stallId: 'a' } }, ['table STALL#a / begins_with TEST#']],
    [
      'a range of keys below a parent',
      'tests',
      { where: { stallId: 'a', goodId: 'g', year: 2025, number: { gt: 3 } } },
      ['table STALL#a / TEST#g#0000000000002025#0000000000000003 … TEST#g#0000000000002025$ and more'],
    ],
    [
      'the beginnings of parents’ keys',
      'goods',
      { where: { stallId: { startsWith: 'st' } } },
      ['GSI2 ALL_DATA / begins_with STALL#st'],
    ],
    ['a reference', 'goods', { where: { growerId: 'g' } }, ['GSI3 GOOD#grower#g']],
    [
      'some references',
      'goods',
      { where: { growerId: { in: ['g', 'h'] } } },
      ['GSI3 GOOD#grower#g', 'GSI3 GOOD#grower#h'],
    ],
    [
      'a reference to nothing',
      'goods',
      { where: { growerId: null } },
      ['GSI2 ALL_DATA / begins_with STALL# and more'],
    ],
    ['a unique value', 'goods', { where: { code: 'x' } }, ['GSI4 GOOD#code / = #x']],
    [
      'a unique value of a parent’s',
      'goods',
      { where: { stallId: 'a', code: 'x' } },
      ['GSI4 GOOD#code / = #x and more'],
    ],
    ['a value', 'stalls', { where: { name: 'n' } }, ['GSI3 STALL#name / = #n']],
    ['a beginning', 'stalls', { where: { name: { startsWith: 'n' } } }, ['GSI3 STALL#name / begins_with #n']],
    ['one bound', 'stalls', { where: { name: { gt: 'n' } } }, ['GSI3 STALL#name / > #n']],
    ['two bounds', 'stalls', { where: { name: { gte: 'n', lte: 'p' } } }, ['GSI3 STALL#name / #n … #p']],
    [
      'bounds around one value',
      'stalls',
      { where: { name: { gte: 'n', lte: 'n' } } },
      ['GSI3 STALL#name / #n … #n'],
    ],
    [
      'bounds that are left out',
      'stalls',
      { where: { name: { gt: 'n', lt: 'p' } } },
      ['GSI3 STALL#name / #n … #p and more'],
    ],
    [
      'more bounds than one can have',
      'stalls',
      { where: { name: { gt: 'n', gte: 'o', lt: 'q' } } },
      ['GSI3 STALL#name / #o … #q and more'],
    ],
    ['a number', 'goods', { where: { price: { lt: -0.5 } } }, ['GSI5 GOOD#price / < #-9999999999999999.4~']],
    [
      'a bound beyond all numbers',
      'goods',
      { where: { price: { lt: 1e300 } } },
      ['GSI5 GOOD#price / begins_with #'],
    ],
    [
      'a date',
      'stalls',
      { where: { opened: { gte: new Date(0) } } },
      ['GSI4 STALL#opened / >= #1970-01-01T00:00:00.000Z'],
    ],
    [
      'two values: the first that is served',
      'goods',
      { where: { price: 1, growerId: 'g' } },
      ['GSI3 GOOD#grower#g and more'],
    ],
    [
      'what no index tells',
      'stalls',
      { where: { name: { contains: 'n' } } },
      ['GSI1 STALLS / begins_with STALL# and more'],
    ],
    [
      'a sparse index',
      'goods',
      { where: { open: true, due: new Date(0) } },
      ['GSI6 GOOD#due / = #1970-01-01T00:00:00.000Z'],
    ],
    [
      'a sparse index whose values are not asked for',
      'goods',
      { where: { due: new Date(0) } },
      ['GSI2 ALL_DATA / begins_with STALL# and more'],
    ],
    [
      'a local index',
      'goods',
      { where: { stallId: 'a', rank: { gte: 3 } } },
      ['LSI1 STALL#a / GOOD#0000000000000003 … GOOD$'],
    ],
    [
      'a local index of another parent',
      'tests',
      { where: { stallId: 'a', goodId: 'g', grade: 'B' } },
      ['LSI1 STALL#a / = TEST#g#B'],
    ],
    [
      'a local index without a parent',
      'goods',
      { where: { rank: 3 } },
      ['GSI2 ALL_DATA / begins_with STALL# and more'],
    ],
  ])('%s', (_what, name, request, expected) => {
    expect(reads(name, request)).toEqual(expected)
  })

  it.each<[string, string, object]>([
    ['a key that breaks the grammar', 'stalls', { where: { id: 'a#b' } }],
    ['a key that is no whole number', 'rates', { where: { region: 'EU', year: 1.5 } }],
    ['a parent of such a key', 'goods', { where: { stallId: '' } }],
    ['bounds that leave nothing', 'stalls', { where: { name: { gt: 'p', lt: 'n' } } }],
    ['bounds beyond all numbers', 'goods', { where: { price: { gt: 1e300 } } }],
    ['a value that is too long for a key', 'stalls', { where: { name: 'ü'.repeat(600) } }],
    ['nothing, in an order', 'stalls', { where: { id: '' }, orderBy: { name: 'asc' } }],
  ])('asks DynamoDB nothing for %s', (_what, name, request) => {
    expect(reads(name, request)).toEqual([])
  })

  it('leaves a bound that is too long to the check of the rows', () => {
    const long = 'z'.repeat(2_000)
    expect(reads('stalls', { where: { name: { gt: 'n', lt: long } } })).toEqual([
      'GSI3 STALL#name / > #n and more',
    ])
  })

  it('does not ask for more ranges than a hundred', () => {
    const regions = Array.from({ length: 60 }, (_, index) => `r${index}`)
    const years = Array.from({ length: 60 }, (_, index) => index)
    expect(reads('rates', { where: { region: { in: regions } } })).toHaveLength(60)
    const both = reads('rates', { where: { region: { in: regions }, year: { in: years } } })
    expect(both).toHaveLength(60)
    expect(both[0]).toBe('GSI1 RATES / begins_with RATE#r0# and more')
  })
})

describe('an order', () => {
  it.each<[string, string, object, string[]]>([
    ['of values', 'stalls', { orderBy: { name: 'asc' } }, ['GSI3 STALL#name / begins_with #']],
    [
      'of values, with other conditions',
      'goods',
      { where: { stallId: 'a', note: 'n' }, orderBy: { price: 'desc' } },
      ['GSI5 GOOD#price / begins_with # and more'],
    ],
    [
      'of values in a range',
      'goods',
      { where: { price: { gt: 3 } }, orderBy: { price: 'asc' } },
      ['GSI5 GOOD#price / > #0000000000000003'],
    ],
    [
      'of values, among some',
      'stalls',
      { where: { name: { in: ['b', 'a'] } }, orderBy: { name: 'asc' } },
      ['GSI3 STALL#name / = #b', 'GSI3 STALL#name / = #a'],
    ],
    [
      'of a sparse index',
      'goods',
      { where: { open: true }, orderBy: { due: 'asc' } },
      ['GSI6 GOOD#due / begins_with #'],
    ],
    ['of keys', 'stalls', { orderBy: { id: 'desc' } }, ['GSI1 STALLS / begins_with STALL#']],
    [
      'of keys, beside a value',
      'stalls',
      { where: { name: 'n' }, orderBy: { id: 'asc' } },
      ['GSI1 STALLS / begins_with STALL# and more'],
    ],
    [
      'of the first field of keys',
      'rates',
      { where: { year: 2025 }, orderBy: { region: 'asc' } },
      ['GSI1 RATES / begins_with RATE# and more'],
    ],
  ])('%s', (_what, name, request, expected) => {
    expect(reads(name, request)).toEqual(expected)
    const { orderBy } = request as { orderBy: Record<string, string> }
    expect(accessOf(name, request).backwards).toBe(Object.values(orderBy)[0] === 'desc')
  })

  it('of a sparse index is refused without its values, with advice', () => {
    expect(() => accessOf('goods', { orderBy: { due: 'asc' } })).toThrow(
      '"goods" cannot be read in the order of "due" with these conditions. ' +
        'The index of that order holds rows with { open: true } alone: add it to "where".',
    )
  })
})

describe('the rows of one parent', () => {
  const queryAccess = (request: object, consistency: AccessRequest['consistency'] = 'preferred') => {
    const items = model.of('goods')
    const { parent, conditions, orderBy } = planQuery(items.entity, request)
    const ofParent = Object.entries(parent).map(([field, value]) => ({ field, op: 'eq', value }) as const)
    return planAccess(items, model.partitions, {
      conditions: [...ofParent, ...conditions],
      orderBy,
      consistency,
    })
  }
  const queried = (request: object, consistency?: AccessRequest['consistency']): string[] => {
    const { index, ranges } = queryAccess(request, consistency)
    return ranges.map((range) => `${index.name ?? 'table'} ${textOf(range)}`)
  }
  const ofStall = { stallId: 'a' }

  it('are read consistently, from their partition or from a local index of it', () => {
    expect(queried({ where: { ...ofStall, code: 'x' } })).toEqual(['table STALL#a / begins_with GOOD#'])
    expect(queried({ where: { ...ofStall, rank: 7 } })).toEqual(['LSI1 STALL#a / = GOOD#0000000000000007'])
    expect(queried({ where: ofStall, orderBy: { id: 'desc' } })).toEqual([
      'table STALL#a / begins_with GOOD#',
    ])
    expect(queryAccess({ where: ofStall })).toMatchObject({ consistent: true, exact: true })
  })

  it('are read from an index where that alone has the order, unless they must be consistent', () => {
    const request = { where: ofStall, orderBy: { price: 'asc' } }
    expect(queried(request)).toEqual(['GSI5 GOOD#price / begins_with #'])
    expect(() => queryAccess(request, 'required')).toThrow(
      'This read of "goods" is answered by an index, which DynamoDB updates within moments. ' +
        'Leave "consistent" out, or ask by { stallId } without another order.',
    )
  })
})

describe('a consistent list', () => {
  it('is read by the key or the parent, and refused otherwise', () => {
    expect(reads('goods', { where: { stallId: 'a', code: 'x' } }, 'required')).toEqual([
      'table STALL#a / begins_with GOOD# and more',
    ])
    expect(accessOf('stalls', { where: { id: 'a' } }, 'required').consistent).toBe(true)
    for (const request of [{}, { where: { name: 'n' } }, { orderBy: { id: 'asc' } }]) {
      expect(() => accessOf('stalls', request, 'required')).toThrow(
        expect.objectContaining({ code: 'invalid', message: expect.stringMatching(/ask by \{ id \}/) }),
      )
    }
  })
})
