/** Chance that is the same for a seed. */
export interface Random {
  /** From 0 on, below 1. */
  readonly next: () => number
  /** A whole number below a bound. */
  readonly below: (bound: number) => number
  readonly chance: (probability: number) => boolean
  /** A whole number, both ends among them. */
  readonly between: (low: number, high: number) => number
  readonly pick: <T>(list: readonly T[]) => T
  readonly uuid: () => string
}

/** Makes the random numbers of a seed and a purpose: those of one purpose do not depend on how many another one takes. */
export function randomOf(seed: number, purpose: string): Random {
  let state = seed | 0
  for (let index = 0; index < purpose.length; index += 1) {
    state = Math.imul(state ^ purpose.charCodeAt(index), 0x01_00_01_93)
  }
  // mulberry32
  const whole = (): number => {
    state = (state + 0x6d_2b_79_f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return (mixed ^ (mixed >>> 14)) >>> 0
  }
  const below = (bound: number): number => whole() % bound
  const hex = (): string => whole().toString(16).padStart(8, '0')
  return {
    next: () => whole() / 2 ** 32,
    below,
    chance: (probability) => probability > 0 && whole() / 2 ** 32 < probability,
    between: (low, high) => low + below(high - low + 1),
    pick: (list) => {
      const found = list[below(list.length)]
      if (found === undefined) throw new Error('There is nothing to pick from.')
      return found
    },
    uuid: () => {
      const text = hex() + hex() + hex() + hex()
      return `${text.slice(0, 8)}-${text.slice(8, 12)}-4${text.slice(13, 16)}-8${text.slice(17, 20)}-${text.slice(20)}`
    },
  }
}
