import { type AnyModelEntity, describeField } from '@throughline/schema'
import { type FieldSide, jsonCodec } from '@throughline/schema/adapter'

type Values = Readonly<Record<string, unknown>>

export { isPlainObject } from '@throughline/schema/adapter'

/** Most mutations of one `sync.push`: as many as one DynamoDB transaction takes items. */
export const maxPushMutations = 100

/**
 * Makes the function that turns an entity's values, as JSON brought them, into what they were: ISO texts of date fields
 * become `Date`s, lists of set fields become sets, and so on, at any depth. Everything else, right or wrong, is left to
 * the schema. Values without such fields are given back as they are.
 *
 * `side` is `input` for what a client wrote, `output` for rows.
 */
export function makeReviver(entity: AnyModelEntity, side: FieldSide): (values: Values) => Values {
  const { decode, plain } = jsonCodec(describeField(entity.schema), side)
  return plain ? same : asValues(decode)
}

/**
 * Makes the function that turns an entity's values into what JSON holds, where `JSON.stringify` alone would lose or refuse
 * something; the counterpart of {@link makeReviver}. Values without such fields are given back as they are.
 */
export function makeWriter(entity: AnyModelEntity, side: FieldSide): (values: Values) => Values {
  const { encode, stringifies } = jsonCodec(describeField(entity.schema), side)
  return stringifies ? same : asValues(encode)
}

function same(values: Values): Values {
  return values
}

/** A codec of an object's fields, for objects alone. */
function asValues(code: (value: unknown) => unknown): (values: Values) => Values {
  // Sound: an object's codec makes an object of an object.
  return (values) => code(values) as Values
}
