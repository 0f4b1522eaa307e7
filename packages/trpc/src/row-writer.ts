import { type AnyModelEntity, describeField, type StoredRow } from '@throughline/schema'
import { jsonCodec } from '@throughline/schema/adapter'

/**
 * Makes the function that writes a stored row as JSON holds it: its values are JSON already, whichever way the answer is sent,
 * as the types of the router say.
 */
export function rowWriter(entity: AnyModelEntity): (stored: StoredRow) => StoredRow {
  const { encode, plain } = jsonCodec(describeField(entity.schema), 'output')
  if (plain) return (stored) => stored
  // Sound: an object's codec makes an object of an object.
  return (stored) => ({ ...stored, row: encode(stored.row) as StoredRow['row'] })
}
