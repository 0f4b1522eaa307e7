import type { Seed } from './seed.ts'

const rounds = 4

/**
 * The number that `index` stands for in a shuffled order of 0 to `size - 1`: another one for each index, without a list.
 *
 * A Feistel network over the next power of four, walked until the number is within the size; up to 2^52.
 */
export function permute(index: number, size: number, seed: Seed): number {
  if (size <= 1) return 0
  const half = Math.max(Math.ceil(Math.log2(size) / 2), 1)
  const limit = 2 ** half
  let number = index
  do {
    let left = Math.floor(number / limit)
    let right = number % limit
    for (let round = 0; round < rounds; round += 1) {
      // Sound: a seed has as many words as there are rounds.
      const mixed = mix(right, seed[round] as number, round) % limit
      ;[left, right] = [right, xor(left, mixed)]
    }
    number = left * limit + right
  } while (number >= size)
  return number
}

function mix(value: number, key: number, round: number): number {
  let hash = Math.imul(value ^ key, 0x9e3779b1) + round
  hash = Math.imul(hash ^ (hash >>> 15), 0x85ebca6b)
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35)
  return (hash ^ (hash >>> 16)) >>> 0
}

/** Halves have 26 bits at most. */
function xor(one: number, other: number): number {
  return (one ^ other) >>> 0
}
