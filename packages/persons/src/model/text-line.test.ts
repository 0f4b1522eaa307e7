import { describe, expect, it } from 'vitest'
import { faultOf } from './testing/faults.ts'
import { optionalLine, textLine } from './text-line.ts'

const unprintable = 'Leave out line breaks and control characters.'

describe('a line of text', () => {
  it.each([
    ['  Ada\u00A0', 'Ada'],
    ['Ju\u0308rgen', 'J\u00FCrgen'],
    ["O'Brien-Söderström", "O'Brien-Söderström"],
    ['علی\u200Cرضا', 'علی\u200Cرضا'],
    ['王', '王'],
    ['7-Eleven', '7-Eleven'],
  ])('%j is kept as %j', (typed, kept) => {
    expect(textLine(20).parse(typed)).toBe(kept)
  })

  it.each([
    ['', 'Too small: expected string to have >=1 characters'],
    ['   ', 'Too small: expected string to have >=1 characters'],
    ['Ada\nLovelace', unprintable],
    ['Ada\tLovelace', unprintable],
    ['Ada\u0000', unprintable],
    ['Ada\u0085Lovelace', unprintable],
    ['Ada\u2028Lovelace', unprintable],
    ['Ada \u202Eecalevol', unprintable],
    ['\u200B\u200D', 'Give at least one visible character.'],
    ['x'.repeat(21), 'Use at most 20 characters.'],
  ])('%j is refused: %s', (text, message) => {
    expect(faultOf(textLine(20), text)).toBe(message)
  })

  it('may be empty where it is optional', () => {
    expect(optionalLine(20).parse('  ')).toBe('')
    expect(faultOf(optionalLine(20), 'a\nb')).toBe(unprintable)
  })
})
