import { useState } from 'react'
import { dayOf } from './time-span.ts'

/** The calendar day as an ISO date, read once: that of `now` where it is given. */
export function useToday(now: Date | undefined): string {
  const [today] = useState(() => dayOf(now ?? new Date()))
  return today
}
