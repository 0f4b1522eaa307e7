import { describe, expect, it } from 'vitest'
import { canonicalText, copyOf, UnstorableValue } from './plain-data.ts'

describe('copyOf', () => {
  it('copies every kind of value, with nothing shared', () => {
    const value = {
      text: 'ü',
      none: null,
      big: 2n ** 70n,
      date: new Date(5),
      list: [[1], { a: new Date(6) }],
      set: new Set([{ b: 1 }]),
      map: new Map([[new Date(7), { c: [1] }]]),
    }
    const copied = copyOf(value)
    expect(copied).toStrictEqual(value)
    value.date.setTime(0)
    value.list[0] = [2]
    for (const item of value.set) item.b = 2
    for (const [key, item] of value.map) {
      key.setTime(0)
      item.c.push(2)
    }
    expect(copied).toStrictEqual({
      text: 'ü',
      none: null,
      big: 2n ** 70n,
      date: new Date(5),
      list: [[1], { a: new Date(6) }],
      set: new Set([{ b: 1 }]),
      map: new Map([[new Date(7), { c: [1] }]]),
    })
  })

  it('leaves out members that are undefined, and keeps those that are null', () => {
    expect(copyOf({ a: undefined, b: null, c: { d: undefined } })).toStrictEqual({ b: null, c: {} })
  })

  it('keeps a member that is called __proto__ a member', () => {
    const copied = copyOf(JSON.parse('{"__proto__":{"admin":true}}') as object)
    expect(Object.keys(copied)).toEqual(['__proto__'])
    expect(copied).not.toHaveProperty('admin')
  })

  it.each([
    ['a function', { a: [() => 1] }, ['a', '0']],
    ['a symbol', { a: { b: Symbol('x') } }, ['a', 'b']],
    ['an instance of a class', { a: new Map([['k', new URL('http://a')]]) }, ['a', 'k']],
  ])('refuses %s, and says where', (_what, value, path) => {
    expect(() => copyOf(value)).toThrow(expect.objectContaining({ name: 'UnstorableValue', path }))
    expect(() => copyOf(value)).toThrow(UnstorableValue)
  })
})

describe('canonicalText', () => {
  it('is the same for values that are equal', () => {
    expect(canonicalText({ a: 1, b: { c: [1], d: undefined } })).toBe(canonicalText({ b: { c: [1] }, a: 1 }))
    expect(canonicalText(new Set(['a', 'b']))).toBe(canonicalText(new Set(['b', 'a'])))
    expect(
      canonicalText(
        new Map([
          ['a', 1],
          ['b', 2],
        ]),
      ),
    ).toBe(
      canonicalText(
        new Map([
          ['b', 2],
          ['a', 1],
        ]),
      ),
    )
  })

  it('tells values apart that are not', () => {
    const plain = [1, '1', 1n, true, 'true', null, 'null', undefined, Number.NaN, Infinity]
    const dates = [new Date(1), 'Date(1)', new Date(Number.NaN)]
    const lists = [
      [],
      [1],
      ['1'],
      [[1]],
      [1, 2],
      ['1,2'],
      new Set(),
      new Set([1]),
      new Map(),
      new Map([[1, 1]]),
    ]
    const objects = [{}, { a: null }, { a: [] }, { 'a:1,b': 2 }, { a: 1, b: 2 }]
    const values = [...plain, ...dates, ...lists, ...objects]
    expect(new Set(values.map(canonicalText)).size).toBe(values.length)
  })
})
