import * as z from 'zod'

const hour = 3_600_000

/** The day that it is on the first islands to see it (UTC+14): nobody's own calendar is further. */
export function latestToday(): string {
  return new Date(Date.now() + 14 * hour).toISOString().slice(0, 10)
}

/** An ISO date's day so many years later, or earlier; 29 February stays, which is right for a comparison. */
export function yearsFrom(day: string, years: number): string {
  return String(Number(day.slice(0, 4)) + years).padStart(4, '0') + day.slice(4)
}

/** A calendar day such as `1990-05-17`; `whenEmpty` says what an empty text lacks. */
export function calendarDay(whenEmpty?: string): z.ZodISODate {
  return z.iso.date({
    abort: true,
    error: ({ input }) => {
      if (input === '') return whenEmpty
      return typeof input === 'string'
        ? 'Write the date with year, month and day, as in 1990-05-17.'
        : undefined
    },
  })
}
