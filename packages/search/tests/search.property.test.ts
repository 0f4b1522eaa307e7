import { createSearchIndex, restoreSearchIndex } from '@throughline/search'
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { clinicModel, note, patient, visit } from './clinic-model.ts'

/** Optimal string alignment, by its definition. */
function distance(a: string, b: string): number {
  const rows = [Array.from({ length: b.length + 1 }, (_, column) => column)]
  for (let i = 1; i <= a.length; i += 1) {
    rows.push([i])
    for (let j = 1; j <= b.length; j += 1) {
      const changed = rows[i - 1]![j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1)
      let cost = Math.min(changed, rows[i - 1]![j]! + 1, rows[i]![j - 1]! + 1)
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1])
        cost = Math.min(cost, rows[i - 2]![j - 2]! + 1)
      rows[i]![j] = cost
    }
  }
  return rows[a.length]![b.length]!
}

const edits = (word: string, term: string): number =>
  word.length < 3 || (word.length < 4 && term.length < 4) ? 0 : word.length < 8 ? 1 : 2

/** Words close to each other: few letters, some accents. */
const word = fc.string({ unit: fc.constantFrom('a', 'b', 'c', 'é', 'm'), minLength: 1, maxLength: 10 })
const plain = (text: string): string => text.replaceAll('é', 'e')

it('finds every row that has the word, begins with it, or is within its edits; of the others none', () => {
  fc.assert(
    fc.property(fc.array(word, { minLength: 1, maxLength: 40 }), word, (names, asked) => {
      const index = createSearchIndex(clinicModel)
      index.put(names.map((name, number) => patient(String(number), name)))
      const found = new Set(index.search(asked, { limit: 100 }).hits.map(({ key }) => names[Number(key)]))
      const query = plain(asked)
      const starting = names.some((name) => plain(name).startsWith(query))
      for (const name of names) {
        const term = plain(name)
        const close = term.startsWith(query) || distance(query, term) <= edits(query, term)
        const beginning = Array.from(term, (_, length) => distance(query, term.slice(0, length + 1)))
        // What begins like a typo is found where nothing begins as it was typed.
        const loose = !starting && query.length > 3 && beginning.some((edit) => edit <= edits(query, term))
        expect([name, found.has(name)]).toEqual([name, close || loose])
      }
    }),
    { numRuns: 1500 },
  )
})

const id = fc.integer({ min: 0, max: 6 }).map(String)
const change = fc.oneof(
  { weight: 4, arbitrary: fc.record({ put: fc.constant('patients' as const), id, text: word }) },
  { weight: 4, arbitrary: fc.record({ put: fc.constant('visits' as const), id, owner: id, text: word }) },
  {
    weight: 3,
    arbitrary: fc.record({ put: fc.constant('notes' as const), id, visit: id, owner: id, text: word }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      remove: fc.constantFrom('patients' as const, 'visits' as const, 'notes' as const),
      id,
      owner: id,
    }),
  },
  { weight: 1, arbitrary: fc.constant('restore' as const) },
)
const queries = [
  'a',
  'b c',
  'ab',
  'abcab',
  'mmmmmmmm a',
  'city:a',
  'city:b kind:home',
  '"a b"',
  'name:c city:m',
  'text:ab',
]

type Index = ReturnType<typeof createSearchIndex<typeof clinicModel>>

/** What an index finds, whatever the order in which its rows came. */
function answers(index: Index, withScores = true): unknown[] {
  return queries.map((query) => {
    const { hits, total, complete } = index.search(query, { limit: 1000 })
    const plainHits = hits.map(({ key, score, rows }) => ({
      key,
      score: withScores ? score : 0,
      rows: rows
        .map((row) =>
          JSON.stringify([
            row.entity,
            row.key,
            Object.keys(row.fields)
              .toSorted()
              .map((field) => [field, row.fields[field]?.map(({ term }) => term).toSorted()]),
          ]),
        )
        .toSorted(),
    }))
    return {
      total,
      complete,
      hits: plainHits.toSorted((a, b) => b.score - a.score || (a.key < b.key ? -1 : 1)),
    }
  })
}

type TestRow = ReturnType<typeof patient> | ReturnType<typeof visit> | ReturnType<typeof note>

