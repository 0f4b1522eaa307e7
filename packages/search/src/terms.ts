import { type IndexState, allLetters, lettersOf, postingsOf, rootOf } from './index-state.ts'
import type { QueryPart } from './query.ts'
import { longestTerm } from './words.ts'

/** A term that a word stands for. */
export interface Match {
  /** 1 the same, 0 nothing in common. */
  readonly closeness: number
  /** Those in rows that are shown. */
  readonly postings: readonly number[]
  /** The part of the term that was asked for. */
  readonly from: number
  readonly to: number
}

export type Matches = Map<number, Match>

export type Work = { terms: number; postings: number }

/** Finds the terms of each word of a part of a query. */
export function findTerms(state: IndexState, { words, prefix }: QueryPart, work: Work): Matches[] {
  return words.map(({ text, joined = text }, index) => {
    const found: Matches = new Map()
    const isOpen = prefix && index === words.length - 1
    if (words.length > 1) addTerms(state, work, found, text, 0, isOpen)
    else {
      const edits = editsOf(text)
      addTerms(state, work, found, text, edits, isOpen, text.length > 2)
      if (isOpen && edits > 0 && text.length > 3 && !isNear(found))
        addTerms(state, work, found, text, edits, true, false, true)
      if (joined !== text) addTerms(state, work, found, joined, 0, true, true)
      // A number of a country as it is dialled there: 0151 for +49 151.
      const dialled = /^0+(\d{4,})$/.exec(joined)?.[1]
      if (dialled) addTerms(state, work, found, dialled, 0, false, true)
    }
    return found
  })
}

/** Whether a term has more than a typo in common with the word. */
const isNear = (found: Matches): boolean => [...found.values()].some(({ closeness }) => closeness >= 0.5)

/** The edits that a word is found with: none below 3 letters, 2 from 8; with 3 those to a term of 4 alone. */
const editsOf = (word: string): number =>
  word.length < 3 || !/\P{Nd}/u.test(word) ? 0 : word.length < 8 ? 1 : 2

/** The term that is closest to a word where none is near; one edit further away too, where there is no other. */
export function closestTerm(state: IndexState, work: Work, found: Matches, word: string): number | undefined {
  if (isNear(found)) return undefined
  if (found.size === 0) addTerms(state, work, found, word, editsOf(word) + 1)
  return [...found].toSorted(([, a], [, b]) => b.closeness - a.closeness)[0]?.[0]
}

/**
 * Looks at all terms, of which most are ruled out by their letters, for those that are some edits away. With `prefix` those
 * that begin with the word, with `part` those that have it inside where it has a digit, with `beginning` those whose
 * beginning is some edits away.
 */
function addTerms(
  state: IndexState,
  work: Work,
  found: Matches,
  text: string,
  edits: number,
  prefix = false,
  part = false,
  beginning = false,
): void {
  const { units, starts, marks, count } = state.terms
  const size = text.length
  const word = Uint16Array.from({ length: size }, (_, at) => text.charCodeAt(at))
  const wanted = lettersOf(text) & allLetters
  const inside = part && /\p{Nd}/u.test(text)
  const open = prefix || inside
  const longest = size + edits
  for (let term = 0; term < count; term += 1) {
    const has = marks[term] ?? 0
    const missing = wanted & ~has
    const length = (has >>> 26) + 1
    if (tooMany(missing, edits) || length < size - edits || length > (open ? longestTerm : longest)) continue
    work.terms += 1
    const start = (starts[term] ?? 0) + 1
    const end = start + length
    let closeness = 0
    let from = 0
    let to = length
    for (let at = start; missing === 0 && closeness === 0 && at <= (inside ? end - size : start); at += 1) {
      if (units[at] !== word[0] || editsLeft(word, 0, units, at, end, 0, open) < 0) continue
      closeness = length === size ? 1 : 0.5 + (0.4 * size) / length
      from = at - start
      to = from + size
    }
    const typos = length > 3 || size > 3 ? edits : 0
    if (closeness === 0 && typos > 0 && (beginning || !tooMany(has & ~wanted & allLetters, typos))) {
      const left = editsLeft(word, 0, units, start, end, typos, beginning)
      if (left >= 0) closeness = 0.2 / (typos - left + (length > longest ? 1 : 0))
    }
    if (closeness === 0 || found.has(term)) continue
    const postings = postingsOf(state, term).filter((posting) => rootOf(state, posting >>> state.shift) >= 0)
    work.postings += postings.length
    if (postings.length > 0) found.set(term, { closeness, postings, from, to })
  }
}

/** Whether more bits are set than edits could have changed, each of which takes one letter away at most and brings one. */
function tooMany(bits: number, edits: number): boolean {
  let rest = bits
  if (edits > 0) rest &= rest - 1
  if (edits > 1) rest &= rest - 1
  if (edits > 2) rest &= rest - 1
  return rest !== 0
}

/**
 * How many edits are left when a word has become a term, or with `open` a beginning of it; below 0 where they are too few. An
 * edit is a letter missing, too many or another one, or two neighbours swapped. Letters that are the same are never edited: that
 * is as good as any other way.
 */
function editsLeft(
  word: Uint16Array,
  wordFrom: number,
  units: Uint16Array,
  from: number,
  end: number,
  edits: number,
  open: boolean,
): number {
  let [index, at] = [wordFrom, from]
  while (index < word.length && at < end && word[index] === units[at]) {
    index += 1
    at += 1
  }
  if (index === word.length || at === end) return edits - (word.length - index) - (open ? 0 : end - at)
  if (edits === 0) return -1
  const next = (letters: number, others: number): number =>
    editsLeft(word, index + letters, units, at + others, end, edits - 1, open)
  const isSwapped = at + 1 < end && word[index] === units[at + 1] && word[index + 1] === units[at]
  return Math.max(next(1, 1), next(1, 0), next(0, 1), isSwapped ? next(2, 2) : -1)
}
