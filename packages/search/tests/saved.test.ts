import { defineEntity, defineModel, fieldMeta } from '@throughline/schema'
import { type SavedSearchIndex, matchedRanges, restoreSearchIndex } from '@throughline/search'
import { describe, expect, it } from 'vitest'
import * as z from 'zod'
import { clinic, clinicModel, indexOf, patient, visit } from './clinic-model.ts'

/** All that is saved, as one text. */
const textOf = ({ fingerprint, arrays }: SavedSearchIndex): string =>
  arrays
    .map(({ buffer }) => new TextDecoder('utf-16le').decode(buffer) + Buffer.from(buffer).toString('latin1'))
    .join(fingerprint)

describe('saved', () => {
  it('finds the same, in buffers that can be sent away', () => {
    const index = indexOf(clinic)
    index.remove('notes', 'n2')
    const saved = index.save()
    const buffers = saved.arrays.map(({ buffer }) => buffer)
    expect(new Set(buffers).size).toBe(buffers.length)
    const restored = restoreSearchIndex(clinicModel, structuredClone(saved, { transfer: buffers }))
    for (const query of ['müller berlin', 'kind:home', '"new york"', 'berl', 'bonn', 'mulelr']) {
      expect(restored?.search(query)).toEqual({ ...index.search(query), work: expect.anything() })
    }
    restored?.put([visit('1', 1, { city: 'Hamburg' })])
    expect(restored?.search('hamburg').total).toBe(1)
    expect(restored?.search('berlin').total).toBe(1)
  })

  it('keeps keys as they are: any UUID, what is nearly one, and what is none', () => {
    const keys = [
      '018f0b5e-7c1a-7d2b-9f3c-4d5e6f708192',
      // Its digits would be halves of characters of two units.
      'd83ddc00-d83d-4c00-dbff-dfffd800dc00',
      '00000000-0000-0000-0000-000000000000',
      'D83DDC00-D83D-4C00-DBFF-DFFFD800DC00',
      '018f0b5e-7c1a-7d2b-9f3c-4d5e6f70819g',
      '018f0b5e07c1a07d2b09f3c04d5e6f708192',
      '\uD83D\uDC00',
    ]
    const index = indexOf(keys.map((key) => patient(key, 'Same')))
    const restored = restoreSearchIndex(clinicModel, index.save())
    for (const one of [index, restored]) {
      expect(one?.search('same').hits.map(({ key }) => key)).toEqual(keys)
    }
  })

  it('is of no use for another model', () => {
    const other = defineModel({
      service: 'clinic',
      entities: {
        patients: defineEntity({
          schema: z.object({ id: z.string(), name: z.string().register(fieldMeta, { searchable: true }) }),
        }),
      },
    })
    expect(restoreSearchIndex(other, indexOf(clinic).save())).toBeUndefined()
  })

  it('is of no use where a byte of it is another one, or something is missing', () => {
    const saved = indexOf(clinic).save()
    for (const [number, array] of saved.arrays.entries()) {
      if (array.length === 0) continue
      const changed = saved.arrays.map((each) => each.slice())
      changed[number]?.set([(array[0] ?? 0) ^ 1])
      const cut = saved.arrays.map((each, index) => (index === number ? each.slice(1) : each))
      for (const arrays of [changed, cut, saved.arrays.slice(1)]) {
        // Sound: what is stored may be anything.
        const broken = { ...saved, arrays: arrays as unknown as SavedSearchIndex['arrays'] }
        expect(restoreSearchIndex(clinicModel, broken)).toBeUndefined()
      }
    }
    expect(restoreSearchIndex(clinicModel, { ...saved })?.size).toBe(clinic.length)
  })

  it('has nothing of what is hidden below a row that was taken away', () => {
    const index = indexOf([...clinic, patient('3', 'Cleo'), visit('3', 1, { city: 'Nightingale' })])
    index.remove('patients', '3')
    const saved = index.save()
    expect(textOf(saved).toLowerCase()).not.toContain('nightingale')
    expect(restoreSearchIndex(clinicModel, saved)?.size).toBe(clinic.length)
  })

  it('has nothing of sensitive fields, in terms or bytes, nor of rows that are gone', () => {
    const index = indexOf([
      patient('1', 'Ada visible', { iban: 'DE00CANARY0001', plan: 'basic' }),
      patient('2', 'goldfinch'),
      patient('3', 'Was nightingale'),
    ])
    index.remove('patients', { id: '2' })
    index.put([patient('3', 'Is sparrow')])
    for (const query of [
      'canary',
      'DE00CANARY0001',
      'iban:de00',
      'plan:basic',
      'basic',
      'goldfinch',
      'nightingale',
    ]) {
      expect(index.search(query).total).toBe(0)
    }
    const text = textOf(index.save()).toLowerCase()
    for (const secret of ['canary', 'basic', 'goldfinch', 'nightingale']) expect(text).not.toContain(secret)
    for (const known of ['visible', 'sparrow']) expect(text).toContain(known)
  })
})

describe('work', () => {
  const index = indexOf(
    Array.from({ length: 5000 }, (_, number) =>
      patient(`p${number}`, `Name${number % 500} of house ${number}`),
    ),
  )

  it('of a search grows with the distinct words, not with the rows', () => {
    const { work, total } = index.search('name17 house')
    expect(total).toBeGreaterThanOrEqual(5000 / 500)
    expect(work.terms).toBeLessThan(4 * 6000)
    // 500 names, 5,000 numbers, each with what is joined of it, and three words.
    expect(index.search('hou').work.terms).toBeLessThan(6000)
  })

  it('of any query is bounded', () => {
    const long = 'x'.repeat(100_000)
    const queries = [
      '',
      ' ',
      '"',
      '":',
      ':',
      '::::',
      '.*',
      '[a-',
      '(?:',
      '\\',
      '\uD800',
      '\uDC00\uD800',
      long,
      `"${long}`,
      `${long}:${long}`,
      'name1 '.repeat(20_000),
      'a\u0301\u0323'.repeat(40_000),
      '\u0000',
      '%s',
      '__proto__:x',
      'constructor:x',
    ]
    for (const query of queries) {
      expect(index.search(query).work.terms).toBeLessThan(30 * 6000)
    }
  })

  it('of a text is bounded too', () => {
    const texts = [
      `a${'\u0301\u0323'.repeat(50_000)}`,
      "a'".repeat(50_000),
      'x'.repeat(100_000),
      '\uD800',
      'a\u0301'.repeat(50_000),
      '1 '.repeat(50_000),
      '東'.repeat(50_000),
      '',
      '\u0000',
    ]
    const hostile = indexOf(texts.map((text, number) => patient(`p${number}`, text)))
    expect(hostile.size).toBe(texts.length)
    expect(hostile.search('x'.repeat(100_000)).total).toBe(1)
    expect(hostile.search('東東').total).toBe(1)
    for (const text of texts) {
      for (const query of [text, `"${text}`, `name:${text}`]) {
        expect(hostile.search(query).work.postings).toBeLessThan(2000)
      }
    }
    expect(
      matchedRanges(
        'x'.repeat(100_000),
        hostile.search('x'.repeat(64)).hits[0]?.rows[0]?.fields['name'] ?? [],
      ),
    ).toHaveLength(1)
  })
})
