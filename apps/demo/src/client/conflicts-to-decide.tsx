'use client'

import { useConflicts } from '@throughline/persons/collections'
import { lazy, Suspense, useState } from 'react'

const ConflictList = lazy(() =>
  import('./conflict-list.tsx').then(({ ConflictList: component }) => ({ default: component })),
)

/** Edits that met another's, for the person who made them to decide about; nothing is loaded before there is one. */
export function ConflictsToDecide({ className }: { className: string }) {
  const waits = useConflicts().length > 0
  // After the last one it stays on the page, so that its dialog can close in peace.
  const [known, setKnown] = useState(waits)
  if (waits && !known) setKnown(true)
  return <Suspense>{known && <ConflictList className={className} />}</Suspense>
}
