import { describe, expect, it } from 'vitest'
import { matches } from './matches.ts'
import type { FieldCondition } from './read-plan.types.ts'

const meets = (row: Readonly<Record<string, unknown>>, condition: object): boolean =>
  // Sound for these tests: each gives an operator what it takes.
  matches([{ field: 'value', ...condition } as FieldCondition], row)

const operators: readonly object[] = [
  { op: 'eq', value: 1 },
  { op: 'eq', value: null },
  { op: 'ne', value: 1 },
  { op: 'ne', value: null },
  { op: 'in', value: [1, null] },
  { op: 'gt', value: 0 },
  { op: 'gte', value: 0 },
  { op: 'lt', value: 9 },
  { op: 'lte', value: 9 },
  { op: 'startsWith', value: '' },
  { op: 'contains', value: '' },
]

describe('matches', () => {
  it('finds an absent value by `exists: false` alone', () => {
    for (const row of [{}, { value: undefined }, { other: 1 }]) {
      for (const condition of operators) expect(meets(row, condition), JSON.stringify(condition)).toBe(false)
      expect(meets(row, { op: 'exists', value: false })).toBe(true)
      expect(meets(row, { op: 'exists', value: true })).toBe(false)
    }
  })

  it('takes null for a value that is equal to itself, and in no order', () => {
    const found = operators.filter((condition) => meets({ value: null }, condition))
    expect(found).toEqual([
      { op: 'eq', value: null },
      { op: 'ne', value: 1 },
      { op: 'in', value: [1, null] },
    ])
    expect(meets({ value: null }, { op: 'exists', value: true })).toBe(true)
  })

  it('never takes values of two types for equal, nor compares them', () => {
    const values = ['1', 1, 1n, true, new Date(1)]
    for (const value of values) {
      for (const wanted of values.filter((other) => other !== value)) {
        expect(meets({ value }, { op: 'eq', value: wanted })).toBe(false)
        expect(meets({ value }, { op: 'ne', value: wanted })).toBe(true)
        for (const op of ['gt', 'gte', 'lt', 'lte'])
          expect(meets({ value }, { op, value: wanted })).toBe(false)
      }
    }
  })

  it('compares dates by time, wherever they are', () => {
    const value = new Date(5)
    expect(meets({ value }, { op: 'eq', value: new Date(5) })).toBe(true)
    expect(meets({ value }, { op: 'in', value: [new Date(4), new Date(5)] })).toBe(true)
    expect(meets({ value: [value] }, { op: 'contains', value: new Date(5) })).toBe(true)
    expect(meets({ value: new Set([value]) }, { op: 'contains', value: new Date(6) })).toBe(false)
  })

  it('looks for parts of texts in texts, and for elements in lists and sets', () => {
    expect(meets({ value: 'abc' }, { op: 'contains', value: 'bc' })).toBe(true)
    expect(meets({ value: ['abc'] }, { op: 'contains', value: 'bc' })).toBe(false)
    expect(meets({ value: ['abc', null] }, { op: 'contains', value: null })).toBe(true)
    expect(meets({ value: 'null' }, { op: 'contains', value: null })).toBe(false)
    expect(meets({ value: new Set([1, 2]) }, { op: 'contains', value: 2 })).toBe(true)
    expect(meets({ value: { a: 1 } }, { op: 'contains', value: 1 })).toBe(false)
    expect(meets({ value: 1 }, { op: 'startsWith', value: '1' })).toBe(false)
  })

  it('asks for all conditions, and for nothing that a row inherits', () => {
    const conditions: FieldCondition[] = [
      { field: 'a', op: 'gt', value: 1 },
      { field: 'a', op: 'lt', value: 3 },
      { field: 'b', op: 'eq', value: 'x' },
    ]
    expect(matches(conditions, { a: 2, b: 'x' })).toBe(true)
    expect(matches(conditions, { a: 3, b: 'x' })).toBe(false)
    expect(matches(conditions, { a: 2, b: 'y' })).toBe(false)
    expect(matches([], {})).toBe(true)
    expect(matches([{ field: 'toString', op: 'exists', value: true }], {})).toBe(false)
    expect(matches([{ field: 'toString', op: 'exists', value: true }], { toString: null })).toBe(true)
  })
})
