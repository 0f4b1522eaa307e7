import { checkDocs } from '../check-docs.ts'
import type { Check } from '../lib/check.types.ts'

export const docs: Check = {
  name: 'docs',
  guards: 'every ts and tsx block of the documentation compiles against the built types',
  run: checkDocs,
}
