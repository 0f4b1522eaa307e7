'use client'

import { ErrorState } from '@throughline/ui'
import { useDemoTexts } from '../texts/demo-texts.ts'

/** Something on the page threw. */
export function ErrorPage({ error, reset }: { error: Error; reset: () => void }) {
  return <ErrorState error={error} headingLevel={1} title={useDemoTexts().page.stopped} onRetry={reset} />
}
