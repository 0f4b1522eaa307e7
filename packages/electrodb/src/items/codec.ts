import type { FieldDescription } from '@throughline/schema'
import { isPlainObject, jsonCodec, someDescription } from '@throughline/schema/adapter'
import { checkStorable, UnstorableValue } from './storable.ts'

export { UnstorableValue } from './storable.ts'

/** How one field's values become what DynamoDB keeps, and back. `undefined` and `null` pass through as they are. */
export interface Codec {
  /** @throws {UnstorableValue} where DynamoDB could not give the same value back. */
  readonly encode: (value: unknown) => unknown
  readonly decode: (value: unknown) => unknown
  /** `decode` returns what it is given. */
  readonly plain: boolean
}

/** DynamoDB refuses an attribute with more lists and maps inside one another than this (seen on DynamoDB Local 3.3). */
const maxLevels = 31
/** The name of what is kept as a JSON text, since it has more levels. */
const deepName = '$json'

/** Makes the codec of one field, the same for the store's raw items and for ElectroDB's attributes. */
export function fieldCodec(description: FieldDescription): Codec {
  const { encode, decode, plain } = jsonCodec(description)
  const toStorable = (value: unknown): unknown => checkStorable(encode(value))
  if (!isUnbounded(description)) return { encode: guarded(toStorable), decode, plain }
  return {
    encode: guarded((value) => shallow(toStorable(value))),
    decode: (value) => decode(isPlainObject(value) && Object.hasOwn(value, deepName) ? unfold(value) : value),
    plain: false,
  }
}

/** Whether values of the field can have more levels than its schema: those of a recursive one, or of any data. */
export function isUnbounded(description: FieldDescription): boolean {
  return someDescription(description, 'output', ({ kind }) => kind === 'any' || kind === 'lazy')
}

function shallow(value: unknown): unknown {
  const alike = isPlainObject(value) && Object.hasOwn(value, deepName)
  return alike || isDeeper(value, maxLevels) ? { [deepName]: JSON.stringify(value) } : value
}

function unfold(value: Readonly<Record<string, unknown>>): unknown {
  const text = value[deepName]
  if (typeof text !== 'string') return value
  const unfolded: unknown = JSON.parse(text)
  return unfolded
}

function isDeeper(value: unknown, levels: number): boolean {
  if (typeof value !== 'object' || value === null) return false
  return levels === 0 || Object.values(value).some((item) => isDeeper(item, levels - 1))
}

function guarded(encode: (value: unknown) => unknown): (value: unknown) => unknown {
  return (value) => {
    try {
      return encode(value)
    } catch (error) {
      if (!(error instanceof RangeError)) throw error
      throw new UnstorableValue('This value goes too deep, or contains itself.', [], { cause: error })
    }
  }
}
