import { expect, it } from 'vitest'
import { addPosting, createPostings, eachPosting, mergeLog, wantsMerge } from './postings.ts'

const valuesOf = (postings: ReturnType<typeof createPostings>, term: number): number[] => {
  const values: number[] = []
  eachPosting(postings, term, (value) => void values.push(value))
  return values.toSorted((a, b) => a - b)
}

it('moves a few thousand values at each step, and keeps what comes in between', () => {
  const postings = createPostings()
  for (let value = 0; value < 60_000; value += 1) addPosting(postings, value % 3, value)
  expect(wantsMerge(postings)).toBe(true)
  for (const _step of mergeLog(postings, 3, () => true));
  expect([postings.count, postings.values.length]).toEqual([0, 60_000])

  let asked = 0
  const merge = mergeLog(postings, 3, (value) => {
    asked += 1
    return value % 2 === 0
  })
  let steps = 1
  for (let next = 60_000; !merge.next().done; next += 1) {
    expect(asked).toBeLessThanOrEqual(4096 * steps)
    addPosting(postings, 1, next)
    steps += 1
  }
  expect(steps).toBeGreaterThan(60_000 / 4096)
  const later = Array.from({ length: steps - 1 }, (_, index) => 60_000 + index)
  const even = (term: number): number[] =>
    Array.from({ length: 20_000 }, (_, index) => index * 3 + term).filter((value) => value % 2 === 0)
  expect(valuesOf(postings, 0)).toEqual(even(0))
  expect(valuesOf(postings, 1)).toEqual([...even(1), ...later])
  expect(wantsMerge(postings)).toBe(false)
})

it('stops when it is told to', () => {
  const postings = createPostings()
  for (let value = 0; value < 10; value += 1) addPosting(postings, 0, value)
  for (const _step of mergeLog(postings, 1, () => true));
  addPosting(postings, 0, 10)
  const seen: number[] = []
  expect(eachPosting(postings, 0, (value) => seen.push(value) === 3)).toBe(true)
  expect(seen).toHaveLength(3)
  expect(eachPosting(postings, 7, () => true)).toBe(false)
})
