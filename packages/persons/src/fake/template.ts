import type { Faker } from '@faker-js/faker'
import type { Template } from './data/country.types.ts'

// Letters that postal codes of the United Kingdom and Ireland both use: those that look alike are left out.
const letters = 'AEFHNPRTWXY'

/** Fills a template: `#` with a digit, `%` with one from 2 to 9, `@` with a capital letter. */
export function fill(template: Template, { number }: Faker): string {
  return template.replaceAll(/[#%@]/g, (place) => {
    if (place === '@') return letters.charAt(number.int(letters.length - 1))
    return String(number.int({ min: place === '%' ? 2 : 0, max: 9 }))
  })
}

/** So many digits. */
export function digits(length: number, faker: Faker): string {
  return fill('#'.repeat(length), faker)
}
