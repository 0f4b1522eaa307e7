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
import { type Engine, type Filled, engines } from './search-bench/engines.ts'

// Search over persons with all rows below them: this engine beside five others, the same data and queries in the same run.
// `SEARCH_LARGE=1` measures 100,000 persons as well, this engine alone.

setFlagsFromString('--expose-gc')
// Sound: the flag above defines it in contexts made from then on.
const collectGarbage = runInNewContext('gc') as () => void

// Of each figure the best round counts; times are told of the processor too, as others may use the machine.
const seed = 20_260_101
const pageSize = 1000
const large = process.env['SEARCH_LARGE'] === '1'

interface Corpus {
  /** Pages of rows as JSON, read before they are timed. */
  readonly pages: readonly string[]
  readonly groups: readonly Entry[][]
  readonly queries: readonly BenchQuery[]
  readonly rows: number
  /** How many times quick engines are filled and asked. */
  readonly rounds: number
  /** Queries of which it is looked whether the person is among all that are found. */
  readonly checked: number
}

/** What was measured of one engine, in ms and MB. */
interface Figures {
  /** Time of the processor, and by the clock. */
  build: readonly [cpu: number, clock: number]
  heap: number
  cpuTimes: number[]
  times: number[]
  update: number
  updates: number
  saved: number
  restore: number
  recall: Map<QueryKind, [found: number, asked: number]>
}

function corpusOf(persons: number, sample: number, limits: Pick<Corpus, 'checked' | 'rounds'>): Corpus {
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
  return { pages, groups, rows, queries: makeQueries(groups, 500, seed), ...limits }
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

function measure(engine: Engine, corpus: Corpus, best: Figures | undefined): Figures {
  const { pages, groups, queries } = corpus
  const flats = engine === engines[0] ? [] : groups.map(flatten)
  const before = used()
  let [reading, readingClock] = [0, 0]
  /** Parses each page when it is asked for, outside of the time. */
  function* read(): Generator<Entry[]> {
    for (const page of pages) {
      const [started, startedAt] = [busy(), performance.now()]
      const entries: Entry[] = JSON.parse(page)
      reading += busy() - started
      readingClock += performance.now() - startedAt
      yield entries
    }
  }
  const [started, startedAt] = [busy(), performance.now()]
  const filled = engine.fill(engine === engines[0] ? read() : [], flats)
  const build = busy() - started - reading
  const buildClock = performance.now() - startedAt - readingClock
  const heap = used() - before
  const asked = queries.slice(0, engine.queries)
  for (const { text } of asked.slice(0, engine.queries / 10)) filled.search(text, 20)
  const [cpuTimes, times]: [number[], number[]] = [[], []]
  for (const [number, { text }] of asked.entries()) {
    const begun = busy()
    const clock = timed(() => filled.search(text, 20))
    cpuTimes.push(Math.min(best?.cpuTimes[number] ?? Infinity, busy() - begun))
    times.push(Math.min(best?.times[number] ?? Infinity, clock))
  }
  const recall = best?.recall ?? recallOf(filled, asked.slice(0, corpus.checked))
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
    build: [Math.min(build, best?.build[0] ?? Infinity), Math.min(buildClock, best?.build[1] ?? Infinity)],
    heap: best?.heap ?? heap,
    cpuTimes,
    times,
    update: Math.min(updates[Math.floor(updates.length * 0.99)] ?? 0, best?.update ?? Infinity),
    updates: Math.min((sum / updates.length) * 1000, best?.updates ?? Infinity),
    saved,
    restore: Math.min(restore, best?.restore ?? Infinity),
    recall,
  }
}

/** How often the person that a query was made of is among all that are found. */
function recallOf({ search }: Filled, asked: readonly BenchQuery[]): Figures['recall'] {
  const recall: Figures['recall'] = new Map()
  for (const { kind, text, id } of asked) {
    const [found, all] = recall.get(kind) ?? [0, 0]
    recall.set(kind, [found + (search(text, 1_000_000).includes(id) ? 1 : 0), all + 1])
  }
  return recall
}

const columns =
  'build CPU ms|build ms|heap MB|p50 CPU ms|p99 CPU ms|p50 ms|p99 ms|exact %|prefix %|multi %|typo %|update p99 ms|1,000 updates CPU ms|saved gz MB|restore CPU ms|queries × rounds'

function print(title: string, rounds: number, results: ReadonlyMap<Engine, Figures>): void {
  const row = (cells: readonly string[]): string => `| ${cells.join(' | ')} |\n`
  const heads = ['engine', ...columns.split('|')]
  stdout.write(`\n${title}\n\n${row(heads)}${row(heads.map(() => '---'))}`)
  for (const [engine, figures] of results) {
    const at = (times: readonly number[], part: number): string =>
      (times.toSorted((a, b) => a - b)[Math.floor(times.length * part)] ?? 0).toFixed(2)
    const recall = (['exact', 'prefix', 'multi', 'typo'] as const).map((kind) => {
      const [found, asked] = figures.recall.get(kind) ?? [0, 1]
      return ((found / asked) * 100).toFixed(1)
    })
    stdout.write(
      row([
        engine.name,
        ...figures.build.map((time) => time.toFixed(0)),
        figures.heap.toFixed(1),
        ...[figures.cpuTimes, figures.times].flatMap((times) => [at(times, 0.5), at(times, 0.99)]),
        ...recall,
        figures.update.toFixed(3),
        figures.updates.toFixed(1),
        figures.saved.toFixed(1),
        Number.isNaN(figures.restore) ? '–' : figures.restore.toFixed(1),
        `${figures.times.length} × ${Math.min(engine.rounds, rounds)}`,
      ]),
    )
  }
}

function run(corpus: Corpus, measured: readonly Engine[]): void {
  const results = new Map<Engine, Figures>()
  for (let round = 0; round < corpus.rounds; round += 1) {
    for (const engine of measured) {
      if (round >= engine.rounds) continue
      results.set(engine, measure(engine, corpus, results.get(engine)))
    }
  }
  const title = `${corpus.groups.length.toLocaleString('en')} persons asked about, ${corpus.rows.toLocaleString('en')} rows, seed ${seed}`
  print(title, corpus.rounds, results)
}

const once = { iterations: 1, time: 0, warmupIterations: 0, warmupTime: 0 }

const small = { rounds: 3, checked: 500 }
bench(
  '10,000 persons: this engine and five others',
  () => run(corpusOf(10_000, 10_000, small), engines),
  once,
)
if (large) {
  const few = { rounds: 2, checked: 100 }
  bench('100,000 persons: this engine', () => run(corpusOf(100_000, 10_000, few), engines.slice(0, 1)), once)
}
