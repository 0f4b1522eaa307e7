import { en } from '@faker-js/faker'
import { pluralize, singularize } from 'inflection'
import { describe, expect, expectTypeOf, it } from 'vitest'
import { type Singular, toSingular } from './singular.ts'

const names = {
  addresses: 'address',
  bankAccounts: 'bankAccount',
  batches: 'batch',
  boxes: 'box',
  categories: 'category',
  children: 'child',
  companies: 'company',
  databases: 'database',
  equipment: 'equipment',
  heroes: 'hero',
  invoices: 'invoice',
  leaves: 'leaf',
  menus: 'menu',
  movies: 'movie',
  orderStatuses: 'orderStatus',
  people: 'person',
  persons: 'person',
  quizzes: 'quiz',
  salesPeople: 'salesPerson',
  series: 'series',
  taxes: 'tax',
  warehouses: 'warehouse',
} as const

describe('toSingular', () => {
  it.each(Object.entries(names))('%s → %s', (plural, singular) => {
    expect(toSingular(plural)).toBe(singular)
  })

  it('has a type that says the same', () => {
    expectTypeOf<{ readonly [N in keyof typeof names]: Singular<N> }>().toEqualTypeOf<typeof names>()
  })

  it('agrees with a library of inflections on common nouns, but for a few', () => {
    const nouns = (en.word?.noun ?? []).filter(
      (noun) => /^[a-z]+$/.test(noun) && singularize(pluralize(noun)) === noun,
    )
    const missed = nouns.filter((noun) => toSingular(pluralize(noun)) !== noun)
    expect(nouns.length).toBeGreaterThan(800)
    // Each wants `singular` in its entity.
    expect(missed).toEqual([
      'airbus',
      'atrium',
      'chairperson',
      'euphonium',
      'louse',
      'mathematics',
      'midwife',
      'nightlife',
      'premium',
      'tennis',
    ])
  })
})
