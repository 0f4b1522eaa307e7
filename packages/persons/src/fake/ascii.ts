import { foldText } from '@throughline/schema/adapter'

const umlauts: Readonly<Record<string, string>> = { ä: 'ae', ö: 'oe', ü: 'ue' }

/**
 * Writes a name with the letters a to z alone, words joined by hyphens: `O'Brien` → `obrien`, `García López` →
 * `garcia-lopez`; `ü` is `ue` in German names, `u` in others.
 */
export function toAscii(name: string, german = false): string {
  const text = german ? name.toLowerCase().replaceAll(/[äöü]/g, (letter) => umlauts[letter] ?? letter) : name
  return foldText(text)
    .replaceAll(/[^a-z\s-]/g, '')
    .trim()
    .replaceAll(/[\s-]+/g, '-')
}
