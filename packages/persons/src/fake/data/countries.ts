import { austria } from './austria.ts'
import { belgium } from './belgium.ts'
import type { Country } from './country.types.ts'
import { czechia } from './czechia.ts'
import { france } from './france.ts'
import { germany } from './germany.ts'
import { ireland } from './ireland.ts'
import { italy } from './italy.ts'
import { netherlands } from './netherlands.ts'
import { poland } from './poland.ts'
import { portugal } from './portugal.ts'
import { spain } from './spain.ts'
import { sweden } from './sweden.ts'
import { switzerland } from './switzerland.ts'
import { unitedKingdom } from './united-kingdom.ts'

/** Where persons live. Countries without IBANs, such as the United States, are left out: every person has an account. */
export const countries: readonly Country[] = [
  ...[germany, austria, switzerland, france, netherlands, belgium, unitedKingdom, ireland],
  ...[spain, italy, portugal, poland, czechia, sweden],
]
