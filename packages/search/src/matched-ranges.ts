import type { MatchedTerm } from '@throughline/schema'
import { eachWord, foldWithPlaces, isSeparator } from './words.ts'

/** Units of a text that are looked at. */
const longestText = 10_000

/**
 * The parts of a text that its matched terms ask for, as pairs of places in it (the first UTF-16 unit and the one after the
 * last), in order and apart from each other: what a list of results marks.
 */
export function matchedRanges(
  text: string,
  terms: readonly MatchedTerm[],
): readonly (readonly [number, number])[] {
  const { folded, places } = foldWithPlaces(text.slice(0, longestText))
  const found: [number, number][] = []
  eachWord(folded, (term, start, end) => {
    const matched = terms.find((one) => one.term === term)
    if (!matched) return
    // A joined word has signs between its units.
    let from = -1
    let to = end
    let units = 0
    for (let index = start; index < end && units < matched.to; index += 1) {
      if (isSeparator(folded, index)) continue
      if (units === matched.from) from = index
      units += 1
      to = index + 1
    }
    if (from >= 0) found.push([places[from] ?? 0, endOf(places, to)])
  })
  const ranges: [number, number][] = []
  for (const [from, to] of found.toSorted(([a], [b]) => a - b)) {
    const last = ranges.at(-1)
    if (last && from <= last[1]) last[1] = Math.max(last[1], to)
    else ranges.push([from, to])
  }
  return ranges
}

/** Where the original goes on after a folded unit: one letter may have become two. */
function endOf(places: readonly number[], folded: number): number {
  const before = places[folded - 1] ?? 0
  let index = folded
  while (places[index] === before) index += 1
  return places[index] ?? before
}
