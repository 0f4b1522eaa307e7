import { pl } from '@faker-js/faker'
import type { Country } from './country.types.ts'
import { namesOf } from './names.ts'

const { lastMale } = namesOf(pl)

export const poland: Country = {
  code: 'PL',
  weight: 8,
  callingCode: '+48',
  mobile: ['50#######', '51#######', '60#######', '66#######', '69#######', '78#######'],
  currency: 'PLN',
  salaryFactor: 2.1,
  streetLine: (street, number) => `${street} ${number}`,
  banks: [
    { name: 'PKO Bank Polski', bic: 'BPKOPLPWXXX', code: '1020' },
    { name: 'Bank Pekao', bic: 'PKOPPLPWXXX', code: '1240' },
    { name: 'ING Bank Śląski', bic: 'INGBPLPWXXX', code: '1050' },
    { name: 'mBank', bic: 'BREXPLPWXXX', code: '1140' },
    { name: 'Santander Bank Polska', bic: 'WBKPPLPPXXX', code: '1090' },
    { name: 'Bank Millennium', bic: 'BIGBPLPWXXX', code: '1160' },
    { name: 'Alior Bank', bic: 'ALBPPLPWXXX', code: '2490' },
    { name: 'BNP Paribas Bank Polska', bic: 'PPABPLPKXXX', code: '1600' },
    { name: 'Citi Handlowy', bic: 'CITIPLPXXXX', code: '1030' },
    { name: 'Credit Agricole Bank Polska', bic: 'AGRIPLPRXXX', code: '1940' },
  ],
  regions: [
    {
      // Last names that are adjectives have a form for women: Kowalski, Kowalska.
      names: namesOf(pl, { lastFemale: lastMale.map((name) => name.replace(/(s|c|dz)ki$/, '$1ka')) }),
      legalForms: ['sp. z o.o.', 'sp. z o.o.', 'S.A.'],
      streets: [
        'ul. Polna',
        'ul. Leśna',
        'ul. Słoneczna',
        'ul. Krótka',
        'ul. Szkolna',
        'ul. Ogrodowa',
        'ul. Lipowa',
        'ul. Brzozowa',
        'ul. Kwiatowa',
        'ul. Kościelna',
        'ul. Mickiewicza',
        'ul. Kościuszki',
        'ul. Sienkiewicza',
        'al. Jana Pawła II',
        'ul. Długa',
      ],
      cities: [
        {
          name: 'Warszawa',
          state: 'mazowieckie',
          postal: ['00-###', '01-###', '02-###', '03-###'],
          phone: '22%######',
        },
        { name: 'Kraków', state: 'małopolskie', postal: ['30-###', '31-###'], phone: '12%######' },
        { name: 'Łódź', state: 'łódzkie', postal: ['90-###', '91-###', '93-###'], phone: '42%######' },
        {
          name: 'Wrocław',
          state: 'dolnośląskie',
          postal: ['50-###', '53-###', '54-###'],
          phone: '71%######',
        },
        { name: 'Poznań', state: 'wielkopolskie', postal: ['60-###', '61-###'], phone: '61%######' },
        { name: 'Gdańsk', state: 'pomorskie', postal: ['80-###'], phone: '58%######' },
        { name: 'Szczecin', state: 'zachodniopomorskie', postal: ['70-###', '71-###'], phone: '91%######' },
        { name: 'Bydgoszcz', state: 'kujawsko-pomorskie', postal: ['85-###'], phone: '52%######' },
        { name: 'Lublin', state: 'lubelskie', postal: ['20-###'], phone: '81%######' },
        { name: 'Katowice', state: 'śląskie', postal: ['40-###'], phone: '32%######' },
        { name: 'Białystok', state: 'podlaskie', postal: ['15-###'], phone: '85%######' },
        { name: 'Rzeszów', state: 'podkarpackie', postal: ['35-###'], phone: '17%######' },
      ],
    },
  ],
}
