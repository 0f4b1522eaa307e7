'use client'

import { ErrorState } from '@throughline/ui'

export default function ErrorPage({ error, reset }: { error: Error; reset: () => void }) {
  return <ErrorState error={error} onRetry={reset} title="This page stopped working" />
}
