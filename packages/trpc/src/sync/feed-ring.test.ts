import type { Change } from '@throughline/schema'
import { describe, expect, it } from 'vitest'
import { createFeedRing, type FeedPage } from './feed-ring.ts'

const page = (cursor: string, count = 1, size = 10): FeedPage => ({
  changes: Array.from({ length: count }, (): Change => ({}) as Change),
  cursor,
  text: 'x'.repeat(size),
})

describe('createFeedRing', () => {
  it('answers what comes after a place, and the place of a cursor', () => {
    const ring = createFeedRing('a', { changes: 100, size: 1000 })
    expect([ring.last, ring.cursor, ring.placeOf('a'), ring.after(0)]).toEqual([0, 'a', 0, []])
    const pages = [page('b'), page('c')]
    for (const one of pages) ring.push(one)
    expect([ring.last, ring.cursor]).toEqual([2, 'c'])
    expect([ring.placeOf('a'), ring.placeOf('b'), ring.placeOf('c'), ring.placeOf('x')]).toEqual([
      0,
      1,
      2,
      undefined,
    ])
    expect([ring.after(0), ring.after(1), ring.after(2)]).toEqual([pages, pages.slice(1), []])
  })

  it.each([
    ['changes', { changes: 3, size: 1000 }],
    ['characters', { changes: 100, size: 30 }],
  ])('drops the oldest above a number of %s', (_what, limits) => {
    const ring = createFeedRing('a', limits)
    for (const cursor of ['b', 'c', 'd', 'e']) ring.push(page(cursor))
    expect(ring.after(0)).toBeUndefined()
    expect(ring.after(1)).toHaveLength(3)
    expect([ring.placeOf('a'), ring.placeOf('b'), ring.placeOf('e'), ring.last]).toEqual([undefined, 1, 4, 4])
  })

  it('keeps the newest page however large it is', () => {
    const ring = createFeedRing('a', { changes: 1, size: 1 })
    ring.push(page('b', 50, 500))
    expect(ring.after(0)).toHaveLength(1)
    ring.push(page('c', 50, 500))
    expect([ring.after(0), ring.after(1)?.length]).toEqual([undefined, 1])
  })
})
