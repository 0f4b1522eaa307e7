import { cookies, headers } from 'next/headers'
import { type Language, languageCookie, languageOf } from '../language.ts'
import { pageTitles } from '../texts/page-titles-texts.ts'

/** The language that a request's page is drawn in. */
export async function requestLanguage(): Promise<Language> {
  const [kept, asked] = await Promise.all([cookies(), headers()])
  return languageOf(kept.get(languageCookie)?.value, asked.get('accept-language'))
}

/** Titles and the like, which the server writes, in the language of the request. */
export async function pageTexts() {
  return pageTitles[await requestLanguage()]
}
