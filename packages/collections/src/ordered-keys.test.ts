import { describe, expect, it } from 'vitest'
import { createOrderedKeys } from './ordered-keys.ts'
import { foldText } from './sort-value.ts'

const rows = (count: number) =>
  Array.from({ length: count }, (_, index) => [`k${index}`, { name: `n${(index * 7919) % count}` }] as const)

describe('ordered keys', () => {
  it('looks at O(log n) rows for a change, not at all of them', () => {
    for (const count of [1_000, 16_000]) {
      const keys = createOrderedKeys([['name', 'asc']])
      keys.update(rows(count))
      expect(keys.slice(0, Infinity)).toHaveLength(count)
      const before = keys.comparisons
      keys.update([['k5', { name: 'moved' }]])
      expect(keys.comparisons - before).toBeLessThanOrEqual(2 * (Math.ceil(Math.log2(count)) + 1))
      const unmoved = keys.comparisons
      expect(keys.update([['k5', { name: 'moved', other: 1 }]])).toBe(false)
      expect(keys.comparisons).toBe(unmoved)
    }
  })

  it('finds the first page of many rows by about one look at each', () => {
    const keys = createOrderedKeys([['name', 'asc']])
    keys.update(rows(16_000))
    expect(keys.comparisons).toBe(0)
    expect(keys.slice(0, 50)).toHaveLength(50)
    // One look at each of 16,000, and some 256 × (1 + ln(16,000 / 256)) of them that are put in their place.
    expect(keys.comparisons).toBeLessThan(16_000 + 256 * 6 * 9)
    const before = keys.comparisons
    expect(keys.slice(10, 60)).toHaveLength(50)
    keys.update([['k5', { name: 'a' }]])
    expect(keys.slice(0, 1)).toEqual(['k5'])
    expect(keys.comparisons - before).toBeLessThanOrEqual(20)
  })

  it('takes a chunk of a load by the window that is looked at', () => {
    const keys = createOrderedKeys([['name', 'asc']])
    const all = rows(10_000)
    for (let start = 0; start < all.length; start += 250) {
      keys.update(all.slice(start, start + 250))
      expect(keys.slice(0, 50)).toHaveLength(50)
    }
    // 40 merges with the beginning, of some hundred rows, and a look at each row.
    expect(keys.comparisons).toBeLessThan(10_000 + 40 * 1_000)
  })

  it('takes a chunk of a load by one merge where all is looked at', () => {
    const keys = createOrderedKeys([['name', 'asc']])
    const all = rows(10_000)
    for (let start = 0; start < all.length; start += 250) {
      keys.update(all.slice(start, start + 250))
      keys.slice(0, Infinity)
    }
    expect(keys.size).toBe(10_000)
    // 40 merges of at most 10,000, and 40 sorts of 250.
    expect(keys.comparisons).toBeLessThan(40 * 10_000 + 40 * 250 * 12)
  })

  it('orders as people do: no case, no diacritics, nothing last, ties by key', () => {
    const keys = createOrderedKeys([
      ['name', 'asc'],
      ['age', 'desc'],
    ])
    const people = ['Zoë', 'ärger', 'Arger', 'Łukasz', 'ludwig', '', 'Ödön', 'straße', 'Strasse'].map(
      (name, index) => [`k${index}`, { name, age: index === 2 ? null : index }] as const,
    )
    keys.update(people)
    const shown = keys.slice(0, 99).map((key) => people[Number(key.slice(1))]?.[1].name)
    expect(shown).toEqual(['ärger', 'Arger', 'ludwig', 'Łukasz', 'Ödön', 'Strasse', 'straße', 'Zoë', ''])
    expect(foldText('Ærøskøbing')).toBe('aeroskobing')
  })

  it('orders whole numbers of any size by their size', () => {
    const keys = createOrderedKeys([['n', 'asc']])
    const numbers = [10n ** 20n, 9n, -(10n ** 20n), null, 10n ** 20n + 1n, 10n]
    keys.update(numbers.map((n, index) => [`k${index}`, { n }] as const))
    expect(keys.slice(0, 99).map((key) => numbers[Number(key.slice(1))])).toEqual([
      -(10n ** 20n),
      9n,
      10n,
      10n ** 20n,
      10n ** 20n + 1n,
      null,
    ])
  })
})
