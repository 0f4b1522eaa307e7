// What `normalize` does not take apart into a letter and a mark.
const folded: Readonly<Record<string, string>> = {
  ß: 'ss',
  ø: 'o',
  æ: 'ae',
  œ: 'oe',
  ł: 'l',
  đ: 'd',
  ð: 'd',
  þ: 'th',
  ı: 'i',
}
const umlauts: Readonly<Record<string, string>> = { ä: 'ae', ö: 'oe', ü: 'ue' }

/**
 * Writes a name with the letters a to z alone, words joined by hyphens: `O'Brien` → `obrien`, `García López` →
 * `garcia-lopez`; `ü` is `ue` in German names, `u` in others.
 */
export function toAscii(name: string, german = false): string {
  const text = german
    ? name.toLowerCase().replaceAll(/[äöü]/g, (letter) => umlauts[letter] ?? letter)
    : name.toLowerCase()
  return text
    .replaceAll(/[ßøæœłđðþı]/g, (letter) => folded[letter] ?? letter)
    .normalize('NFD')
    .replaceAll(/[^a-z\s-]/g, '')
    .trim()
    .replaceAll(/[\s-]+/g, '-')
}
