import { foldText } from '@throughline/schema/adapter'

/** Longest term, in UTF-16 units; of a longer word the beginning is known. */
export const longestTerm = 64

/** What a piece of a text is: a word; several joined (`12 34` as `1234`); two ideographs of a run; the last one of a run. */
export type WordKind = 'joined' | 'pair' | 'single' | 'word'

const [separator, letter, digit, ideograph] = [1, 2, 3, 4]
const kinds = new Uint8Array(0x1_0000)

function kindOf(unit: number): number {
  const known = kinds[unit]
  if (known) return known
  const text = String.fromCharCode(unit)
  let kind = separator
  if (/[\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}\p{sc=Hangul}ー]/u.test(text)) kind = ideograph
  else if (/\p{Nd}/u.test(text)) kind = digit
  // Halves of a character of two units are letters.
  else if (/[\p{L}\p{M}\p{N}\p{Cs}]/u.test(text)) kind = letter
  kinds[unit] = kind
  return kind
}

/** Whether a folded word has a letter of it, which is what can be mistyped. */
export function hasLetter(word: string): boolean {
  for (let index = 0; index < word.length; index += 1)
    if (kindOf(word.charCodeAt(index)) !== digit) return true
  return false
}

/** Copies the word between two places of a folded text, without what separates its parts, and answers its length. */
export function copyWord(text: string, start: number, end: number, into: Uint16Array): number {
  let length = 0
  for (let index = start; index < end && length < longestTerm; index += 1) {
    const unit = text.charCodeAt(index)
    if (kindOf(unit) !== separator) into[length++] = unit
  }
  return length
}

/** The word between two places of a folded text, as the term that it is. */
export function wordAt(text: string, start: number, end: number): string {
  const units = new Uint16Array(longestTerm)
  return String.fromCharCode(...units.subarray(0, copyWord(text, start, end, units)))
}

/**
 * Calls `emit` for each word of a folded text, with its number. Groups of digits, the letters after them, IBANs and words
 * with an apostrophe are emitted joined as well; a run of ideographs in pairs and its last one.
 */
export function eachWord(
  text: string,
  emit: (start: number, end: number, position: number, kind: WordKind) => void,
): void {
  let position = 0
  // The words that are written as one where they are several.
  let [runStart, runEnd, runPosition, runWords, runDigits, runIban] = [0, -9, 0, 0, false, false]
  for (let index = 0; index < text.length; index += 1) {
    const kind = kindOf(text.charCodeAt(index))
    if (kind === separator) continue
    const start = index
    if (kind === ideograph) {
      while (kindOf(text.charCodeAt(index + 1)) === ideograph)
        emit(index, (index += 1) + 1, position++, 'pair')
      emit(index, index + 1, position++, 'single')
      continue
    }
    let digits = kind === digit
    for (let next; (next = kindOf(text.charCodeAt(index + 1))) === letter || next === digit; index += 1) {
      digits ||= next === digit
    }
    const end = index + 1
    emit(start, end, position, 'word')
    const gap = start - runEnd <= 2 ? text.charAt(runEnd) : ''
    const code = (runDigits && (digits || end - start <= 2)) || (runIban && end - start <= 4)
    if (gap !== '' && ("'’".includes(gap) || (code && ' -./()'.includes(gap)))) runWords += 1
    else {
      if (runWords > 1) emit(runStart, runEnd, runPosition, 'joined')
      runStart = start
      runPosition = position
      runWords = 1
      runIban = digits && end - start === 4 && /^[a-z]{2}\d\d/.test(text.slice(start, end))
    }
    runEnd = end
    runDigits = digits
    position += 1
  }
  if (runWords > 1) emit(runStart, runEnd, runPosition, 'joined')
}

/** A folded text, and for each of its units (and its end) the place in the original that it came from. */
export function foldWithPlaces(text: string): { folded: string; places: number[] } {
  let folded = ''
  const places: number[] = []
  for (const { 0: part, index } of text.matchAll(/\P{M}\p{M}*|\p{M}+/gsu)) {
    folded += foldText(part)
    while (places.length < folded.length) places.push(index)
  }
  return { folded, places: [...places, text.length] }
}
