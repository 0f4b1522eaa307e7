import { isPlainObject } from '@throughline/schema/adapter'

/** A value that passed the schema and that DynamoDB cannot keep; answered as an issue of the row. */
export class UnstorableValue extends Error {
  override readonly name = 'UnstorableValue'
  readonly path: readonly string[]

  constructor(message: string, path: readonly string[] = [], options?: ErrorOptions) {
    super(message, options)
    this.path = path
  }
}

/** The second is exact, and slow: it is asked about the few texts that have surrogates at all. */
const surrogate = /[\uD800-\uDFFF]/
const loneSurrogate = /\p{Surrogate}/u
/** DynamoDB's smallest positive number. */
const smallest = 1e-130
/** DynamoDB refuses the first; the AWS SDK loses the second, and takes an object with the third for an instance of a class. */
const lostNames: ReadonlySet<string> = new Set(['', '__proto__', 'constructor'])

/**
 * Gives a JSON value back as DynamoDB keeps it: without `undefined` in objects, `-0` as 0.
 *
 * @throws {UnstorableValue} for what would come back changed, with its path.
 */
export function checkStorable(value: unknown): unknown {
  if (value === undefined || value === null || typeof value === 'boolean') return value
  if (typeof value === 'string') return checkText(value)
  if (typeof value === 'number') return checkNumber(value)
  if (Array.isArray(value))
    return Array.from(value, (item: unknown, index) => within(String(index), () => checkItem(item)))
  if (isPlainObject(value)) return checkEntries(value)
  if (value instanceof Date && Number.isNaN(value.getTime()))
    throw new UnstorableValue('This date is not valid.')
  throw new UnstorableValue(
    'Only plain data (text, numbers, booleans, dates, bigints, lists, sets, maps, objects, null) can be stored here.',
  )
}

function checkItem(item: unknown): unknown {
  if (item === undefined) throw new UnstorableValue('A list cannot hold `undefined`; use null.')
  return checkStorable(item)
}

function checkEntries(value: object): object {
  const checked: Record<string, unknown> = {}
  for (const [name, item] of Object.entries(value)) {
    if (item === undefined) continue
    checkText(name)
    if (lostNames.has(name))
      throw new UnstorableValue(`A field cannot be called "${name}" in DynamoDB.`, [name])
    checked[name] = within(name, () => checkStorable(item))
  }
  return checked
}

function checkText(value: string): string {
  // Half a character would come back as U+FFFD: the value would change in silence.
  if (surrogate.test(value) && loneSurrogate.test(value)) {
    throw new UnstorableValue('This text holds half of a character (a lone surrogate).')
  }
  return value
}

function checkNumber(value: number): number {
  const size = Math.abs(value)
  if (Number.isNaN(value)) throw new UnstorableValue('NaN cannot be stored; use null.')
  if (size > Number.MAX_SAFE_INTEGER)
    throw new UnstorableValue('Numbers beyond ±(2^53 − 1) cannot be stored.')
  if (size !== 0 && size < smallest) throw new UnstorableValue('Numbers this close to zero cannot be stored.')
  return value === 0 ? 0 : value
}

function within<T>(name: string, check: () => T): T {
  try {
    return check()
  } catch (error) {
    if (!(error instanceof UnstorableValue)) throw error
    throw new UnstorableValue(error.message, [name, ...error.path])
  }
}
