import type { FieldDescription } from '@throughline/schema'
import { toConstantCase } from '@throughline/schema'
import type { Make } from './maker.ts'

/** Words of names of which the first comes before the second. */
const words: readonly (readonly [low: string, high: string])[] = [
  ['START', 'END'],
  ['STARTS', 'ENDS'],
  ['STARTED', 'ENDED'],
  ['STARTED', 'FINISHED'],
  ['BEGIN', 'END'],
  ['BEGINS', 'ENDS'],
  ['FROM', 'TO'],
  ['FROM', 'UNTIL'],
  ['MIN', 'MAX'],
  ['MINIMUM', 'MAXIMUM'],
  ['LOWER', 'UPPER'],
  ['LOW', 'HIGH'],
  ['OPENS', 'CLOSES'],
  ['OPENED', 'CLOSED'],
  ['CREATED', 'UPDATED'],
  ['CREATED', 'PUBLISHED'],
  ['ISSUED', 'DUE'],
  ['ISSUED', 'EXPIRES'],
  ['DEPARTURE', 'ARRIVAL'],
  ['BIRTH', 'DEATH'],
  ['ORDERED', 'SHIPPED'],
  ['SHIPPED', 'DELIVERED'],
]

const moments = new Set(['date', 'datetime', 'time'])

/** Two fields of which the first is never larger than the second. */
export interface OrderedPair {
  readonly low: string
  readonly high: string
  /** Both are of one type with the same bounds: the one's value can be the other's. */
  readonly alike: boolean
}

/** Finds pairs such as `startDate` and `endDate`, `min` and `max`, by the names of fields that can be compared. */
export function orderedPairs(fields: Readonly<Record<string, FieldDescription>>): readonly OrderedPair[] {
  const names = new Map(
    Object.entries(fields)
      .filter(([, field]) => isComparable(field))
      .map(([name]) => [toConstantCase(name), name]),
  )
  return [...names].flatMap(([key, low]) => {
    const parts = key.split('_')
    return words.flatMap(([first, second]): OrderedPair[] => {
      const high = names.get(parts.map((part) => (part === first ? second : part)).join('_'))
      const [one, other] = [fields[low], high === undefined ? undefined : fields[high]]
      if (high === undefined || high === low || !one || !other || one.kind !== other.kind) return []
      return one.format === other.format ? [{ low, high, alike: rulesOf(one) === rulesOf(other) }] : []
    })
  })
}

function isComparable({ kind, format = '', meta }: FieldDescription): boolean {
  if (meta.fake !== undefined || meta.unique) return false
  return (
    kind === 'number' || kind === 'bigint' || kind === 'date' || (kind === 'string' && moments.has(format))
  )
}

function rulesOf(field: FieldDescription): string {
  const { min, max, exclusiveMin, exclusiveMax, multipleOf, integer, lowest, highest, patterns } = field
  return JSON.stringify([
    min,
    max,
    exclusiveMin,
    exclusiveMax,
    multipleOf,
    integer,
    lowest,
    highest,
    patterns,
  ])
}

/** Draws of a field until it is no smaller than the one before it. */
const redraws = 20

/** Puts the values of pairs in order: swapped where both were just drawn, or else drawn again. */
export function putInOrder(
  pairs: readonly OrderedPair[],
  row: Record<string, unknown>,
  drawn: ReadonlyMap<string, Make>,
): void {
  for (const { low, high, alike } of pairs) {
    const make = drawn.get(high)
    if (!make || !isLess(row[high], row[low])) continue
    if (alike && drawn.has(low)) [row[low], row[high]] = [row[high], row[low]]
    for (let attempt = 0; attempt < redraws && isLess(row[high], row[low]); attempt += 1) {
      const value = make()
      if (value !== undefined) row[high] = value
    }
  }
}

function isLess(one: unknown, other: unknown): boolean {
  // Sound: both are numbers, dates or texts of one format; what is absent is never less.
  return one != null && other != null && (one as number) < (other as number)
}
