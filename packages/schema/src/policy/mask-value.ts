import type { FieldMeta } from '../field-meta.ts'

/** How a sensitive text is masked: what `fieldMeta` says of its field. */
export type MaskKind = NonNullable<FieldMeta['sensitive']>['mask']

/** Country, check digits and the account: what is shorter or of another form would tell too much of itself. */
const iban = /^[A-Z]{2}\d{2}[A-Z0-9]{11,30}$/i

const masks = {
  iban: {
    write: (value) => {
      const compact = value.replaceAll(/\s/g, '')
      return iban.test(compact) ? `${compact.slice(0, 2)}•• …${compact.slice(-4)}` : '••••'
    },
    form: /^[A-Z]{0,2}•[•… ]*[A-Z0-9]{0,4}$/i,
  },
  all: { write: () => '••••••••', form: /^•+$/ },
} satisfies Record<MaskKind, { write: (value: string) => string; form: RegExp }>

/** A text as those see it who may not read it: `DE•• …1234` of an IBAN, and dots that tell nothing, not the length either. */
export function maskValue(kind: MaskKind, value: string): string {
  return masks[kind].write(value)
}

/** Whether a text is what a mask looks like, and so no value. */
export function isMask(kind: MaskKind, text: string): boolean {
  return masks[kind].form.test(text)
}
