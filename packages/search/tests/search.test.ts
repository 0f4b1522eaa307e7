import { type AnyModel, defineEntity, defineModel } from '@throughline/schema'
import { createSearchIndex, matchedRanges } from '@throughline/search'
import { describe, expect, it } from 'vitest'
import * as z from 'zod'
import { clinic, indexOf, note, patient, visit } from './clinic-model.ts'

/** Keys of the roots that a query finds among patients of these names. */
function find(names: readonly string[], query: string): string[] {
  const index = indexOf(names.map((name, number) => patient(String(number), name)))
  return index.search(query, { limit: 100 }).hits.map(({ key }) => names[Number(key)] ?? '')
}

describe('words', () => {
  it.each([
    ['José Núñez', 'jose nunez'],
    ['Strauß', 'STRAUSS'],
    ['Søren Łukasz', 'soren lukasz'],
    ['Ёлкина', 'елкина'],
    ['أَحْمَد', 'احمد'],
    ['東京都庁', '京都'],
    ['東京都庁', '庁'],
    ['東京都庁', '東京都'],
    ['김철수', '철수'],
    ['サーバー', 'サーバ'],
    ["Sinéad O'Brien", 'obrien'],
    ['Sinéad OBrien', "o'brien"],
    ['Anna-Lena', 'lena'],
    ['anna.smith12@mail.example', 'anna.smith12@mail.example'],
    ['anna.smith12@mail.example', 'smith12@ma'],
    ['+4915112345678', '+49 151 12345678'],
    ['+4915112345678', '0151 1234'],
    ['+49 (151) 123-45678', '4915112345678'],
    ['+4915112345678', '345678'],
    ['DE89370400440532013000', 'DE89 3704 0044 0532'],
    ['DE89 3704 0044 0532 0130 00', 'de8937040044'],
    ['DE89 3704 0044 0532 0130 00', '37040044'],
    ['GB29 NWBK 6016 1331 9268 19', 'GB29NWBK6016'],
    ['GB29NWBK60161331926819', 'GB29 NWBK 6016'],
    ['1012 AB', '1012ab'],
    ['Call 0151 1234.', '01511234'],
    ['Case 4711', '4711'],
  ])('finds %s by %s', (name, query) => {
    expect(find([name, 'Somebody Else'], query)).toEqual([name])
  })

  it('finds the last word by its beginning, the others whole', () => {
    expect(find(['Anna Berger', 'Annabel Berg'], 'anna ber')).toEqual(['Anna Berger'])
    expect(find(['Anna Berger', 'Annabel Berg'], 'ber')).toEqual(['Annabel Berg', 'Anna Berger'])
  })

  it('finds typos: one from four letters, two from eight; digits alone are taken as they are', () => {
    expect(find(['Miller'], 'miler xyz')).toEqual(['Miller'])
    expect(find(['Miller'], 'imller')).toEqual(['Miller'])
    expect(find(['Miller'], 'imlelr')).toEqual([])
    expect(find(['Alexandra'], 'alxeandar')).toEqual(['Alexandra'])
    expect(find(['Ann'], 'anm')).toEqual([])
    expect(find(['Anna', 'Ann'], 'nna')).toEqual(['Anna'])
    expect(find(['10115'], '10116')).toEqual([])
    expect(find(['Schmidt'], 'scmid')).toEqual(['Schmidt'])
  })

  it('ranks the same before a beginning, that before a typo, heavy fields before light ones', () => {
    expect(find(['Marta', 'Martin', 'Mart'], 'mart')).toEqual(['Mart', 'Marta', 'Martin'])
    expect(find(['Narta', 'Marta'], 'marta')).toEqual(['Marta', 'Narta'])
    const index = indexOf([visit('a', 1, { city: 'Paris' }), patient('b', 'Paris')])
    expect(index.search('paris').hits.map(({ key }) => key)).toEqual(['b', 'a'])
  })
})

