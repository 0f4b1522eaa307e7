import { setTimeout } from 'node:timers/promises'

/** How long rows are held back at one time, milliseconds. */
const slice = 100

/** Hands rows on, so many a second at most. */
export async function* paced<T>(
  rows: AsyncIterable<T> | Iterable<T>,
  rate: number | undefined,
  signal: AbortSignal,
): AsyncGenerator<T> {
  const started = performance.now()
  let given = 0
  for await (const row of rows) {
    if (rate !== undefined) {
      const ahead = (given / rate) * 1000 - (performance.now() - started)
      if (ahead > slice) await setTimeout(ahead, undefined, { signal })
    }
    given += 1
    yield row
  }
}
