import { checkPacked } from '../check-packed.ts'
import type { Check } from '../lib/check.types.ts'

export const packed: Check = {
  name: 'packed',
  guards: 'each package, packed and installed in an empty ESM project, imports and type-checks',
  run: checkPacked,
}
