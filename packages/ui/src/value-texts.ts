import { defineTexts } from './texts.ts'

/** What stands in and around values: a table of its own, so that values come without all the other texts. */
export const valueTexts = defineTexts({
  yes: 'Yes',
  no: 'No',
  none: 'None',
  show: (label: string) => `Show ${label}`,
  hide: (label: string) => `Hide ${label}`,
  copy: (label: string) => `Copy ${label}`,
  copied: 'Copied',
  masked: (label: string) => `${label}, masked`,
  hidden: 'Hidden',
  mayNotSee: 'You may not see this value',
  hiddenNote: ': you may not see this value',
  maskedNote: '(masked: you may not see the whole value)',
})

/** The texts of values in the language in force. */
export type ValueTexts = typeof valueTexts.english
