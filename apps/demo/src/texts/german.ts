import { personsGerman } from '@throughline/persons/ui'
import { german as uiGerman, type Translation } from '@throughline/ui'
import { csvGerman } from '@throughline/ui/csv'
import germanMessages from 'zod/v4/locales/de.js'
import { demoGerman } from './german-texts.ts'

/** All texts in German, and what Zod says of values. */
export const german = {
  translations: [uiGerman, csvGerman, personsGerman, demoGerman],
  messages: germanMessages,
} satisfies {
  readonly translations: readonly Translation[]
  readonly messages: unknown
}
