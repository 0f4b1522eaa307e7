import { type AnyModel, isManagedField, type RowMeta } from '@throughline/schema'
import { entityOf, isPlainObject, jsonCodec } from '@throughline/schema/adapter'

type Values = Readonly<Record<string, unknown>>

/** A row as files have it. */
export interface RowCodec {
  /** The columns of CSV: the entity's fields, and when it was written. */
  readonly columns: readonly Column[]
  /** Plain JSON, in a fixed order: fields as the model has them, the keys of what is in them sorted. */
  encode(row: Values, meta: RowMeta): Values
  /** The values that `encode` had; what it did not write is given back as it is, for the schema to refuse. */
  decode(row: Values): Values
}

export interface Column {
  readonly name: string
  /** Each value is a text in JSON, so that a cell holds it as it is. */
  readonly isText: boolean
}

const written = ['createdAt', 'updatedAt'] as const
const textKinds: ReadonlySet<string> = new Set(['bigint', 'date', 'enum', 'string'])

/** Makes the codecs of a model's entities, each once. */
export function rowCodecs(model: AnyModel): (entity: string) => RowCodec {
  const known = new Map<string, RowCodec>()
  return (name) => {
    const codec = known.get(name) ?? makeCodec(model, name)
    known.set(name, codec)
    return codec
  }
}

function makeCodec(model: AnyModel, name: string): RowCodec {
  const fields = entityOf(model, name).fields.filter((field) => !isManagedField(field.name))
  const codecs = fields.map((field) => ({ name: field.name, codec: jsonCodec(field) }))
  return {
    columns: [
      ...fields.map((field) => ({ name: field.name, isText: textKinds.has(field.kind) })),
      ...written.map((column) => ({ name: column, isText: true })),
    ],
    encode(row, meta) {
      const result: Record<string, unknown> = {}
      for (const { name: field, codec } of codecs) {
        const value = codec.encode(row[field])
        if (value !== undefined) result[field] = sorted(value)
      }
      for (const field of written) result[field] = meta[field]
      return result
    },
    decode(row) {
      const result: Record<string, unknown> = { ...row }
      for (const { name: field, codec } of codecs) {
        if (!codec.plain && Object.hasOwn(result, field)) result[field] = codec.decode(result[field])
      }
      return result
    },
  }
}

/** DynamoDB keeps no order of an object's keys. */
function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted)
  if (!isPlainObject(value)) return value
  const keys = Object.keys(value).toSorted()
  return Object.fromEntries(keys.map((key) => [key, sorted(value[key])]))
}
