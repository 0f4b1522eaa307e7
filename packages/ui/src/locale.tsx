'use client'

import { createContext, type ReactNode, useContext } from 'react'

const LocaleContext = createContext('en')

export interface LocaleProviderProps {
  /** BCP 47 tag, such as `de-DE`. */
  locale: string
  children?: ReactNode
}

/** Sets the locale that dates, numbers and names are written in; `en` without it, the same on server and client. */
export function LocaleProvider({ locale, children }: LocaleProviderProps) {
  return <LocaleContext.Provider value={locale}>{children}</LocaleContext.Provider>
}

/** The locale in force. */
export function useLocale(): string {
  return useContext(LocaleContext)
}
