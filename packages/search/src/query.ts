import { foldText } from '@throughline/schema/adapter'
import { type PlannedField, plainName } from './search-fields.ts'
import { aJoin, aPair, aWord, eachWord } from './words.ts'

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
  /** The fields that a filter names; absent: all that are searchable. */
  readonly fields?: readonly PlannedField[] | undefined
}

const special = /(?:([^\s:"]+):)?(?:"([^"]*)"?|([^\s"]+))/g

/** Reads a query: words, "phrases", and filters by names of fields and entities. */
export function parseQuery(
  query: string,
  names: ReadonlyMap<string, readonly PlannedField[]>,
): { readonly folded: string; readonly parts: readonly QueryPart[] } {
  const folded = foldText(query.slice(0, longestQuery)).replaceAll(/[“”„«»]/g, '"')
  const parts: QueryPart[] = []
  const rest = folded.replaceAll(
    special,
    (all: string, name?: string, phrase?: string, value?: string, at: number = 0) => {
      const fields = name ? names.get(plainName(name)) : undefined
      if (name ? !fields : phrase === undefined) return all
      const text = phrase ?? value ?? ''
      const words = wordsOf(text, at + all.lastIndexOf(text)).flatMap((part) => part.words)
      if (words.length > 0) parts.push({ words, prefix: phrase === undefined, fields })
      return '\n'.repeat(all.length)
    },
  )
  parts.push(...wordsOf(rest, 0, true))
  for (const { words } of parts) words.splice(mostParts)
  return { folded, parts: parts.slice(0, mostParts) }
}

/** Each word as a part; a run of ideographs is one, of pairs that follow each other. */
function wordsOf(text: string, offset: number, isOpen = false): QueryPart[] {
  const parts: QueryPart[] = []
  let before = aWord
  eachWord(text, (term, from, to, _position, kind) => {
    const word = { text: term, start: from + offset, end: to + offset }
    if (kind === aJoin) {
      for (const inner of parts.flatMap(({ words }) => words))
        if (inner.start >= word.start && inner.end <= word.end) inner.joined = term
      return
    }
    if (before !== aPair) parts.push({ words: [word], prefix: false })
    else if (kind === aPair) parts.at(-1)?.words.push(word)
    before = kind
  })
  const last = parts.at(-1)
  if (last) last.prefix = isOpen
  return parts
}
