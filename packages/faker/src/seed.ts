/** 128 bits that a stream of random numbers starts from; 64 or fewer would collide among a million rows. */
export type Seed = readonly [number, number, number, number]

const rotateLeft = (value: number, bits: number): number => (value << bits) | (value >>> (32 - bits))

function scramble(value: number): number {
  let hash = Math.imul(value ^ (value >>> 16), 0x85ebca6b)
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35)
  return hash ^ (hash >>> 16)
}

/** The seed that a user's number stands for. */
export function seedFrom(seed: number): Seed {
  return deriveSeed([0, 0, 0, 0], Math.floor(seed / 2 ** 32), seed)
}

/** The seed of a part: of the row number `index` below `parent`, or of one purpose (`label`) of a row. */
export function deriveSeed(parent: Seed, label: number, index = 0): Seed {
  // MurmurHash3 x86_128 of one block (label, index), with the parent's words as its state.
  const k1 = Math.imul(rotateLeft(Math.imul(label, 0x239b961b), 15), 0xab0e9789)
  const k2 = Math.imul(rotateLeft(Math.imul(index, 0xab0e9789), 16), 0x38b34ae5)
  const [p1, p2, p3, p4] = parent
  let h1 = (Math.imul(rotateLeft(p1 ^ k1, 19) + p2, 5) + 0x561ccd1b) | 0
  let h2 = (Math.imul(rotateLeft(p2 ^ k2, 17) + p3, 5) + 0x0bcaa747) | 0
  let h3 = (Math.imul(rotateLeft(p3, 15) + p4, 5) + 0x96cd1c35) | 0
  let h4 = (Math.imul(rotateLeft(p4, 13) + h1, 5) + 0x32ac3b17) | 0
  h1 = (h1 + h2 + h3 + h4) | 0
  h2 = scramble(h2 + h1)
  h3 = scramble(h3 + h1)
  h4 = scramble(h4 + h1)
  h1 = (scramble(h1) + h2 + h3 + h4) | 0
  return [h1, (h2 + h1) | 0, (h3 + h1) | 0, (h4 + h1) | 0]
}

/** A number that stands for a name in `deriveSeed` (FNV-1a). */
export function labelOf(name: string): number {
  let hash = 0x811c9dc5
  for (let index = 0; index < name.length; index += 1)
    hash = Math.imul(hash ^ name.charCodeAt(index), 0x01000193)
  return hash
}
