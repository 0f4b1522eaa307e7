import cliProgress from 'cli-progress'
import type { Output } from './output.ts'

/** A bar of rows, on a terminal; nothing elsewhere. */
export interface Progress {
  update(done: number): void
  stop(): void
}

const nothing: Progress = { update() {}, stop() {} }

/** Starts a bar that tells how many of about how many, how fast and how long still; without a total, how many and how fast. */
export function startProgress(output: Output, what: string, total = 0): Progress {
  if (!output.isTerminal) return nothing
  const started = performance.now()
  const bar = new cliProgress.SingleBar(
    {
      format:
        total > 0
          ? `  {bar} {value} of about {total} ${what} · {rate} a second · {eta_formatted} left`
          : `  {value} ${what} · {rate} a second`,
      hideCursor: true,
      stream: process.stderr,
      clearOnComplete: true,
      gracefulExit: false,
    },
    cliProgress.Presets.shades_classic,
  )
  bar.start(total, 0, { rate: '0' })
  return {
    update: (done) => {
      // The total is a guess.
      if (done > bar.getTotal()) bar.setTotal(done)
      const seconds = (performance.now() - started) / 1000
      bar.update(done, { rate: Math.round(done / Math.max(seconds, 0.001)).toLocaleString('en') })
    },
    stop: () => bar.stop(),
  }
}
