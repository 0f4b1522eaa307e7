import { useTexts } from './texts.ts'
import { type UiTexts, uiTexts } from './ui-texts.ts'

/** This package's texts in the language in force. */
export function useUiTexts(): UiTexts {
  return useTexts(uiTexts)
}
