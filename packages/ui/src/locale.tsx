'use client'

import { createContext, type ReactNode, useContext } from 'react'
import { type Translation, TranslationsContext } from './texts.ts'

const LocaleContext = createContext('en')

export interface LocaleProviderProps {
  /** BCP 47 tag, such as `de-DE`. */
  locale: string
  /** The texts in that language: one for each package, such as `german` of this one; what has none stays in English. */
  translations?: readonly Translation[]
  children?: ReactNode
}

const none: readonly Translation[] = []

/**
 * Sets the language: the locale that dates, numbers and names are written in, and the texts; `en` without it, the same on
 * server and client.
 */
export function LocaleProvider({ locale, translations = none, children }: LocaleProviderProps) {
  return (
    <LocaleContext.Provider value={locale}>
      <TranslationsContext.Provider value={translations}>{children}</TranslationsContext.Provider>
    </LocaleContext.Provider>
  )
}

/** The locale in force. */
export function useLocale(): string {
  return useContext(LocaleContext)
}
