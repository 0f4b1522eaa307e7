/** One side of a comparison: does it once, and returns the milliseconds that count. */
export type Sample = (turn: number) => Promise<number> | number

export interface Figure {
  readonly name: string
  readonly ours: Spread
  readonly raw: Spread | undefined
  /** The median of ours by that of the other side. */
  readonly ratio: number | undefined
}

export interface Spread {
  readonly median: number
  readonly p99: number
}

export interface Comparison {
  readonly ours: Sample
  readonly raw?: Sample
  /** Turns that count. */
  readonly turns: number
  /** Turns before them. */
  readonly warmup?: number
}

/** Takes turns, so that what else the machine does falls on both sides. */
export async function compare(name: string, { ours, raw, turns, warmup = 0 }: Comparison): Promise<Figure> {
  const samples: { ours: number[]; raw: number[] } = { ours: [], raw: [] }
  for (let turn = -warmup; turn < turns; turn += 1) {
    const sides = raw
      ? ([
          ['ours', ours],
          ['raw', raw],
        ] as const)
      : ([['ours', ours]] as const)
    // Who goes first changes too.
    for (const [side, sample] of turn % 2 === 0 ? sides : sides.toReversed()) {
      const spent = await sample(turn + warmup)
      if (turn >= 0) samples[side].push(spent)
    }
  }
  const spread = { ours: spreadOf(samples.ours), raw: raw && spreadOf(samples.raw) }
  return { name, ...spread, ratio: spread.raw && spread.ours.median / spread.raw.median }
}

function spreadOf(samples: readonly number[]): Spread {
  const sorted = samples.toSorted((left, right) => left - right)
  const at = (share: number): number =>
    sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? NaN
  return { median: at(0.5), p99: at(0.99) }
}

/** The milliseconds that synchronous work takes. */
export function timed(work: () => void): number {
  const start = performance.now()
  work()
  return performance.now() - start
}

/** The milliseconds of processor time that work takes, with the collection of its garbage: what else the machine does does not count. */
export async function worked(work: () => Promise<void> | void): Promise<number> {
  const start = process.cpuUsage()
  await work()
  const { user, system } = process.cpuUsage(start)
  return (user + system) / 1_000
}
