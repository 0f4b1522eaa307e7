import { foldText } from '@throughline/schema/adapter'

/** Longest term, in UTF-16 units; of a longer word the beginning is known. */
export const longestTerm = 64

// What a unit of a text is.
const separator = 1
const ideograph = 2
const letter = 3
const digit = 4
const kinds = new Uint8Array(0x1_0000)

/** What the unit at a place is; a text ends with a separator. */
function kindAt(text: string, index: number): number {
  const unit = text.charCodeAt(index) | 0
  return (kinds[unit] ||= kindOf(String.fromCharCode(unit)))
}

function kindOf(unit: string): number {
  if (/[\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}\p{sc=Hangul}ー]/u.test(unit)) return ideograph
  if (/\p{Nd}/u.test(unit)) return digit
  // Halves of a character of two units are letters.
  return /[\p{L}\p{M}\p{N}\p{Cs}]/u.test(unit) ? letter : separator
}

/** Whether the unit at a place is left out of a term. */
export const isSeparator = (text: string, index: number): boolean => kindAt(text, index) === separator

/** What a term is: a word; two ideographs of a run, of which the last one is 1; several words joined (`12 34` as `1234`). */
export const aWord: number = 0
export const aPair = 2
export const aJoin = 3

/**
 * Calls `emit` for each term of a folded text, with where it stands, its number, and what it is. Groups of digits, the letters
 * after them, IBANs and words with an apostrophe are emitted joined as well; a run of ideographs in pairs and its last one.
 */
export function eachWord(
  text: string,
  emit: (term: string, start: number, end: number, position: number, kind: number) => void,
): void {
  let position = 0
  // The words that are written as one where they are several.
  let run = ''
  let runLength = 0
  let runStart = 0
  let runEnd = -9
  let runPosition = 0
  let isNumber = false
  let isIban = false
  // One step more than there are units, for the last run.
  for (let start = 0; start <= text.length; start += 1) {
    let most = kindAt(text, start)
    if (most === separator && start < text.length) continue
    let end = start + 1
    if (most === ideograph) {
      if (kindAt(text, end) === ideograph) end += 1
      emit(text.slice(start, end), start, end, position++, end - start)
      continue
    }
    for (let kind; (kind = kindAt(text, end)) > ideograph; end += 1) if (kind > most) most = kind
    const term = text.slice(start, Math.min(end, start + longestTerm))
    const size = term.length
    if (size > 0) emit(term, start, end, position, aWord)
    const gap = size === 0 || start - runEnd > 2 ? 'a' : text.charAt(runEnd)
    const isCode = (isNumber && (most === digit || size < 3)) || (isIban && size < 5)
    if (gap === "'" || gap === '’' || (isCode && ' -./()'.includes(gap))) run += term
    else {
      if (run.length > runLength) emit(run.slice(0, longestTerm), runStart, runEnd, runPosition, aJoin)
      run = term
      runLength = size
      runStart = start
      runPosition = position
      isIban = size === 4 && most === digit && /^[a-z]{2}\d\d/.test(term)
    }
    runEnd = end
    isNumber = most === digit
    position += 1
    start = end - 1
  }
}

/** A folded text, and for each of its units (and its end) the place in the original that it came from. */
export function foldWithPlaces(text: string): { folded: string; places: number[] } {
  let folded = ''
  const places: number[] = []
  for (const { 0: part, index } of text.matchAll(/.\p{M}*/gsu)) {
    folded += foldText(part)
    while (places.length < folded.length) places.push(index)
  }
  return { folded, places: [...places, text.length] }
}
