import type { AnyModelEntity, FieldSpec } from '@throughline/schema'
import { foldText } from '@throughline/schema/adapter'
import { lastPlace, placeBits } from './evaluate.ts'
import { addPosting, mergeLog, wantsMerge } from './postings.ts'
import { addRoot, addRow, removeRow } from './rows.ts'
import { textsOf } from './search-fields.ts'
import type { SearchState } from './search-rows.ts'
import { type Vocabulary, addTerm } from './vocabulary.ts'
import { copyWord, eachWord, longestTerm } from './words.ts'

type RowValues = Readonly<Record<string, unknown>>

/** What changes an index. */
export interface RowWriter {
  readonly put: (entity: string, row: RowValues) => void
  readonly remove: (entity: string, key: RowValues) => boolean
}

/** A key as one string, as `keyString` of the schema writes it. */
function keyOf(fields: readonly string[], row: RowValues): string {
  const [field = ''] = fields
  return fields.length === 1 ? String(row[field]) : fields.map((name) => String(row[name])).join('#')
}

/** Reads texts into terms with their places, one after the other; of texts that came lately they are known. */
function createReader(vocabulary: Vocabulary): (text: string) => readonly number[] {
  const units = new Uint16Array(longestTerm)
  let lately = new Map<string, readonly number[]>()
  let before = lately
  return (text) => {
    const known = lately.get(text) ?? before.get(text)
    if (known) return known
    const folded = foldText(text)
    const words: number[] = []
    const late = new Set<number>()
    eachWord(folded, (start, end, position) => {
      const term = addTerm(vocabulary, units, copyWord(folded, start, end, units))
      if (position < lastPlace) words.push(term, position)
      else late.add(term)
    })
    for (const term of late) words.push(term, lastPlace)
    if (lately.size >= 1024) {
      before = lately
      lately = new Map()
    }
    if (text.length < 100) lately.set(text, words)
    return words
  }
}

/** Merges the log of an index bit by bit: each call moves a few thousand postings at most. */
function createTidier({ vocabulary, postings, rows, isLive }: SearchState): () => void {
  let merge: Generator<void, void> | undefined
  let merged: number[] = []
  return () => {
    if (!merge) {
      if (!wantsMerge(postings)) return
      merge = mergeLog(postings, vocabulary.table.count, isLive)
      merged = rows.dead
      rows.dead = []
    }
    if (!merge.next().done) return
    merge = undefined
    for (const row of merged) rows.free.push(row)
  }
}

/** What puts rows of a model into an index, and takes them away. */
export function createWriter(names: readonly string[], state: SearchState): RowWriter {
  const { fields, postings, rows } = state
  const numbers = new Map(names.map((name, number) => [name, number]))
  const shift = fields.bits + placeBits
  const read = createReader(state.vocabulary)
  const tidy = createTidier(state)
  let last: { entity?: AnyModelEntity; key?: string; root: number } = { root: 0 }

  function putText(value: string, base: number, { meta: { valueLabels } }: FieldSpec): void {
    const words = read(valueLabels ? `${value} ${valueLabels[value] ?? ''}` : value)
    for (let word = 0; word < words.length; word += 2) {
      addPosting(postings, words[word] ?? 0, (base | (words[word + 1] ?? 0)) >>> 0)
    }
  }

  return {
    put(entity, row) {
      const number = numbers.get(entity) ?? -1
      const searched = fields.entities[number]
      if (!searched) return
      const key = keyOf(searched.rootKey, row)
      if (key !== last.key || searched.root !== last.entity) {
        const root = addRoot(rows, numbers.get(searched.root.name) ?? 0, key)
        last = { entity: searched.root, key, root }
      }
      const id = addRow(rows, number, keyOf(searched.entity.key, row), last.root)
      if ((id << shift) >>> shift !== id) {
        throw new RangeError(`A search index of this model holds ${id} rows at most.`)
      }
      for (let index = 0; index < searched.fields.length; index += 1) {
        const spec = searched.fields[index]?.spec
        if (!spec) continue
        const base = ((id << fields.bits) | index) << placeBits
        const value = row[spec.name]
        if (typeof value === 'string') putText(value, base, spec)
        else for (const text of textsOf(value)) putText(text, base, spec)
      }
      tidy()
    },
    remove(entity, key) {
      const number = numbers.get(entity) ?? -1
      const searched = fields.entities[number]
      const removed = searched !== undefined && removeRow(rows, number, keyOf(searched.entity.key, key))
      if (removed) tidy()
      return removed
    },
  }
}
