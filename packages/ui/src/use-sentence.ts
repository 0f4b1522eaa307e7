import { useContext, useMemo } from 'react'
import { type Translation, TranslationsContext } from './texts.ts'

/** Says a sentence that a schema or a server gave, in the language in force; as it is where no translation knows it. */
export function useSentence(): (sentence: string) => string {
  const translations = useContext(TranslationsContext)
  return useMemo(() => (sentence) => sentenceIn(sentence, translations), [translations])
}

function sentenceIn(sentence: string, translations: readonly Translation[]): string {
  for (const { sentence: say } of translations) {
    const said = say?.(sentence)
    if (said !== undefined) return said
  }
  return sentence
}
