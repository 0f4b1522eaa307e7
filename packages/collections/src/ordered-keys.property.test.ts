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
