import type { FieldDescription } from '@throughline/schema'
import { namedRange } from './field-ranges.ts'
import type { Make, Site } from './maker.ts'
import type { Tools } from './tools.ts'

/** The multiples of a step between two bounds: `first` to `first + count - 1` times the step. */
export interface Multiples {
  readonly first: number
  readonly count: number
  readonly step: number
}

/** Numbers that are allowed where a model gives no upper bound. */
const window = 1000
/** Steps that a number may have to be a multiple of by a refinement. */
const steps = [0.5, 0.25, 0.1, 5, 10, 25, 50, 100, 1000]

/** A bound of 32 bits or more is what Zod gives to z.int() or z.float32(): no wish of the model's. */
function ownBounds({ min, max }: FieldDescription): readonly [low: number, high: number] {
  const far = 2 ** 31 - 1
  const low = min === undefined || min <= -far ? undefined : min
  const high = max === undefined || max >= far ? undefined : max
  if (low !== undefined) return [low, high ?? Math.min(low + window, max ?? Infinity)]
  if (high === undefined) return [0, window]
  return [Math.max(Math.min(0, high - window), min ?? -Infinity), high]
}

/** The smallest step that a number field's values have: none where they are continuous. */
function stepOf({ integer = false, multipleOf }: FieldDescription): number | undefined {
  if (multipleOf === undefined || multipleOf === 0) return integer ? 1 : undefined
  const step = Math.abs(multipleOf)
  if (!integer || Number.isInteger(step)) return step
  const factor = Array.from({ length: 1000 }, (_, index) => index + 1).find((times) => isWhole(times * step))
  return factor === undefined ? undefined : Math.round(factor * step)
}

function isWhole(value: number): boolean {
  return Math.abs(value - Math.round(value)) < 1e-9
}

/** The multiples of a step that a field's bounds leave; its own step and bounds unless said otherwise. */
export function multiplesOf(
  field: FieldDescription,
  step = stepOf(field) ?? 0.01,
  [low, high] = ownBounds(field),
): Multiples {
  const { min, max, exclusiveMin = false, exclusiveMax = false } = field
  let first = isWhole(low / step) ? Math.round(low / step) : Math.ceil(low / step)
  let last = isWhole(high / step) ? Math.round(high / step) : Math.floor(high / step)
  if (exclusiveMin && low === min && isWhole(low / step)) first += 1
  if (exclusiveMax && high === max && isWhole(high / step)) last -= 1
  return { first, count: Math.max(last - first + 1, 0), step }
}

/** The multiple of a number, with no more decimals than the step has: 0.7, not 0.7000000000000001. */
export function numberAt({ first, step }: Multiples): (index: number) => number {
  const inverse = Math.round(1 / step)
  if (step < 1 && isWhole(1 / step)) return (index) => (first + index) / inverse
  if (Number.isInteger(step)) return (index) => (first + index) * step
  return (index) => Number(((first + index) * step).toPrecision(15))
}

function within(multiples: Multiples, { randomizer }: Tools): Make {
  const at = numberAt(multiples)
  const count = Math.max(multiples.count, 1)
  return () => at(randomizer.below(count))
}

/** Makers of numbers, those that suit the field's name first. */
export function numbers(field: FieldDescription, { name, tools }: Site): readonly Make[] {
  const [low, high] = ownBounds(field)
  const [namedMin, namedMax, namedStep] = namedRange(name) ?? [1, 0, 1]
  const own = stepOf(field)
  const named = multiplesOf(field, own ?? namedStep, [
    Math.max(namedMin, field.min ?? namedMin),
    Math.min(namedMax, field.max ?? namedMax),
  ])
  const plain = multiplesOf(field)
  const more = field.multipleOf === undefined ? steps : []
  return [
    ...(named.count > 0 ? [within(named, tools)] : []),
    ...(plain.count > 0 ? [within(plain, tools)] : []),
    ...(own === undefined ? [() => low + (0.001 + 0.998 * tools.randomizer.next()) * (high - low)] : []),
    ...more
      .filter((step) => own === undefined || Number.isInteger(step))
      .map((step) => multiplesOf(field, step))
      .filter(({ count }) => count > 0)
      .map((multiples) => within(multiples, tools)),
  ]
}

/** The smallest and the largest whole number of a `bigint` field, no more than a million apart. */
export function bigintBounds(field: FieldDescription): readonly [low: bigint, high: bigint] {
  const far = 2n ** 62n
  const lowest = field.lowest === undefined ? -far : BigInt(field.lowest)
  const highest = field.highest === undefined ? far : BigInt(field.highest)
  const low = (lowest > -far ? lowest : highest < 0n ? highest - 1000n : 0n) + (field.exclusiveMin ? 1n : 0n)
  const high = highest - (field.exclusiveMax ? 1n : 0n)
  return [low, high - low > 1_000_000n ? low + 1_000_000n : high]
}

/** Makers of whole numbers of any size. */
export function bigints(field: FieldDescription, { tools }: Site): readonly Make[] {
  const [low, high] = bigintBounds(field)
  const step = BigInt(Math.max(Math.trunc(field.multipleOf ?? 1), 1))
  const rest = ((low % step) + step) % step
  const first = rest === 0n ? low : low + step - rest
  const count = high < first ? 1n : (high - first) / step + 1n
  return [() => first + BigInt(tools.randomizer.below(Number(count))) * step]
}
