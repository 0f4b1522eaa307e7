import { allLocales, type LocaleDefinition } from '@faker-js/faker'
import { FakerError } from './faker-error.ts'

/** Codes of the locales that faker has, such as `de` or `pt_BR`. */
export type LocaleCode = keyof typeof allLocales

/**
 * The locale of a code such as `de`, `pt_BR` or `pt-BR`; of the language alone where faker does not have the country's.
 *
 * It brings every locale of faker into a bundle; in code for browsers, import the one you want from `@faker-js/faker`.
 *
 * @throws {FakerError} `invalid_options` for a language that faker does not have.
 */
export function localeOf(code: LocaleCode | (string & {})): LocaleDefinition {
  const name = code.replaceAll('-', '_')
  const [language = ''] = name.split('_')
  for (const known of [name, language]) {
    // Sound: the name is one of the table's own.
    if (Object.hasOwn(allLocales, known)) return allLocales[known as LocaleCode]
  }
  const codes = Object.keys(allLocales).filter((known) => known !== 'base')
  throw new FakerError(
    'invalid_options',
    `Faker has no locale "${code}". Give one of ${codes.join(', ')}, or a definition of your own.`,
  )
}
