const day = 86_400_000

/** Days of an average year. */
export const year = 365.25

/** Days since 1970-01-01, in UTC: dates are counted as whole days, so that no time zone can shift them. */
export function dayOf(date: Date): number {
  return Math.floor(date.getTime() / day)
}

/** The ISO date of a day. */
export function isoDate(dayNumber: number): string {
  return new Date(dayNumber * day).toISOString().slice(0, 10)
}

/** The day so many calendar years before. */
export function yearsBefore(date: Date, years: number): number {
  return Math.floor(Date.UTC(date.getUTCFullYear() - years, date.getUTCMonth(), date.getUTCDate()) / day)
}
