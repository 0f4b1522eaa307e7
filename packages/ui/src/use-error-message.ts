import { useCallback } from 'react'
import { errorMessage } from './error-message.ts'
import { useSentence } from './use-sentence.ts'
import { useUiTexts } from './use-ui-texts.ts'

/** Says in one sentence of the language in force what was thrown; the same function while that is. */
export function useErrorMessage(): (error: unknown) => string {
  const say = useSentence()
  const { somethingWentWrong } = useUiTexts()
  return useCallback((error) => say(errorMessage(error, somethingWentWrong)), [say, somethingWentWrong])
}
