'use client'

import { usePendingMutations } from '@throughline/persons/collections'
import { OfflineBanner } from '@throughline/ui'
import { useSyncExternalStore } from 'react'

function subscribe(onChange: () => void): () => void {
  addEventListener('online', onChange)
  addEventListener('offline', onChange)
  return () => {
    removeEventListener('online', onChange)
    removeEventListener('offline', onChange)
  }
}

/** Says that the browser has no connection. */
export function Offline() {
  const offline = useSyncExternalStore(
    subscribe,
    () => !navigator.onLine,
    () => false,
  )
  return <OfflineBanner offline={offline} pending={usePendingMutations().length} />
}
