'use client'

import { useSyncExternalStore } from 'react'
import { useTimeZone } from '../date-time.tsx'
import { formatDateTime } from '../format.ts'
import { useLocale } from '../locale.tsx'
import { formatRelativeTime } from '../relative-time.ts'

const minute = 60_000
/** From then on the date says more than a count of days. */
const longAgo = 30 * 24 * 60 * minute

const listeners = new Set<() => void>()
let timer: ReturnType<typeof setInterval> | undefined
let now = 0

/** One clock for all of them, which stands still while nobody looks. */
function subscribe(listener: () => void): () => void {
  listeners.add(listener)
  timer ??= setInterval(() => {
    for (const tell of listeners) tell()
  }, minute)
  return () => {
    listeners.delete(listener)
    if (listeners.size > 0) return
    clearInterval(timer)
    timer = undefined
  }
}

/** The time now, to the minute; a timer may come a little early. */
function readClock(): number {
  const time = Date.now()
  if (Math.abs(time - now) > minute - 1000) now = time
  return now
}

/** A moment as how long ago it was, renewed each minute by itself alone; its date on the server, and after 30 days. */
export function Ago({ at }: { at: Date }) {
  const locale = useLocale()
  const clock = useSyncExternalStore(subscribe, readClock, () => undefined)
  const date = formatDateTime(at, locale, useTimeZone())
  const age = clock === undefined ? longAgo : clock - at.getTime()
  return (
    // A server's clock is another one, and it may write the spaces of a date in another way.
    <time suppressHydrationWarning dateTime={at.toISOString()} title={date}>
      {age < longAgo ? formatRelativeTime(0, age < minute ? 0 : age, locale) : date}
    </time>
  )
}
