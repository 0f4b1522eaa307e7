import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { patternText } from './pattern-text.ts'
import { createRandomizer } from './randomizer.ts'

const { below } = createRandomizer()

describe('patternText', () => {
  it('draws texts that match random patterns, within their lengths, and lists different ones', () => {
    const atoms = fc.oneof(
      fc.constantFrom('a', 'B', '7', String.raw`\d`, String.raw`\w`, '[a-f]', '[^x]', '.', String.raw`\.`),
      fc.constantFrom(String.raw`\p{Lu}`, String.raw`[\p{L}_]`, String.raw`\s`, 'foo', '(?:ab|c)', '(x|yz|)'),
    )
    const repeats = fc.constantFrom('', '?', '*', '+', '{3}', '{1,4}', '{2,}', '+?')
    const part = fc.tuple(atoms, repeats).map(([atom, times]) => `(?:${atom})${times}`)
    const pattern = fc
      .array(fc.array(part, { minLength: 1, maxLength: 4 }), { minLength: 1, maxLength: 3 })
      .map((alternatives) => `^(?:${alternatives.map((parts) => parts.join('')).join('|')})$`)
    fc.assert(
      fc.property(pattern, fc.integer({ min: 0, max: 10 }), fc.boolean(), (source, spare, isEager) => {
        const text = patternText(source)
        const drawn = text.draw(below, { spare, isEager, isWide: !isEager })
        expect(text.test(drawn)).toBe(true)
        expect(drawn.length).toBeLessThanOrEqual(text.shortest + spare)
        const { size, at } = text.list({ spare })
        const numbers = Array.from({ length: Math.min(size, 50) }, (_, index) => index)
        const listed = [...numbers, size - 1].map(at)
        expect(new Set(listed).size).toBe(new Set([...numbers, size - 1]).size)
        for (const one of listed) expect(text.test(one)).toBe(true)
      }),
      { numRuns: 300 },
    )
  })

  it('remembers groups, by number and by name', () => {
    for (const source of [String.raw`^(\w{3})-\1$`, String.raw`^(?<word>[a-z]+) \k<word>$`]) {
      const text = patternText(source)
      for (let index = 0; index < 20; index += 1) expect(text.test(text.draw(below, { spare: 6 }))).toBe(true)
    }
  })

  it('takes letters and digits where any character may be, and others where it is told to', () => {
    const { draw } = patternText('^.{200}$')
    expect(draw(below, { spare: 0 })).toMatch(/^[A-Za-z0-9]+$/)
    expect(draw(below, { spare: 0, isWide: true })).toMatch(/[^A-Za-z0-9]/)
  })

  it('knows which flag a source needs', () => {
    for (const source of [
      String.raw`^\p{Script=Greek}{2}$`,
      String.raw`^[\p{L}--[a-z]]$`,
      String.raw`^\u{1F600}$`,
    ]) {
      const text = patternText(source)
      expect(text.test(text.draw(below, { spare: 0 }))).toBe(true)
    }
    // Without one, these are letters.
    expect(patternText('^p{L}$').draw(below, { spare: 0 })).toBe('p{L}')
  })

  it('lists the words of a choice that are of one length', () => {
    const { list } = patternText('^(?:DE|FR|US|USA)$')
    const { size, at } = list({ spare: 0 })
    expect([0, 1, 2].map(at).toSorted()).toEqual(['DE', 'FR', 'US'])
    expect(size).toBe(3)
  })
})
