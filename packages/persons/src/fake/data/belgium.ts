import { fr, fr_BE, nl, nl_BE } from '@faker-js/faker'
import type { Country, Names } from './country.types.ts'
import { namesOf } from './names.ts'

// The Belgian locales of faker have few Flemish last names, and French ones that are not of Belgium.
const dutch: Names = namesOf(nl_BE, {
  lastFemale: [...namesOf(nl_BE).lastFemale, ...namesOf(nl).lastFemale],
  lastMale: [...namesOf(nl_BE).lastMale, ...namesOf(nl).lastMale],
})
const french: Names = namesOf(fr_BE, { lastFemale: namesOf(fr).lastFemale, lastMale: namesOf(fr).lastMale })

export const belgium: Country = {
  code: 'BE',
  weight: 5,
  callingCode: '+32',
  mobile: ['47#######', '48#######', '49#######'],
  currency: 'EUR',
  salaryFactor: 0.97,
  streetLine: (street, number) => `${street} ${number}`,
  banks: [
    { name: 'BNP Paribas Fortis', bic: 'GEBABEBB', code: '001' },
    { name: 'KBC Bank', bic: 'KREDBEBB', code: '731' },
    { name: 'ING België', bic: 'BBRUBEBB', code: '310' },
    { name: 'Belfius Bank', bic: 'GKCCBEBB', code: '063' },
    { name: 'Argenta Spaarbank', bic: 'ARSPBE22', code: '979' },
    { name: 'Crelan', bic: 'NICABEBB', code: '103' },
    { name: 'Keytrade Bank', bic: 'KEYTBEBB', code: '651' },
    { name: 'Triodos Bank', bic: 'TRIOBEBB', code: '523' },
  ],
  regions: [
    {
      names: dutch,
      legalForms: ['BV', 'NV', 'BV'],
      streets: [
        'Kerkstraat',
        'Stationsstraat',
        'Molenstraat',
        'Nieuwstraat',
        'Schoolstraat',
        'Dorpsstraat',
        'Veldstraat',
        'Kapelstraat',
        'Lindelaan',
        'Beukenlaan',
        'Bergstraat',
        'Markt',
      ],
      cities: [
        { name: 'Antwerpen', state: 'Vlaanderen', postal: ['2000', '2018', '2060'], phone: '32%#####' },
        { name: 'Gent', state: 'Vlaanderen', postal: ['9000', '9040', '9050'], phone: '92%#####' },
        { name: 'Brugge', state: 'Vlaanderen', postal: ['8000', '8200', '8310'], phone: '50%#####' },
        { name: 'Leuven', state: 'Vlaanderen', postal: ['3000', '3001', '3010'], phone: '16%#####' },
        { name: 'Mechelen', state: 'Vlaanderen', postal: ['2800'], phone: '15%#####' },
        { name: 'Hasselt', state: 'Vlaanderen', postal: ['3500', '3511'], phone: '11%#####' },
        { name: 'Kortrijk', state: 'Vlaanderen', postal: ['8500'], phone: '56%#####' },
      ],
    },
    {
      names: french,
      legalForms: ['SRL', 'SA', 'SRL'],
      streets: [
        "Rue de l'Église",
        'Rue de la Station',
        'Rue du Moulin',
        'Avenue Louise',
        'Chaussée de Charleroi',
        'Rue Royale',
        'Rue des Écoles',
        'Place Communale',
        'Avenue des Tilleuls',
        'Rue de la Gare',
        'Grand-Rue',
      ],
      cities: [
        {
          name: 'Bruxelles',
          state: 'Bruxelles-Capitale',
          postal: ['1000', '1030', '1050', '1060', '1180'],
          phone: '25%#####',
        },
        { name: 'Liège', state: 'Wallonie', postal: ['4000', '4020', '4030'], phone: '42%#####' },
        { name: 'Charleroi', state: 'Wallonie', postal: ['6000', '6001'], phone: '71%#####' },
        { name: 'Namur', state: 'Wallonie', postal: ['5000', '5002'], phone: '81%#####' },
        { name: 'Mons', state: 'Wallonie', postal: ['7000'], phone: '65%#####' },
        { name: 'Tournai', state: 'Wallonie', postal: ['7500'], phone: '69%#####' },
      ],
    },
  ],
}
