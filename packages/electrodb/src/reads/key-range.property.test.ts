import { compareText } from '@throughline/schema/adapter'
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { edgeOf, type KeyRange, sideOf, type SortCondition, tableIndex } from './key-range.ts'

const text = fc.string({ unit: fc.constantFrom('a', 'b', '#', '!', '語', '😀', '￿'), maxLength: 4 })
const sort: fc.Arbitrary<SortCondition> = fc.oneof(
  fc.record({ op: fc.constantFrom('<', '<=', '=', '>', '>=', 'begins_with'), text }),
  fc.record({ op: fc.constant('between' as const), low: text, high: text }),
) as fc.Arbitrary<SortCondition>
const index = { name: 'GSI3', pk: 'gsi3pk', sk: 'gsi3sk' } as const

/** What DynamoDB says of a sort key. */
function isIn(condition: SortCondition, key: string): boolean {
  if (condition.op === 'between')
    return compareText(key, condition.low) >= 0 && compareText(key, condition.high) <= 0
  const order = compareText(key, condition.text)
  switch (condition.op) {
    case '<':
      return order < 0
    case '<=':
      return order <= 0
    case '=':
      return order === 0
    case '>':
      return order > 0
    case '>=':
      return order >= 0
    case 'begins_with':
      return key.startsWith(condition.text)
  }
}

it('tells of each place whether it is in a range, and on which side of it', () => {
  fc.assert(
    fc.property(sort, text, text, (condition, key, other) => {
      const range: KeyRange = { pk: 'p', sort: condition }
      const place = { pk: 'x', sk: 'x', sort: key }
      const side = sideOf(index, range, place)
      const empty = condition.op === 'between' && compareText(condition.low, condition.high) > 0
      if (!empty) expect(side === 0).toBe(isIn(condition, key))
      // No item of the range is on that side of the place.
      if (side !== 0 && isIn(condition, other)) expect(Math.sign(compareText(key, other))).toBe(side)
      if (!isIn(condition, other)) return
      expect(compareText(edgeOf(range, false).sort, other)).toBeLessThanOrEqual(0)
      expect(compareText(edgeOf(range, true).sort, other)).toBeGreaterThanOrEqual(0)
    }),
    { numRuns: 5_000 },
  )
})

it('has the table’s partitions one after the other', () => {
  const range = { pk: 'b', sort: { op: '=', text: 's' } } as const
  const sides = ['a', 'b', 'c'].map((pk) => sideOf(tableIndex, range, { pk, sk: 's', sort: 's' }))
  expect(sides).toEqual([-1, 0, 1])
})
