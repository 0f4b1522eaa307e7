import type { QueryPart, QueryWord } from './query.ts'
import { type Matches, type Vocabulary, editsOf, findTerms } from './vocabulary.ts'

/** Bits of the place of a word in its field; further words share the last place. */
export const placeBits = 5
export const lastPlace = 2 ** placeBits - 1

/** A part of a query with the terms that its words stand for. */
export interface Wanted {
  readonly part: QueryPart
  readonly words: readonly Matches[]
  /** Weights of the fields in which it is looked for. */
  readonly weights: Float32Array
}

/** A term that is there, in place of a word that is not. */
export interface Correction {
  readonly word: QueryWord
  readonly term: number
}

type Work = { terms: number; postings: number }

/** Finds the terms of each word of a part. */
export function findWanted(
  vocabulary: Vocabulary,
  part: QueryPart,
  weights: Float32Array,
  work: Work,
): Wanted & { correction?: Correction } {
  const wanted = {
    part,
    words: part.words.map((word, index) => {
      const prefix = part.prefix && index === part.words.length - 1
      if (part.words.length > 1) return findTerms(vocabulary, word.text, { prefix }, work)
      return findWord(vocabulary, word, prefix, work)
    }),
    weights: part.fields ? only(weights, part.fields) : weights,
  }
  const [word, matches] = [part.words[0], wanted.words[0]]
  if (part.words.length > 1 || !word || !matches || matches.closeness.some((closeness) => closeness >= 0.5)) {
    return wanted
  }
  // Where nothing is near, what is a little further is worth asking about.
  const near =
    matches.terms.length > 0
      ? matches
      : findTerms(vocabulary, word.text, { edits: editsOf(word.text) + 1 }, work)
  const best = near.closeness.indexOf(Math.max(...near.closeness))
  const term = near.terms[best]
  return term === undefined ? wanted : { ...wanted, correction: { word, term } }
}

function findWord(vocabulary: Vocabulary, word: QueryWord, prefix: boolean, work: Work): Matches {
  const { text, joined } = word
  const edits = editsOf(text)
  const found = findTerms(vocabulary, text, { prefix, part: text.length > 2, edits }, work)
  if (prefix && edits > 0 && text.length > 3 && found.closeness.every((closeness) => closeness < 0.5)) {
    add(found, findTerms(vocabulary, text, { edits, beginning: true }, work))
  }
  if (joined) add(found, findTerms(vocabulary, joined, { prefix: true, part: true }, work))
  // A number of a country as it is dialled there: 0151 for +49 151.
  const dialled = /^0+(\d{4,})$/.exec(joined ?? text)?.[1]
  if (dialled) add(found, findTerms(vocabulary, dialled, { part: true }, work))
  return found
}

function add(to: Matches, from: Matches): void {
  const known = new Set(to.terms)
  for (const [index, term] of from.terms.entries()) {
    if (known.has(term)) continue
    to.terms.push(term)
    to.closeness.push(from.closeness[index] ?? 0)
  }
}

/** The weights of some fields, at least 1; nothing of the others. */
function only(weights: Float32Array, fields: readonly number[]): Float32Array {
  const some = new Float32Array(weights.length)
  for (const field of fields) some[field] = Math.max(1, weights[field] ?? 0)
  return some
}

/** The places where all words of a part follow each other: of each the last word's, with its term. */
export function phrasePlaces(
  words: readonly Matches[],
  read: (term: number, visit: (value: number) => void) => void,
): Map<number, number> {
  let places = new Map<number, number>()
  for (const [index, { terms }] of words.entries()) {
    const next = new Map<number, number>()
    for (const term of terms) {
      read(term, (value) => {
        if (index === 0 || places.has(value))
          next.set(index < words.length - 1 ? nextPlace(value) : value, term)
      })
    }
    places = next
  }
  return places
}

const nextPlace = (value: number): number => ((value & lastPlace) === lastPlace ? value : value + 1)
