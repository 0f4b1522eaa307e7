import { expect, it } from 'vitest'
import { foldText } from './fold-text.ts'

it('takes case and accents away, and writes single letters out', () => {
  expect(
    ['Łódź', 'STRASSE', 'Straße', 'ẞ', 'Ærø', 'Þórður', 'İzmir ısı', 'Ωμέγας', 'ﬁn', 'Ｔｏｋｙｏ'].map(
      foldText,
    ),
  ).toEqual(['lodz', 'strasse', 'strasse', 'ss', 'aero', 'thordur', 'izmir isi', 'ωμεγασ', 'fin', 'tokyo'])
})

it('keeps other scripts, without the marks that are left out in writing', () => {
  expect(['Ёлкий', 'أَحْمَد', 'שָׁלוֹם', '東京', '한글', 'हिन्दी'].map(foldText)).toEqual([
    'елкии',
    'احمد',
    'שלום',
    '東京',
    '한글',
    'हिन्दी',
  ])
})

it('says the same of a text that is folded', () => {
  for (const text of ['Łódź', 'Straße', '\uD800x', 'e\u0301', '']) {
    expect(foldText(foldText(text))).toBe(foldText(text))
  }
  expect(foldText('e\u0301')).toBe(foldText('\u00E9'))
})

it('says the same of a Latin letter alone and beside others', () => {
  for (let unit = 0x80; unit < 0x250; unit += 1) {
    const text = `Aß${String.fromCharCode(unit)}é`
    expect(foldText(`${text}Ω`)).toBe(`${foldText(text)}ω`)
    expect(foldText(text)).toBe(`ass${foldText(String.fromCharCode(unit))}e`)
  }
})

it('keeps the first sixteen marks of a letter', () => {
  expect(foldText(`क${'\u093E\u0302'.repeat(50_000)}`)).toBe(`क${'\u093E'.repeat(8)}`)
})
