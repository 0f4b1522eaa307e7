import { cpuUsage, memoryUsage, stdout } from 'node:process'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { gzipSync } from 'node:zlib'
import { bench } from 'vitest'
import {
  type BenchQuery,
  type Entry,
  type QueryKind,
  flatten,
  makeQueries,
  personsOf,
} from './search-bench/corpus.ts'
import { type Engine, engines } from './search-bench/engines.ts'

// Search over persons with all rows below them: this engine beside five others, the same data and queries in the same run.
// `SEARCH_LARGE=1` measures 100,000 persons as well, this engine alone.

setFlagsFromString('--expose-gc')
// Sound: the flag above defines it in contexts made from then on.
const collectGarbage = runInNewContext('gc') as () => void

/**
 * The quick engines are filled and asked so often, in turn; of each figure the best counts, and what takes long is told in
 * the time of the processor, as others may use the machine too.
 */
const rounds = 3
const seed = 20_260_101
const pageSize = 1000
const large = process.env['SEARCH_LARGE'] === '1'

interface Corpus {
  /** Pages of rows as JSON, read before they are timed. */
  readonly pages: readonly string[]
  readonly groups: readonly Entry[][]
  readonly queries: readonly BenchQuery[]
  readonly rows: number
}

/** What was measured of one engine, in ms and MB. */
interface Figures {
  build: number
  heap: number
  times: number[]
  update: number
  updates: number
  saved: number
  restore: number
  recall: Map<QueryKind, [found: number, asked: number]>
}

function corpusOf(persons: number, sample: number): Corpus {
  const [pages, groups]: [string[], Entry[][]] = [[], []]
  let [page, rows]: [Entry[], number] = [[], 0]
  for (const group of personsOf(persons)) {
    rows += group.length
    if (groups.length < sample) groups.push(group)
    page.push(...group)
    if (page.length < pageSize) continue
    pages.push(JSON.stringify(page))
    page = []
  }
  pages.push(JSON.stringify(page))
  return { pages, groups, rows, queries: makeQueries(groups, 500, seed) }
}

const used = (): number => {
  collectGarbage()
  collectGarbage()
  const { heapUsed, arrayBuffers } = memoryUsage()
  return (heapUsed + arrayBuffers) / 1e6
}

/** Time of the processor so far, of all threads. */
const busy = (): number => {
  const { user, system } = cpuUsage()
  return (user + system) / 1000
}

const timed = (task: () => void): number => {
  const started = performance.now()
  task()
  return performance.now() - started
}

function measure(engine: Engine, { pages, groups, queries }: Corpus, best: Figures | undefined): Figures {
  const flats = engine === engines[0] ? [] : groups.map(flatten)
  const before = used()
  let reading = 0
  /** Parses each page when it is asked for, outside of the time. */
  function* read(): Generator<Entry[]> {
    for (const page of pages) {
      const started = busy()
      const entries: Entry[] = JSON.parse(page)
      reading += busy() - started
      yield entries
    }
  }
  const started = busy()
  const filled = engine.fill(engine === engines[0] ? read() : [], flats)
  const build = busy() - started - reading
  const heap = used() - before
  const asked = queries.slice(0, engine.queries)
  for (const { text } of asked.slice(0, engine.queries / 10)) filled.search(text, 20)
  const times = asked.map(({ text }, number) =>
    Math.min(
      best?.times[number] ?? Infinity,
      timed(() => filled.search(text, 20)),
    ),
  )
  const recall = new Map<QueryKind, [number, number]>()
  for (const { kind, text, id } of asked) {
    const [found, all] = recall.get(kind) ?? [0, 0]
    recall.set(kind, [found + (filled.search(text, 1_000_000).includes(id) ? 1 : 0), all + 1])
  }
  const saving = filled.save()
  const saved = (typeof saving === 'string' ? [Buffer.from(saving)] : saving).reduce(
    (sum, part) => sum + gzipSync(part).length / 1e6,
    0,
  )
  const restoring = busy()
  filled.restore?.()
  const restore = filled.restore ? busy() - restoring : Number.NaN
  const changes = Array.from({ length: engine.updates }, (_, number) => {
    const [first, ...rest] = groups[(number * 37) % groups.length]!
    if (first?.entity !== 'persons') throw new Error('A group begins with a person.')
    const changed: Entry = { entity: 'persons', row: { ...first.row, lastName: `Changed${number}` } }
    return [changed, flatten([changed, ...rest])] as const
  })
  const beforeUpdates = busy()
  const updates = changes.map(([entry, flat]) => timed(() => filled.update(entry, flat)))
  const sum = busy() - beforeUpdates
  updates.sort((a, b) => a - b)
  return {
    build: Math.min(build, best?.build ?? Infinity),
    heap,
    times,
    update: Math.min(updates[Math.floor(updates.length * 0.99)] ?? 0, best?.update ?? Infinity),
    updates: Math.min((sum / updates.length) * 1000, best?.updates ?? Infinity),
    saved,
    restore: Math.min(restore, best?.restore ?? Infinity),
    recall,
  }
}

const columns =
  'build CPU ms|heap MB|p50 ms|p99 ms|exact %|prefix %|multi %|typo %|update p99 ms|1,000 updates CPU ms|saved gz MB|restore CPU ms|queries × rounds'

function print(title: string, results: ReadonlyMap<Engine, Figures>): void {
  const row = (cells: readonly string[]): string => `| ${cells.join(' | ')} |\n`
  const heads = ['engine', ...columns.split('|')]
  stdout.write(`\n${title}\n\n${row(heads)}${row(heads.map(() => '---'))}`)
  for (const [engine, figures] of results) {
    const times = figures.times.toSorted((a, b) => a - b)
    const at = (part: number): string => (times[Math.floor(times.length * part)] ?? 0).toFixed(2)
    const recall = (['exact', 'prefix', 'multi', 'typo'] as const).map((kind) => {
      const [found, asked] = figures.recall.get(kind) ?? [0, 1]
      return ((found / asked) * 100).toFixed(1)
    })
    stdout.write(
      row([
        engine.name,
        figures.build.toFixed(0),
        figures.heap.toFixed(1),
        at(0.5),
        at(0.99),
        ...recall,
        figures.update.toFixed(3),
        figures.updates.toFixed(1),
        figures.saved.toFixed(1),
        Number.isNaN(figures.restore) ? '–' : figures.restore.toFixed(1),
        `${times.length} × ${Math.min(engine.rounds, rounds)}`,
      ]),
    )
  }
}

function run(corpus: Corpus, measured: readonly Engine[]): void {
  const results = new Map<Engine, Figures>()
  for (let round = 0; round < rounds; round += 1) {
    for (const engine of measured) {
      if (round >= engine.rounds) continue
      results.set(engine, measure(engine, corpus, results.get(engine)))
    }
  }
  const title = `${corpus.groups.length.toLocaleString('en')} persons asked about, ${corpus.rows.toLocaleString('en')} rows, seed ${seed}`
  print(title, results)
}

const once = { iterations: 1, time: 0, warmupIterations: 0, warmupTime: 0 }

bench('10,000 persons: this engine and five others', () => run(corpusOf(10_000, 10_000), engines), once)
if (large)
  bench('100,000 persons: this engine', () => run(corpusOf(100_000, 10_000), engines.slice(0, 1)), once)
