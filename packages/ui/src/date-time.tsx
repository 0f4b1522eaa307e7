'use client'

import { useSyncExternalStore } from 'react'
import { formatDateTime, toText } from './format.ts'

const never = () => () => {}

/** The zone that moments are written in: the reader's, which is `undefined`; on a server, which does not know it, and while its page is taken over, UTC. */
export function useTimeZone(): 'UTC' | undefined {
  return useSyncExternalStore<'UTC' | undefined>(
    never,
    () => undefined,
    () => 'UTC',
  )
}

/** A moment in the reader's time zone. */
export function DateTime({ value, locale }: { value: unknown; locale: string }) {
  const timeZone = useTimeZone()
  return (
    // A server may write the spaces in it in another way.
    <time suppressHydrationWarning dateTime={toText(value)}>
      {formatDateTime(value, locale, timeZone)}
    </time>
  )
}
