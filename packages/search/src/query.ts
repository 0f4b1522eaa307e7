import { foldText } from '@throughline/schema/adapter'
import { plainName } from './search-fields.ts'
import { type WordKind, eachWord, wordAt } from './words.ts'

/** Characters of a query that are read. */
const longestQuery = 256
/** Parts of a query, and words of one part, that are read. */
const mostParts = 12

/** One word of a query. */
export interface QueryWord {
  readonly text: string
  /** The number that it is a part of, written as one: `1234` of `12 34`. */
  joined?: string
  /** Where it stands in the folded query. */
  readonly start: number
  readonly end: number
}

/** Words that follow each other in one field, mostly one. */
export interface QueryPart {
  readonly words: QueryWord[]
  /** The last word may be the beginning of a longer one. */
  prefix: boolean
  /** Places of the fields that a filter names; absent: all that are searchable. */
  readonly fields?: readonly number[]
}

const special = /(?:([^\s:"]+):)?"([^"]*)"?|([^\s:"]+):([^\s"]+)/g

/** Reads a query: words, "phrases", and filters by names of fields and entities. */
export function parseQuery(
  query: string,
  names: ReadonlyMap<string, readonly number[]>,
): { readonly folded: string; readonly parts: readonly QueryPart[] } {
  const folded = foldText(query.slice(0, longestQuery))
    .slice(0, longestQuery)
    .replaceAll(/[“”„«»]/g, '"')
  const parts: QueryPart[] = []
  const rest = folded.replaceAll(
    special,
    (all: string, name?: string, phrase?: string, other?: string, value?: string, at: number = 0) => {
      const fields = names.get(plainName(name ?? other ?? ''))
      if (!fields && (name ?? other) !== undefined) return all
      const text = phrase ?? value ?? ''
      const words = wordsOf(text, at + all.lastIndexOf(text)).flatMap((part) => part.words)
      if (words.length > 0) parts.push({ words, prefix: phrase === undefined, fields })
      return '\n'.repeat(all.length)
    },
  )
  const plain = wordsOf(rest, 0)
  const last = plain.at(-1)
  if (last) last.prefix = true
  for (const { words } of [...parts, ...plain]) words.splice(mostParts)
  return { folded, parts: [...parts, ...plain].slice(0, mostParts) }
}

/** Each word as a part; a run of ideographs is one, of pairs that follow each other. */
function wordsOf(text: string, offset: number): QueryPart[] {
  const parts: QueryPart[] = []
  let before: WordKind = 'word'
  eachWord(text, (start, end, _position, kind) => {
    const word = { text: wordAt(text, start, end), start: start + offset, end: end + offset }
    if (kind === 'joined') {
      for (const { words } of parts) {
        for (const inner of words)
          if (inner.start >= word.start && inner.end <= word.end) inner.joined = word.text
      }
    } else if (before === 'pair') {
      if (kind === 'pair') parts.at(-1)?.words.push(word)
    } else parts.push({ words: [word], prefix: false })
    if (kind !== 'joined') before = kind
  })
  return parts
}
