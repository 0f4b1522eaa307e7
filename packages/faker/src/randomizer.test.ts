import { describe, expect, it } from 'vitest'
import * as z from 'zod'
import { createRandomizer, uuid } from './randomizer.ts'
import { deriveSeed, labelOf, type Seed, seedFrom } from './seed.ts'

describe('deriveSeed', () => {
  it('gives each of 200,000 rows its own seed', () => {
    const seen = new Set<string>()
    for (const label of ['a', 'b'].map(labelOf)) {
      for (let index = 0; index < 100_000; index += 1) {
        const [first, second] = deriveSeed(seedFrom(1), label, index)
        seen.add(`${first} ${second}`)
      }
    }
    expect(seen.size).toBe(200_000)
  })

  it('stays as it is: seeds that were published give the rows that they gave', () => {
    const seeds: Seed[] = [
      seedFrom(0),
      seedFrom(1),
      seedFrom(-1),
      seedFrom(2 ** 40),
      deriveSeed(seedFrom(1), labelOf('x'), 7),
    ]
    expect(seeds).toMatchInlineSnapshot(`
      [
        [
          -1584626799,
          -986494723,
          107807867,
          1712988667,
        ],
        [
          -1332010405,
          1099489183,
          1070152585,
          -588453556,
        ],
        [
          -530691817,
          -1288705065,
          1886163544,
          -1037457295,
        ],
        [
          -1910687466,
          507879992,
          -1811619365,
          -1946428260,
        ],
        [
          1218158607,
          -126764270,
          1349259221,
          761712440,
        ],
      ]
    `)
  })
})

describe('createRandomizer', () => {
  it('starts anew from a seed', () => {
    const randomizer = createRandomizer()
    randomizer.restart(seedFrom(5))
    const first = [randomizer.next(), randomizer.uint32(), randomizer.below(10)]
    randomizer.restart(seedFrom(5))
    expect([randomizer.next(), randomizer.uint32(), randomizer.below(10)]).toEqual(first)
  })

  it('spreads the first numbers of neighbouring seeds evenly', () => {
    const randomizer = createRandomizer()
    const buckets = Array.from({ length: 10 }, () => 0)
    for (let index = 0; index < 10_000; index += 1) {
      randomizer.restart(deriveSeed(seedFrom(1), labelOf('rows'), index))
      const bucket = randomizer.below(10)
      buckets[bucket] = (buckets[bucket] ?? 0) + 1
    }
    // Nine degrees of freedom: a fair generator stays below 27.9 in 999 of 1,000 cases.
    const chiSquare = buckets.reduce((sum, count) => sum + (count - 1000) ** 2 / 1000, 0)
    expect(chiSquare).toBeLessThan(27.9)
  })

  it('makes UUIDs of version 4', () => {
    const randomizer = createRandomizer()
    for (let index = 0; index < 1000; index += 1)
      expect(z.uuidv4().safeParse(uuid(randomizer)).success).toBe(true)
  })
})
