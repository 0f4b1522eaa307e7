import type { FieldDescription } from '@throughline/schema'
import type { Tools } from './tools.ts'

const day = 86_400_000
const year = 365.25 * day

const future = /(due|end|until|expir|deadline|renew|next|valid ?to|scheduled|delivery)/i
const birth = /(birth|dob)/i

/** Makes moments that suit a field's name: a birthday, a time to come, or one of the last three years. */
export function momentFor(name: string, { now, randomizer }: Tools): () => Date {
  const [from, to] = birth.test(name)
    ? [-80 * year, -18 * year]
    : future.test(name)
      ? [day, year]
      : [-3 * year, 0]
  // Whole seconds in UTC: nothing here may depend on the machine's time zone.
  return () => new Date(now.getTime() + Math.floor((from + randomizer.next() * (to - from)) / 1000) * 1000)
}

/** Makes dates within a field's bounds, those that suit its name where there are any. */
export function dates(
  { lowest, highest }: FieldDescription,
  name: string,
  tools: Tools,
): readonly (() => Date)[] {
  const named = momentFor(name, tools)
  if (lowest === undefined && highest === undefined) return [named, momentFor('until', tools)]
  const from = lowest === undefined ? new Date(highest ?? 0).getTime() - 3 * year : new Date(lowest).getTime()
  const to = highest === undefined ? from + 3 * year : new Date(highest).getTime()
  const any = (): Date => new Date(from + tools.randomizer.below(Math.max(to - from, 0) + 1))
  const suits = (date: Date): boolean => date.getTime() >= from && date.getTime() <= to
  return [
    () => {
      const date = named()
      return suits(date) ? date : any()
    },
    any,
  ]
}
