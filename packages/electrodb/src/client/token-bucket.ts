/** What tries after the first take from, so that an outage is not answered with a multiple of the load. */
export interface TokenBucket {
  /** Takes one token; `false` where there is none. */
  readonly take: () => boolean
  /** Gives back what a success is worth: a token where it had taken some, a tenth of one otherwise. */
  readonly give: (hadTaken: boolean) => void
}

/** Tenths, since sums of 0.1 are not whole. */
const token = 10

/** Makes a bucket that is full. While requests succeed, one in ten may be tried again, for ever. */
export function tokenBucket(size: number): TokenBucket {
  let tenths = size * token
  return {
    take: () => {
      if (tenths < token) return false
      tenths -= token
      return true
    },
    give: (hadTaken) => {
      tenths = Math.min(size * token, tenths + (hadTaken ? token : 1))
    },
  }
}
