'use client'

import { LocaleProvider, type Translation } from '@throughline/ui'
import {
  createContext,
  type ReactNode,
  startTransition,
  use,
  useContext,
  useEffect,
  useMemo,
  useState,
} from 'react'
import * as z from 'zod'
import englishMessages from 'zod/v4/locales/en.js'
import { type Language, languageCookie } from '../language.ts'

interface Texts {
  readonly translations: readonly Translation[]
  readonly messages: typeof englishMessages
}

const english: Texts = { translations: [], messages: englishMessages }
let german: Promise<Texts> | undefined

/** The texts of a language; what is not English is loaded by those who read it. */
function textsOf(language: Language): Promise<Texts> | Texts {
  if (language === 'en') return english
  german ??= import('../texts/german.ts').then((module) => module.german)
  return german
}

interface LanguageChoice {
  readonly language: Language
  readonly setLanguage: (language: Language) => void
}

const LanguageContext = createContext<LanguageChoice>({ language: 'en', setLanguage: () => undefined })

/** The language of all texts, dates and numbers below; a change is kept for the next visit. */
export function LanguageProvider({ initial, children }: { initial: Language; children: ReactNode }) {
  const [language, change] = useState(initial)
  const found = textsOf(language)
  const { translations, messages } = found instanceof Promise ? use(found) : found
  // Before the forms below ask their schemas. A server's requests share Zod, and none of them shows a message.
  if (typeof window !== 'undefined') z.config(messages())
  useEffect(() => {
    document.documentElement.lang = language
  }, [language])
  const choice = useMemo<LanguageChoice>(
    () => ({
      language,
      setLanguage(next) {
        document.cookie = `${languageCookie}=${next}; path=/; max-age=31536000; samesite=lax`
        // The page stays as it is until the texts are there.
        startTransition(() => change(next))
      },
    }),
    [language],
  )
  return (
    <LanguageContext value={choice}>
      <LocaleProvider locale={language} translations={translations}>
        {children}
      </LocaleProvider>
    </LanguageContext>
  )
}

export function useLanguage(): LanguageChoice {
  return useContext(LanguageContext)
}
