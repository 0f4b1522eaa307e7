import fc from 'fast-check'
import { expect, it } from 'vitest'
import { permute } from './permute.ts'
import { seedFrom } from './seed.ts'

it('gives every number of a size once, in an order of its own for each seed', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 3000 }), fc.maxSafeInteger(), (size, number) => {
      const seed = seedFrom(number)
      const order = Array.from({ length: size }, (_, index) => permute(index, size, seed))
      expect(order.toSorted((one, other) => one - other)).toEqual(
        Array.from({ length: size }, (_, index) => index),
      )
    }),
  )
  const [one, other] = [1, 2].map((seed) =>
    Array.from({ length: 100 }, (_, index) => permute(index, 100, seedFrom(seed))),
  )
  expect(one).not.toEqual(other)
})

it('goes up to 2^52 without a number twice', () => {
  const sizes = [2 ** 32, 2 ** 40 + 7, 2 ** 52]
  for (const size of sizes) {
    const numbers = Array.from({ length: 10_000 }, (_, index) => permute(index, size, seedFrom(1)))
    expect(new Set(numbers).size).toBe(10_000)
    expect(numbers.every((number) => Number.isSafeInteger(number) && number >= 0 && number < size)).toBe(true)
    expect(numbers.filter((number) => number > size / 2).length).toBeGreaterThan(4500)
  }
})