describe('roots', () => {
  it('are found by words in several of their rows, each with the rows that match', () => {
    const { hits, total, complete } = indexOf(clinic).search('berlin müller arm')
    expect({ total, complete }).toEqual({ total: 1, complete: true })
    expect(hits).toEqual([
      {
        entity: 'patients',
        key: '1',
        score: expect.any(Number),
        rows: expect.arrayContaining([
          {
            entity: 'patients',
            key: '1',
            fields: { name: [{ term: 'muller', text: 'Müller', from: 0, to: 6 }] },
          },
          {
            entity: 'visits',
            key: '1#1',
            fields: { city: [{ term: 'berlin', text: 'Berlin', from: 0, to: 6 }] },
          },
          { entity: 'notes', key: 'n1', fields: { text: [{ term: 'arm', text: 'arm', from: 0, to: 3 }] } },
        ]),
      },
    ])
  })

  it('tell how the words are written, also where letters became two or were joined', () => {
    const texts = (query: string) =>
      indexOf([patient('1', 'Große Straße, +49 151 12')]).search(query).hits[0]?.rows[0]?.fields['name']
    expect(texts('strass')).toEqual([{ term: 'strasse', text: 'Straße', from: 0, to: 6 }])
    expect(texts('grose')?.map(({ text }) => text)).toEqual(['Große'])
    expect(texts('4915112')?.map(({ text }) => text)).toEqual(['49 151 12'])
  })

  it('that lack one word are found where none has them all', () => {
    const index = indexOf(clinic)
    expect(index.search('ada berlin quartz')).toMatchObject({
      total: 1,
      complete: false,
      hits: [{ key: '1' }],
    })
    expect(index.search('ada zeppelin quartz')).toMatchObject({ total: 0, hits: [] })
    expect(index.search('quartz')).toMatchObject({ total: 0, hits: [] })
  })

  it('are found by phrases', () => {
    const keys = (query: string) =>
      indexOf(clinic)
        .search(query)
        .hits.map(({ key }) => key)
    expect(keys('"new york"')).toEqual(['1'])
    expect(keys('"york new"')).toEqual([])
    expect(keys('new york')).toHaveLength(2)
    expect(keys('„new york“ müller')).toEqual(['1'])
    expect(keys('"check up" "new york')).toEqual(['1'])
  })

  it('are found by fields and entities, in one row where it has both fields', () => {
    const keys = (query: string) =>
      indexOf(clinic)
        .search(query)
        .hits.map(({ key }) => key)
    expect(keys('city:berlin kind:office')).toEqual(['2'])
    expect(keys('city:berlin kind:home')).toEqual(['1'])
    expect(keys('city:bonn kind:home')).toEqual([])
    expect(keys('city:berlin name:ada')).toEqual(['1'])
    expect(keys('kind:practice')).toHaveLength(2)
    expect(keys('Keywords:urgent')).toEqual(['1'])
    expect(keys('visits:berlin note:york')).toHaveLength(2)
    expect(keys('note:"new york"')).toEqual(['1'])
    expect(keys('name:berlin')).toEqual([])
    expect(keys('city:brelin kind:home')).toEqual(['1'])
    // An enum is found by its field alone; a name that is none is a word.
    expect(keys('office')).toEqual([])
    expect(keys('colour:berlin ada')).toEqual(['1'])
    // Never without a filter, though without a word.
    expect(keys('city:bonn ada quartz')).toEqual(['1'])
    expect(keys('city:paris ada müller')).toEqual([])
  })

  it('are found by dates, numbers and items of lists', () => {
    const keys = (query: string) =>
      indexOf(clinic)
        .search(query)
        .hits.map(({ key }) => key)
    expect(keys('2026-03-05')).toEqual(['1'])
    expect(keys('day:2026')).toEqual(['1'])
    expect(keys('125.5')).toEqual(['1'])
    expect(keys('urgent')).toEqual(['1'])
  })

  it('are counted, and come in pages', () => {
    const index = indexOf(
      Array.from({ length: 300 }, (_, number) => patient(`p${number}`, `Same ${number % 7}`)),
    )
    const all = index.search('same', { limit: 1000 })
    expect(all.total).toBe(300)
    expect(new Set(all.hits.map(({ key }) => key)).size).toBe(300)
    const pages = [0, 7, 14].flatMap((offset) => index.search('same', { limit: 7, offset }).hits)
    expect(pages).toEqual(all.hits.slice(0, 21))
    expect(index.search('same').hits).toHaveLength(20)
    expect(index.search('same', { limit: 0 })).toMatchObject({ hits: [], total: 300 })
    expect(index.search('same', { limit: -1, offset: Number.NaN }).hits).toEqual([])
  })

  it('comes with a suggestion for what is not there', () => {
    const index = indexOf(clinic)
    expect(index.search('Mueller berlni').suggestion).toBe('Müller Berlin')
    expect(index.search('name:mulelr').suggestion).toBe('name:Müller')
    expect(index.search('müllerberg').suggestion).toBeUndefined()
    expect(index.search('berlin').suggestion).toBeUndefined()
  })
})

