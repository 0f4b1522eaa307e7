import { checkPackedApps } from '../check-packed-apps.ts'
import type { Check } from '../lib/check.types.ts'

export const packedApps: Check = {
  name: 'packed-apps',
  guards:
    'the packed card and form of a person are drawn in a new Vite and a new Next app, styled, themable, without a warning',
  run: checkPackedApps,
}
