import { describe, expect, it } from 'vitest'
import { contactLink } from './contact-link.ts'
import { postalLines } from './postal-address.ts'

describe('contactLink', () => {
  it.each([
    ['email', 'ada@example.com', 'mailto:ada@example.com'],
    ['phone', '+49 (0)40 123-456', 'tel:+4940123456'],
    ['linkedin', 'ada-lovelace', 'https://www.linkedin.com/in/ada-lovelace'],
    ['linkedin', 'linkedin.com/in/ada', 'https://linkedin.com/in/ada'],
    ['twitter', '@ada', 'https://x.com/ada'],
    ['twitter', 'https://x.com/ada', 'https://x.com/ada'],
    ['twitter', 'javascript:alert(1)', undefined],
  ] as const)('%s %s leads to %s', (type, value, link) => {
    expect(contactLink({ type, value })).toBe(link)
  })
})

describe('postalLines', () => {
  const address = { street: 'Main 1', city: 'Hamburg', state: 'Hamburg', postalCode: '20259', country: 'DE' }

  it('follows the country', () => {
    expect(postalLines(address, 'en')).toEqual(['Main 1', '20259 Hamburg', 'Germany'])
    expect(
      postalLines({ ...address, city: 'Austin', state: 'TX', postalCode: '78701', country: 'US' }, 'en'),
    ).toEqual(['Main 1', 'Austin, TX 78701', 'United States'])
    expect(postalLines({ ...address, state: '', country: 'GB' }, 'en')).toEqual([
      'Main 1',
      'Hamburg',
      '20259',
      'United Kingdom',
    ])
  })
})
