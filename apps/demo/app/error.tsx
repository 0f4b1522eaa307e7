'use client'

import { ErrorState } from '@throughline/ui'
import { useDemoTexts } from '../src/texts/demo-texts.ts'

export default function ErrorPage({ error, reset }: { error: Error; reset: () => void }) {
  return <ErrorState error={error} headingLevel={1} title={useDemoTexts().page.stopped} onRetry={reset} />
}
