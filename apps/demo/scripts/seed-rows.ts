import { fakePersons } from '@throughline/persons/fake'
import type { EntityRow, LoadProgress } from '@throughline/schema'
import type { personsModel } from '@throughline/persons'
import cliProgress from 'cli-progress'
import { personCount } from '../src/demo-data.ts'
import type { Engine } from './engine.ts'

/** Rows in all for this count and seed; for another count the bar is corrected by what is written. */
const expectedRows = 94_883

/** Writes the demo's rows, with a bar that tells how many, how fast and how long still; the same rows each time. */
export async function seedRows(
  engine: Engine,
  { persons = personCount, signal }: SeedOptions = {},
): Promise<number> {
  if (!engine.store) return 0
  const started = performance.now()
  const total = Math.round((expectedRows / personCount) * persons)
  const bar = progressBar(total)
  const onProgress = ({ rows }: LoadProgress): void => {
    if (rows > bar.getTotal()) bar.setTotal(rows)
    bar.update(rows, { rate: Math.round(rows / ((performance.now() - started) / 1000)).toLocaleString('en') })
  }
  try {
    const rows: Iterable<EntityRow<typeof personsModel>> = fakePersons({ count: persons })
    const written = await engine.store.load(rows, { signal, onProgress })
    bar.setTotal(written.rows)
    onProgress(written)
    return written.rows
  } finally {
    bar.stop()
  }
}

/** Options of {@link seedRows}. */
export interface SeedOptions {
  readonly persons?: number
  readonly signal?: AbortSignal
}

function progressBar(total: number): cliProgress.SingleBar {
  const bar = new cliProgress.SingleBar(
    {
      format: '  {bar} {value} of about {total} rows · {rate} a second · {eta_formatted} left',
      hideCursor: true,
      noTTYOutput: true,
      notTTYSchedule: 5000,
    },
    cliProgress.Presets.shades_classic,
  )
  bar.start(total, 0, { rate: '0' })
  return bar
}
