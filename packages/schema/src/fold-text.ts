/** What `normalize` does not take apart into a letter and a mark; a final sigma is a sigma. */
const letters: Readonly<Record<string, string>> = {
  ß: 'ss',
  ø: 'o',
  æ: 'ae',
  œ: 'oe',
  ł: 'l',
  đ: 'd',
  ð: 'd',
  þ: 'th',
  ı: 'i',
  ς: 'σ',
}

/** Accents of Latin, Greek and Cyrillic letters, points of Hebrew, vowel signs and the tatweel of Arabic. */
// oxlint-disable-next-line no-misleading-character-class -- each mark is one of its own
const marks = /[\u0300-\u036F\u0591-\u05C7\u0610-\u061A\u0640\u064B-\u065F\u0670]/g

/** More marks on one letter than any language has: their order would take the square of their number to find. */
const crowd = /(\p{M}{16})\p{M}+/gu

/** Latin letters, each as it is folded: what is beside them does not matter, and to look them up takes less time. */
const latin: string[] = []
const lastLatin = 0x17f

/**
 * Writes a text as it is compared where accents and case do not matter: `Łódź` → `lodz`, `Straße` → `strasse`, `é` → `e`.
 *
 * Compatible forms become one (`ﬁ` → `fi`, full-width letters), letters of other scripts stay; `ü` is `u`, never `ue`.
 */
export function foldText(text: string): string {
  if (!/[\u0080-\uFFFF]/.test(text)) return text.toLowerCase()
  let folded = ''
  let from = 0
  for (let index = 0; index < text.length; index += 1) {
    const unit = text.charCodeAt(index)
    if (unit < 0x80) continue
    if (unit > lastLatin) return foldAny(text)
    folded += text.slice(from, index) + (latin[unit] ??= foldAny(text.charAt(index)))
    from = index + 1
  }
  return (folded + text.slice(from)).toLowerCase()
}

const foldAny = (text: string): string =>
  text
    .replaceAll(crowd, '$1')
    .normalize('NFKD')
    .toLowerCase()
    .replaceAll(marks, '')
    .replaceAll(/[ßøæœłđðþıς]/g, (letter) => letters[letter] ?? letter)
    .normalize('NFC')
