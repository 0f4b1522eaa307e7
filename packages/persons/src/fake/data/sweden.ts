import { sv } from '@faker-js/faker'
import type { Country } from './country.types.ts'
import { namesOf } from './names.ts'

export const sweden: Country = {
  code: 'SE',
  weight: 5,
  callingCode: '+46',
  mobile: ['70%######', '72%######', '73%######', '76%######'],
  currency: 'SEK',
  salaryFactor: 10,
  streetLine: (street, number) => `${street} ${number}`,
  banks: [
    { name: 'Swedbank', bic: 'SWEDSESSXXX', code: '800' },
    { name: 'SEB', bic: 'ESSESESSXXX', code: '500' },
    { name: 'Handelsbanken', bic: 'HANDSESSXXX', code: '600' },
    { name: 'Nordea', bic: 'NDEASESSXXX', code: '300' },
    { name: 'Danske Bank', bic: 'DABASESXXXX', code: '120' },
    { name: 'Länsförsäkringar Bank', bic: 'ELLFSESSXXX', code: '902' },
    { name: 'Skandiabanken', bic: 'SKIASESSXXX', code: '915' },
    { name: 'ICA Banken', bic: 'IBCASES1XXX', code: '927' },
  ],
  regions: [
    {
      names: namesOf(sv),
      legalForms: ['AB', 'AB', 'HB'],
      streets: [
        'Storgatan',
        'Kungsgatan',
        'Drottninggatan',
        'Skolgatan',
        'Järnvägsgatan',
        'Vasagatan',
        'Nygatan',
        'Ringvägen',
        'Björkvägen',
        'Kyrkogatan',
        'Strandvägen',
        'Parkgatan',
        'Lindvägen',
        'Hantverkargatan',
      ],
      cities: [
        {
          name: 'Stockholm',
          state: 'Stockholms län',
          postal: ['111 ##', '113 ##', '118 ##'],
          phone: '8%######',
        },
        { name: 'Göteborg', state: 'Västra Götalands län', postal: ['411 ##', '413 ##'], phone: '31%#####' },
        { name: 'Malmö', state: 'Skåne län', postal: ['211 ##', '214 ##'], phone: '40%#####' },
        { name: 'Lund', state: 'Skåne län', postal: ['222 ##', '223 ##'], phone: '46%#####' },
        { name: 'Helsingborg', state: 'Skåne län', postal: ['252 ##', '254 ##'], phone: '42%#####' },
        { name: 'Uppsala', state: 'Uppsala län', postal: ['752 ##', '753 ##'], phone: '18%#####' },
        { name: 'Västerås', state: 'Västmanlands län', postal: ['721 ##', '722 ##'], phone: '21%#####' },
        { name: 'Örebro', state: 'Örebro län', postal: ['702 ##', '703 ##'], phone: '19%#####' },
        { name: 'Linköping', state: 'Östergötlands län', postal: ['582 ##', '583 ##'], phone: '13%#####' },
        { name: 'Norrköping', state: 'Östergötlands län', postal: ['602 ##', '603 ##'], phone: '11%#####' },
        { name: 'Jönköping', state: 'Jönköpings län', postal: ['553 ##', '554 ##'], phone: '36%#####' },
        { name: 'Umeå', state: 'Västerbottens län', postal: ['903 ##', '907 ##'], phone: '90%#####' },
      ],
    },
  ],
}
