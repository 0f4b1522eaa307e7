const steps: readonly (readonly [Intl.RelativeTimeFormatUnit, number])[] = [
  ['day', 86_400],
  ['hour', 3600],
  ['minute', 60],
  ['second', 1],
]

/** `12 sec. ago`, from `time` to `now` (both in milliseconds); never in the future. */
export function formatRelativeTime(time: number, now: number, locale: string): string {
  const seconds = Math.max(0, Math.round((now - time) / 1000))
  if (seconds < 1) return new Intl.RelativeTimeFormat(locale, { numeric: 'auto' }).format(0, 'second')
  const [unit, size] = steps.find(([, length]) => seconds >= length) ?? (['second', 1] as const)
  return new Intl.RelativeTimeFormat(locale, { numeric: 'always', style: 'short' }).format(
    -Math.floor(seconds / size),
    unit,
  )
}
