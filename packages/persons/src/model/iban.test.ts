import { countrySpecs } from 'ibantools'
import { describe, expect, it } from 'vitest'
import { ibanField } from './iban.ts'
import { faultOf } from './testing/faults.ts'
import { furtherExamples, registryExamples } from './testing/iban-examples.ts'

const iban = ibanField()
const isTaken = (text: string): boolean => iban.safeParse(text).success
const examples = [...registryExamples, ...furtherExamples]

/** Where a country's own structure asks for a digit, a letter or either cannot be told from one example alone. */
const classOf = (character: string): string =>
  /\d/.test(character) ? '0123456789' : 'ABCDEFGHIJKLMNOPQRSTUVWXYZ'

describe('an IBAN', () => {
  it.each(examples)('of the registry or in use is taken: %s', (example) => {
    expect(iban.parse(example)).toBe(example)
  })

  it('is known of every country that the library knows, but those that have none of their own', () => {
    // Åland's begin with FI, those of the French islands with FR.
    const foreign = 'AX BL GF GP MF MQ NC PF PM RE TF WF YT'.split(' ')
    // The library knows the form that Côte d’Ivoire had before its banks took the code of the monetary union.
    const outdated = ['CI']
    const known = Object.entries(countrySpecs).flatMap(([code, { chars }]) => (chars ? [code] : []))
    expect(new Set([...examples.map((text) => text.slice(0, 2)), ...foreign, ...outdated])).toEqual(
      new Set(known),
    )
    expect(isTaken('CI93CI0080111301134291200589')).toBe(false)
  })

  it('is kept in capitals without spaces, however it is typed', () => {
    expect(iban.parse(' de89 3704 0044\u00A00532 0130 00 ')).toBe('DE89370400440532013000')
  })

  it.each([
    ['', 'Too small: expected string to have >=1 characters'],
    ['89370400440532013000', 'An IBAN begins with the country’s two letters, such as DE.'],
    ['ZZ89370400440532013000', 'No IBAN begins with ZZ: check the country’s code.'],
    ['US64SVBKUS6S3300958879', 'No IBAN begins with US: check the country’s code.'],
    ['DE8937040044053201300', 'An IBAN of DE has 22 characters; this one has 21.'],
    ['DE893704004405320130000', 'An IBAN of DE has 22 characters; this one has 23.'],
    ['DE89370400440532O13000', 'An IBAN of DE has letters and digits in other places: check each character.'],
    ['DEX9370400440532013000', 'An IBAN of DE has letters and digits in other places: check each character.'],
    [
      'DE88370400440532013000',
      'The check digits do not fit: a character of the IBAN is mistyped, or two are swapped.',
    ],
    ['DE89-3704-0044-0532-0130-00', 'An IBAN of DE has 22 characters; this one has 27.'],
  ])('%j is refused: %s', (text, message) => {
    expect(faultOf(iban, text)).toBe(message)
  })

  it('is refused where national check digits are wrong, though the international ones are right', () => {
    // BE68 5390 0754 7034 with 35 at its end, and check digits for that.
    expect(isTaken('BE41539007547035')).toBe(false)
  })

  it('never appears in what is said of it', () => {
    for (const text of ['DE88370400440532013000', 'DE8937040044053201300', 'DE89370400440532O13000']) {
      expect(faultOf(iban, text)).not.toMatch(/3704|0130/)
    }
  })
})

// By ISO 7064 (mod 97-10): a digit for a digit or a letter for a letter changes the remainder, and so does a swap of two
// such neighbours. A letter for a digit can go through where a country allows both: one in 97 would, by chance.
describe('one mistake in an IBAN', () => {
  it('that puts another digit for a digit, or another letter for a letter, is always found', () => {
    let tried = 0
    for (const example of examples) {
      for (const [index, right] of Array.from(example).entries()) {
        for (const wrong of classOf(right).replace(right, '')) {
          tried += 1
          const text = example.slice(0, index) + wrong + example.slice(index + 1)
          if (isTaken(text)) expect.fail(`${text} was taken for ${example}.`)
        }
      }
    }
    expect(tried).toBeGreaterThan(25_000)
  })

  it('that swaps two digits, or two letters, next to each other is always found', () => {
    let tried = 0
    for (const example of examples) {
      for (let index = 0; index + 1 < example.length; index += 1) {
        const [first = '', second = ''] = example.slice(index, index + 2)
        if (first === second || classOf(first) !== classOf(second)) continue
        tried += 1
        const text = example.slice(0, index) + second + first + example.slice(index + 2)
        if (isTaken(text)) expect.fail(`${text} was taken for ${example}.`)
      }
    }
    expect(tried).toBeGreaterThan(900)
  })

  it('that leaves a character out, or doubles one, is always found', () => {
    for (const example of examples) {
      for (let index = 0; index < example.length; index += 1) {
        expect(isTaken(example.slice(0, index) + example.slice(index + 1))).toBe(false)
        expect(isTaken(example.slice(0, index + 1) + example.slice(index))).toBe(false)
      }
    }
  })
})
