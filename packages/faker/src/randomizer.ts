import type { Randomizer } from '@faker-js/faker'
import { type Seed, seedFrom } from './seed.ts'

/** A source of random numbers that starts anew from a seed at no cost (Mersenne Twister fills 624 words each time). */
export interface SeededRandomizer extends Randomizer {
  /** The next 32 bits, unsigned. */
  uint32(): number
  /** An integer from 0 to `limit - 1`. */
  below(limit: number): number
  /** True with the given probability. */
  chance(probability: number): boolean
  restart(seed: Seed): void
}

/** Makes an sfc32 generator (Chris Doty-Humphrey's PractRand): 128 bits of state, integer arithmetic only. */
export function createRandomizer(): SeededRandomizer {
  let [a, b, c, d] = seedFrom(0)

  const uint32 = (): number => {
    const sum = (a + b + d) | 0
    d = (d + 1) | 0
    a = b ^ (b >>> 9)
    b = (c + (c << 3)) | 0
    c = (((c << 21) | (c >>> 11)) + sum) | 0
    return sum >>> 0
  }
  // 53 random bits, as many as a double holds between 0 and 1.
  const next = (): number => ((uint32() >>> 5) * 2 ** 26 + (uint32() >>> 6)) / 2 ** 53
  const restart = (seed: Seed): void => {
    ;[a, b, c, d] = seed
  }
  return {
    uint32,
    next,
    restart,
    below: (limit) => Math.floor(next() * limit),
    chance: (probability) => next() < probability,
    seed: (seed) => restart(seedFrom(typeof seed === 'number' ? seed : (seed[0] ?? 0))),
  }
}

const hex = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0'))

function hex32(word: number): string {
  // Sound: a byte is always one of the 256 entries.
  return (hex[word >>> 24] as string) + hex[(word >>> 16) & 255] + hex[(word >>> 8) & 255] + hex[word & 255]
}

/** A UUID of the next 128 bits, of version 4 unless said otherwise. */
export function uuid(randomizer: SeededRandomizer, version = 4): string {
  const head = hex32(randomizer.uint32())
  const middle = hex32((randomizer.uint32() & 0xffff0fff) | (version << 12))
  const variant = hex32((randomizer.uint32() & 0x3fffffff) | 0x80000000)
  return `${head}-${middle.slice(0, 4)}-${middle.slice(4)}-${variant.slice(0, 4)}-${variant.slice(4)}${hex32(randomizer.uint32())}`
}
