import { cs_CZ } from '@faker-js/faker'
import type { Country } from './country.types.ts'
import { namesOf } from './names.ts'

export const czechia: Country = {
  code: 'CZ',
  weight: 4,
  callingCode: '+420',
  mobile: ['602######', '604######', '608######', '723######', '728######', '733######', '776######'],
  currency: 'CZK',
  salaryFactor: 14,
  streetLine: (street, number) => `${street} ${number}`,
  banks: [
    { name: 'Komerční banka', bic: 'KOMBCZPPXXX', code: '0100' },
    { name: 'ČSOB', bic: 'CEKOCZPPXXX', code: '0300' },
    { name: 'Česká spořitelna', bic: 'GIBACZPXXXX', code: '0800' },
    { name: 'Moneta Money Bank', bic: 'AGBACZPPXXX', code: '0600' },
    { name: 'Raiffeisenbank', bic: 'RZBCCZPPXXX', code: '5500' },
    { name: 'Fio banka', bic: 'FIOBCZPPXXX', code: '2010' },
    { name: 'Air Bank', bic: 'AIRACZPPXXX', code: '3030' },
    { name: 'UniCredit Bank', bic: 'BACXCZPPXXX', code: '2700' },
  ],
  regions: [
    {
      names: namesOf(cs_CZ),
      legalForms: ['s.r.o.', 's.r.o.', 'a.s.'],
      streets: [
        'Školní',
        'Zahradní',
        'Krátká',
        'Nádražní',
        'Polní',
        'Lipová',
        'Husova',
        'Komenského',
        'Palackého',
        'Masarykova',
        'Havlíčkova',
        'Jiráskova',
        'Na Výsluní',
        'Dlouhá',
      ],
      cities: [
        {
          name: 'Praha',
          state: 'Hlavní město Praha',
          postal: ['110 00', '120 00', '130 00', '150 00'],
          phone: '22#######',
        },
        {
          name: 'Brno',
          state: 'Jihomoravský kraj',
          postal: ['602 00', '612 00', '616 00'],
          phone: '54#######',
        },
        { name: 'Ostrava', state: 'Moravskoslezský kraj', postal: ['702 00', '708 00'], phone: '59#######' },
        { name: 'Plzeň', state: 'Plzeňský kraj', postal: ['301 00', '326 00'], phone: '377######' },
        { name: 'Liberec', state: 'Liberecký kraj', postal: ['460 01', '460 05'], phone: '48#######' },
        { name: 'Olomouc', state: 'Olomoucký kraj', postal: ['779 00'], phone: '58#######' },
        {
          name: 'České Budějovice',
          state: 'Jihočeský kraj',
          postal: ['370 01', '370 05'],
          phone: '38#######',
        },
        {
          name: 'Hradec Králové',
          state: 'Královéhradecký kraj',
          postal: ['500 02', '500 03'],
          phone: '49#######',
        },
        { name: 'Ústí nad Labem', state: 'Ústecký kraj', postal: ['400 01'], phone: '47#######' },
        { name: 'Zlín', state: 'Zlínský kraj', postal: ['760 01'], phone: '57#######' },
      ],
    },
  ],
}