describe('ranges to mark', () => {
  it.each([
    ['Große Straße 12', 'strass', ['Straß']],
    ['Große Straße 12', 'strasse', ['Straße']],
    ['Jose\u0301 Mu\u0308ller', 'jose muller', ['Jose\u0301', 'Mu\u0308ller']],
    ['+49 (151) 123-45678', '0151123', ['151) 123']],
    ['Berlin, Berliner Weg', 'berl', ['Berl', 'Berl']],
    ['Miller', 'mliler', ['Miller']],
    ['ﬁne print', 'fin', ['ﬁn']],
    ['東京都庁', '京都', ['京都']],
    ['東京都庁', '東京都', ['東京都']],
  ])('of %s for %s', (name, query, marked) => {
    const [hit] = indexOf([patient('1', name)]).search(query).hits
    const ranges = matchedRanges(name, hit?.rows[0]?.fields['name'] ?? [])
    expect(ranges.map(([from, to]) => name.slice(from, to))).toEqual(marked)
  })
})

describe('changes', () => {
  it('are found at once: new rows, other texts of a row, rows that are gone and come back', () => {
    const index = indexOf(clinic.slice(0, 1))
    expect(index.search('berlin').total).toBe(0)
    index.put(clinic.slice(1))
    expect(index.search('berlin').total).toBe(2)
    index.put([visit('1', 1, { city: 'Hamburg' })])
    expect(index.search('berlin').hits.map(({ key }) => key)).toEqual(['2'])
    expect(index.search('hamburg ada').total).toBe(1)
    expect(index.remove('visits', { patientId: '1', number: 1 })).toBe(true)
    expect(index.remove('visits', { patientId: '1', number: 77 })).toBe(false)
    expect(index.search('hamburg').total).toBe(0)
    index.put([visit('1', 1, { city: 'Hamburg' })])
    expect(index.search('hamburg').total).toBe(1)
    expect(index.size).toBe(clinic.length)
  })

  it('hide what is below a row that is taken away, until it is put again', () => {
    const index = indexOf(clinic)
    const keys = (query: string) => index.search(query).hits.map(({ key }) => key)
    index.remove('visits', { patientId: '1', number: 2 })
    expect([keys('bonn'), keys('"new york"'), keys('berlin')]).toEqual([[], [], ['1', '2']])
    index.remove('patients', '2')
    index.put([visit('2', 7, { city: 'Berlin' }), note('n9', '1', 2, 'Came late from New York')])
    expect([keys('berlin'), keys('york'), index.search('yrok').suggestion]).toEqual([['1'], [], undefined])
    index.put([visit('1', 2, { city: 'Bonn' }), patient('2', 'Bob Müller')])
    expect([keys('berlin'), keys('"new york"')]).toEqual([['1', '2'], ['1']])
  })

  it('a row may go to another root', () => {
    const index = indexOf([patient('1', 'Ada'), patient('2', 'Bob'), note('n', '1', 1, 'quartz')])
    index.put([note('n', '2', 1, 'quartz')])
    expect(index.search('quartz').hits.map(({ key }) => key)).toEqual(['2'])
  })
})

describe('a model', () => {
  const modelOf = (count: number): AnyModel => {
    const thing = () => defineEntity({ schema: z.object({ id: z.string(), name: z.string() }) })
    return defineModel({
      service: 'many',
      entities: Object.fromEntries(Array.from({ length: count }, (_, index) => [`things${index}`, thing()])),
    })
  }

  it('of more entities than an index can tell apart is refused', () => {
    expect(createSearchIndex(modelOf(256)).size).toBe(0)
    expect(() => createSearchIndex(modelOf(257))).toThrow(
      /256 entities at most, and the model "many" has 257/,
    )
  })
})