/** The rows that a client would show: what is below a row that was taken away is not among them. */
function createOracle() {
  const rows = new Map<string, TestRow>()
  const removed = new Set<string>()
  const above = ({ entity, row }: TestRow): string[] => {
    if (entity === 'patients') return []
    if (entity === 'visits') return [`patients ${row.patientId}`]
    return [`patients ${row.patientId}`, `visits ${row.patientId}#${row.visitNumber}`]
  }
  const shown = (): TestRow[] =>
    [...rows.values()].filter((row) => above(row).every((key) => !removed.has(key)))
  return {
    shown,
    put(key: string, row: TestRow) {
      rows.set(key, row)
      removed.delete(key)
    },
    remove(key: string): boolean {
      removed.add(key)
      return rows.delete(key)
    },
    /** What is hidden is not saved. */
    restore() {
      const kept = new Set(shown())
      for (const [key, row] of rows) if (!kept.has(row)) rows.delete(key)
      removed.clear()
    },
  }
}

it('finds after any changes what an index of the rows finds that are shown, built at once', () => {
  fc.assert(
    fc.property(fc.array(change, { maxLength: 60 }), (changes) => {
      let index: Index = createSearchIndex(clinicModel)
      const oracle = createOracle()
      for (const step of changes) {
        if (step === 'restore') {
          index = restoreSearchIndex(clinicModel, index.save()) ?? index
          oracle.restore()
        } else if ('remove' in step) {
          const key = step.remove === 'visits' ? `${step.owner}#${step.id}` : step.id
          expect(index.remove(step.remove, key)).toBe(oracle.remove(`${step.remove} ${key}`))
        } else {
          const key = step.put === 'visits' ? `${step.owner}#${step.id}` : step.id
          const row = rowOf(step)
          index.put([row])
          oracle.put(`${step.put} ${key}`, row)
        }
      }
      const rebuilt = createSearchIndex(clinicModel)
      rebuilt.put(oracle.shown())
      // How rare a word is counts what is hidden too.
      const isAll = oracle.shown().length === index.size
      expect(answers(index, isAll)).toEqual(answers(rebuilt, isAll))
    }),
    { numRuns: 500 },
  )
})

type Put = Exclude<typeof change extends fc.Arbitrary<infer T> ? T : never, 'restore' | { remove: unknown }>

function rowOf(step: Put): TestRow {
  if (step.put === 'patients') return patient(step.id, `${step.text} b`)
  if (step.put === 'notes') return note(step.id, step.owner, Number(step.visit), `${step.text} ab`)
  return visit(step.owner, Number(step.id), {
    city: `a ${step.text}`,
    kind: step.text > 'b' ? 'home' : 'office',
  })
}

it('finds the same over many changes, through merges and rows whose numbers are used again', () => {
  const index = createSearchIndex(clinicModel)
  const rows = new Map<number, ReturnType<typeof visit>>()
  let seed = 7
  const random = (below: number): number => (seed = (Math.imul(seed, 1_103_515_245) + 12_345) >>> 1) % below
  const letters = 'abcm'
  const text = (): string => Array.from({ length: 1 + random(9) }, () => letters[random(4)]).join('')
  for (let step = 1; step <= 9000; step += 1) {
    const number = random(400)
    if (random(3) === 0) {
      expect(index.remove('visits', { patientId: String(number % 60), number })).toBe(rows.delete(number))
    } else {
      const row = visit(String(number % 60), number, {
        city: `${text()} ${text()} ${text()}`,
        kind: 'home',
        tags: [text(), text()],
      })
      index.put([row])
      rows.set(number, row)
    }
    if (step % 1500 > 0) continue
    const rebuilt = createSearchIndex(clinicModel)
    rebuilt.put(rows.values())
    expect(answers(index)).toEqual(answers(rebuilt))
  }
})

it('is the same saved, restored and saved again', () => {
  fc.assert(
    fc.property(
      fc.array(fc.tuple(id, fc.string({ unit: 'binary', maxLength: 40 })), { maxLength: 30 }),
      (patients) => {
        const index = createSearchIndex(clinicModel)
        for (const [key, name] of patients) index.put([patient(key, name)])
        const saved = index.save()
        const restored = restoreSearchIndex(clinicModel, saved)
        expect(restored?.save()).toEqual(saved)
        expect(restored && answers(restored)).toEqual(answers(index))
      },
    ),
  )
})

it('takes any text and any query', () => {
  fc.assert(
    fc.property(
      fc.string({ unit: 'binary', maxLength: 300 }),
      fc.string({ unit: 'binary', maxLength: 300 }),
      (text, query) => {
        const index = createSearchIndex(clinicModel)
        index.put([patient('1', text), patient('2', query)])
        expect(index.search(query).total).toBeLessThanOrEqual(2)
        expect(index.search(text).total).toBeLessThanOrEqual(2)
      },
    ),
    { numRuns: 500 },
  )
})
