/** The languages of the demo, each with its name in itself. */
export const languages = [
  { value: 'en', label: 'English' },
  { value: 'de', label: 'Deutsch' },
] as const

export type Language = (typeof languages)[number]['value']

/** Name of the cookie that keeps the language, so that the server draws the first page in it. */
export const languageCookie = 'language'

/** The language of a cookie's value, else the one that a browser asks for first among ours, else English. */
export function languageOf(cookie: string | undefined, accepted: string | null): Language {
  const wanted = [cookie, ...(accepted ?? '').split(',')].map((text) =>
    text?.trim().slice(0, 2).toLowerCase(),
  )
  const found = wanted.find((text) => languages.some(({ value }) => value === text))
  return languages.find(({ value }) => value === found)?.value ?? 'en'
}
