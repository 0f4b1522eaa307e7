import { pt_PT } from '@faker-js/faker'
import type { Country } from './country.types.ts'
import { namesOf } from './names.ts'

export const portugal: Country = {
  code: 'PT',
  weight: 4,
  callingCode: '+351',
  mobile: ['91#######', '92#######', '93#######', '96#######'],
  currency: 'EUR',
  salaryFactor: 0.48,
  streetLine: (street, number) => `${street}, ${number}`,
  banks: [
    { name: 'Caixa Geral de Depósitos', bic: 'CGDIPTPLXXX', code: '0035' },
    { name: 'Millennium bcp', bic: 'BCOMPTPLXXX', code: '0033' },
    { name: 'Santander Totta', bic: 'TOTAPTPLXXX', code: '0018' },
    { name: 'Banco BPI', bic: 'BBPIPTPLXXX', code: '0010' },
    { name: 'novobanco', bic: 'BESCPTPLXXX', code: '0007' },
    { name: 'Banco Montepio', bic: 'MPIOPTPLXXX', code: '0036' },
    { name: 'ActivoBank', bic: 'ACTVPTPLXXX', code: '0023' },
  ],
  regions: [
    {
      names: namesOf(pt_PT),
      legalForms: ['Lda.', 'Lda.', 'S.A.'],
      streets: [
        'Rua Direita',
        'Rua da Igreja',
        'Avenida da Liberdade',
        'Rua do Comércio',
        'Rua Augusta',
        'Rua 25 de Abril',
        'Largo do Rossio',
        'Rua de São João',
        'Rua da Escola',
        'Avenida da República',
        'Travessa do Carmo',
        'Rua Camões',
        'Rua das Flores',
      ],
      cities: [
        { name: 'Lisboa', state: 'Lisboa', postal: ['1100-###', '1200-###', '1500-###'], phone: '21%######' },
        { name: 'Porto', state: 'Porto', postal: ['4000-###', '4100-###', '4200-###'], phone: '22%######' },
        { name: 'Braga', state: 'Braga', postal: ['4700-###', '4710-###'], phone: '253######' },
        { name: 'Coimbra', state: 'Coimbra', postal: ['3000-###', '3030-###'], phone: '239######' },
        { name: 'Aveiro', state: 'Aveiro', postal: ['3800-###', '3810-###'], phone: '234######' },
        { name: 'Leiria', state: 'Leiria', postal: ['2400-###', '2410-###'], phone: '244######' },
        { name: 'Setúbal', state: 'Setúbal', postal: ['2900-###', '2910-###'], phone: '265######' },
        { name: 'Évora', state: 'Évora', postal: ['7000-###'], phone: '266######' },
        { name: 'Faro', state: 'Faro', postal: ['8000-###', '8005-###'], phone: '289######' },
        { name: 'Funchal', state: 'Madeira', postal: ['9000-###', '9050-###'], phone: '291######' },
      ],
    },
  ],
}
