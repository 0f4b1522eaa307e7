import type { AnyModel } from '@throughline/schema'
import type { Count } from './fake.types.ts'
import { FakerError } from './faker-error.ts'

/** Options that were checked, in the one form that the rest reads. */
export interface CheckedOptions {
  readonly seed: number
  readonly now: Date
  /** Smallest and largest count of every entity. */
  readonly counts: ReadonlyMap<string, readonly [min: number, max: number]>
}

/**
 * Checks what a user gave to `fake`.
 *
 * @throws {FakerError} `invalid_options`, with what is wrong and what to write instead.
 */
export function checkOptions(
  model: AnyModel,
  options: {
    seed: number
    counts: Readonly<Record<string, Count | undefined>>
    now?: string | Date
    generators?: Readonly<Record<string, unknown>>
  },
): CheckedOptions {
  const { seed, counts, now = '2026-01-01T00:00:00.000Z', generators = {} } = options
  if (!Number.isSafeInteger(seed)) throw invalid(`\`seed\` is ${seed}. Give an integer.`)
  const date = new Date(now)
  if (Number.isNaN(date.getTime())) throw invalid(`\`now\` is "${String(now)}". Give an ISO date-time.`)
  for (const [option, names] of Object.entries({ counts, generators })) {
    const unknown = Object.keys(names).find((name) => !model.names.includes(name))
    if (unknown === undefined) continue
    throw invalid(
      `\`${option}.${unknown}\` names no entity. The model has ${model.names.join(', ')}.`,
      unknown,
    )
  }
  return {
    seed,
    now: date,
    counts: new Map(model.names.map((name) => [name, checkCount(model, name, counts)])),
  }
}

function checkCount(
  model: AnyModel,
  name: string,
  counts: Readonly<Record<string, Count | undefined>>,
): readonly [number, number] {
  const count = counts[name] ?? 0
  const parent = model.entities[name]?.parent
  const [min, max] = typeof count === 'number' ? [count, count] : count
  const written = `\`counts.${name}\` is ${JSON.stringify(count)}`
  if (![min, max].every((limit) => Number.isSafeInteger(limit) && limit >= 0) || min > max) {
    throw invalid(`${written}. Give a whole number from 0, or [min, max] with min no larger than max.`, name)
  }
  if (parent === undefined && typeof count !== 'number') {
    throw invalid(`${written}, but "${name}" is a root. Give how many there are in all.`, name)
  }
  if (parent !== undefined && max > 0 && counts[parent] === undefined) {
    throw invalid(
      `${written}, but there are no "${parent}", their parents. Give \`counts.${parent}\` too.`,
      name,
    )
  }
  return [min, max]
}

function invalid(message: string, entity?: string): FakerError {
  return new FakerError('invalid_options', message, { ...(entity !== undefined && { entity }) })
}
