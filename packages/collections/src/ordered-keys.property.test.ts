import fc from 'fast-check'
import { expect, it } from 'vitest'
import { createOrderedKeys } from './ordered-keys.ts'
import { compareSortValues, toSortValue } from './sort-value.ts'

const value = fc.oneof(
  fc.constantFrom(null, undefined, '', 'a', 'B', 'ä', 'z'),
  fc.integer({ min: 0, max: 3 }),
)
const change = fc.tuple(
  fc.integer({ min: 0, max: 60 }).map((index) => `k${index}`),
  fc.option(fc.record({ a: value, b: value }), { nil: undefined }),
)

it('equals a plain sort after any changes, one by one or many at once', () => {
  fc.assert(
    fc.property(fc.array(fc.array(change, { maxLength: 80 }), { maxLength: 12 }), (batches) => {
      const keys = createOrderedKeys([
        ['a', 'asc'],
        ['b', 'desc'],
      ])
      const model = new Map<string, { a?: unknown; b?: unknown }>()
      for (const batch of batches) {
        const changes = [...new Map(batch)]
        keys.update(changes)
        for (const [key, row] of changes) {
          if (row) model.set(key, row)
          else model.delete(key)
        }
        const sorted = [...model]
          .toSorted(
            ([k1, r1], [k2, r2]) =>
              compareSortValues(toSortValue(r1.a), toSortValue(r2.a), 'asc') ||
              compareSortValues(toSortValue(r1.b), toSortValue(r2.b), 'desc') ||
              (k1 < k2 ? -1 : 1),
          )
          .map(([key]) => key)
        expect(keys.slice(0, Infinity)).toEqual(sorted)
      }
    }),
    { numRuns: 300 },
  )
})

/** Numbers below a bound, the same for the same seed. */
function randomOf(seed: number): (below: number) => number {
  let state = seed
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) | 0
    return (state >>> 8) % below
  }
}

it('equals a plain sort where only the beginning of many rows is looked at', () => {
  fc.assert(
    fc.property(fc.integer(), (seed) => {
      const below = randomOf(seed)
      const keys = createOrderedKeys([['a', 'asc']])
      const model = new Map<string, { a: number }>()
      const update = (changes: ReadonlyMap<string, { a: number } | undefined>): void => {
        keys.update([...changes])
        for (const [key, row] of changes) {
          if (row) model.set(key, row)
          else model.delete(key)
        }
      }
      const some = (count: number) =>
        new Map(Array.from({ length: count }, () => [`k${below(4_000)}`, { a: below(500) }]))
      update(some(4_000))
      for (let step = 0; step < 60; step += 1) {
        if (below(12) === 0) update(some(100 + below(400)))
        else {
          // Rows at the beginning go or move, so that it runs dry now and then.
          const front = keys
            .slice(0, 30)
            .map((key) => [key, below(4) === 0 ? { a: below(500) } : undefined] as const)
          update(new Map(front))
          update(some(below(20)))
        }
        const sorted = [...model]
          .toSorted(([k1, r1], [k2, r2]) => r1.a - r2.a || (k1 < k2 ? -1 : 1))
          .map(([key]) => key)
        const end = step === 59 ? Infinity : below(120)
        expect(keys.slice(0, end)).toEqual(sorted.slice(0, end))
        expect(keys.size).toBe(sorted.length)
      }
    }),
    { numRuns: 60 },
  )
})
