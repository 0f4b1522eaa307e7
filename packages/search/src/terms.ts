import { type IndexState, lettersOf, rootOf, somePosting } from './index-state.ts'
import type { QueryPart } from './query.ts'

/** A term that a word stands for. */
export interface Match {
  /** 1 the same, 0 nothing in common. */
  readonly closeness: number
  /** The part of the term that was asked for. */
  readonly from: number
  readonly to: number
}

export type Matches = Map<number, Match>

/** Finds the terms of each word of a part of a query. */
export function findTerms(state: IndexState, { words, prefix }: QueryPart): Matches[] {
  return words.map(({ text, joined = text }, index) => {
    const found: Matches = new Map()
    const isOpen = prefix && index === words.length - 1
    if (words.length > 1) addTerms(state, found, text, 0, isOpen)
    else {
      const edits = editsOf(text)
      addTerms(state, found, text, edits, isOpen, text.length > 2)
      if (isOpen && edits > 0 && text.length > 3 && !isNear(found))
        addTerms(state, found, text, edits, true, false, true)
      if (joined !== text) addTerms(state, found, joined, 0, true, true)
      // A number of a country as it is dialled there: 0151 for +49 151.
      const dialled = /^0+(\d{4,})$/.exec(joined)?.[1]
      if (dialled) addTerms(state, found, dialled, 0, false, true)
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
export function closestTerm(state: IndexState, found: Matches, word: string): number | undefined {
  if (isNear(found)) return undefined
  if (found.size === 0) addTerms(state, found, word, editsOf(word) + 1)
  return [...found].toSorted(([, a], [, b]) => b.closeness - a.closeness)[0]?.[0]
}

/**
 * Looks at all terms, of which most are ruled out by their letters, for those that are some edits away. With `prefix` those
 * that begin with the word, with `part` those that have it inside where it has a digit, with `beginning` those whose
 * beginning is some edits away.
 */
function addTerms(
  state: IndexState,
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
  const wanted = lettersOf(text) << 6
  const inside = part && /\p{Nd}/u.test(text)
  const open = prefix || inside
  const longest = size + edits
  for (let term = 0; term < count; term += 1) {
    const has = marks[term] ?? 0
    const missing = wanted & ~(has << 6)
    if (tooMany(missing, edits)) continue
    const length = (has >>> 26) + 1
    const typos = length > 3 || size > 3 ? edits : 0
    const isWhole = missing === 0 && length >= size && (open || length === size)
    const isClose =
      typos > 0 &&
      length >= size - edits &&
      (beginning || (length <= longest && !tooMany((has << 6) & ~wanted, typos)))
    if (!isWhole && !isClose) continue
    state.work.terms += 1
    const start = (starts[term] ?? 0) + 1
    const end = start + length
    let closeness = 0
    let from = 0
    let to = length
    for (let at = start; isWhole && closeness === 0 && at <= (inside ? end - size : start); at += 1) {
      if (units[at] !== word[0] || editsLeft(word, 0, units, at, end, 0, open) < 0) continue
      closeness = length === size ? 1 : 0.5 + (0.4 * size) / length
      from = at - start
      to = from + size
    }
    if (closeness === 0 && isClose) {
      const left = editsLeft(word, 0, units, start, end, typos, beginning)
      if (left >= 0) closeness = 0.2 / (typos - left + (length > longest ? 1 : 0))
    }
    if (closeness === 0 || found.has(term)) continue
    if (somePosting(state, term, (posting) => rootOf(state, posting >>> state.shift) >= 0))
      found.set(term, { closeness, from, to })
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
  let index = wordFrom
  let at = from
  while (index < word.length && at < end && word[index] === units[at]) {
    index += 1
    at += 1
  }
  const rest = word.length - index
  const others = end - at
  if (rest === 0 || others === 0) return edits - rest - (open ? 0 : others)
  if (edits === 0) return -1
  const isSwapped = others > 1 && word[index] === units[at + 1] && word[index + 1] === units[at]
  return Math.max(
    editsLeft(word, index + 1, units, at + 1, end, edits - 1, open),
    editsLeft(word, index + 1, units, at, end, edits - 1, open),
    editsLeft(word, index, units, at + 1, end, edits - 1, open),
    isSwapped ? editsLeft(word, index + 2, units, at + 2, end, edits - 1, open) : -1,
  )
}
