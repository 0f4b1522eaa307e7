import type { FieldMeta } from './field-meta.ts'

/** Every kind of value that the adapters know how to store, send and show. */
export type FieldKind =
  | 'any'
  | 'array'
  | 'bigint'
  | 'boolean'
  | 'date'
  | 'enum'
  | 'lazy'
  | 'literal'
  | 'map'
  | 'number'
  | 'object'
  | 'record'
  | 'set'
  | 'string'
  | 'tuple'
  | 'union'

/** What a Zod field is, free of Zod: the one form that all adapters read. */
export interface FieldDescription {
  /** What is stored and read: the schema's output side. */
  readonly kind: FieldKind
  /** The key may be missing from an insert. */
  readonly optional: boolean
  readonly nullable: boolean
  /** Zod fills the value when it is missing. */
  readonly hasDefault: boolean
  /** What a client writes, where it is of another form than what is read (a codec, a pipe). */
  readonly input?: FieldDescription
  /** Zod's name of a string's format, such as `uuid`, `email`, `date` (ISO) or `datetime` (ISO). */
  readonly format?: string
  /** Sources of the regular expressions that a string has to match, all of them. */
  readonly patterns?: readonly string[]
  /** Smallest number, or fewest characters, items or entries. */
  readonly min?: number
  /** Largest number, or most characters, items or entries. */
  readonly max?: number
  /** The number has to be larger than `min`, not equal. */
  readonly exclusiveMin?: boolean
  /** The number has to be smaller than `max`, not equal. */
  readonly exclusiveMax?: boolean
  readonly multipleOf?: number
  readonly integer?: boolean
  /** Lowest value of a `date` (ISO date-time) or a `bigint` (decimal digits). */
  readonly lowest?: string
  /** Highest value of a `date` or a `bigint`. */
  readonly highest?: string
  /** The values of an `enum`. */
  readonly values?: readonly string[]
  /** The values of a `literal`: those of an enum with other values than texts, or `null` alone. */
  readonly literals?: readonly (boolean | null | number | string)[]
  /** The items of an `array` or a `set`, the values of a `record` or a `map`, an `object`'s further fields, a `tuple`'s rest. */
  readonly element?: FieldDescription
  /** The keys of a `record` or a `map`; `optional` where a record of listed keys need not have all of them. */
  readonly keys?: FieldDescription
  /** The fields of an `object`. */
  readonly fields?: Readonly<Record<string, FieldDescription>>
  /** The items of a `tuple`, in order. */
  readonly items?: readonly FieldDescription[]
  /** The alternatives of a `union`, in the order in which they are tried. */
  readonly options?: readonly FieldDescription[]
  /** The field by which a `union` of objects is told apart. */
  readonly discriminator?: string
  /** The description of a `lazy` field, which may contain itself: the same object each time. */
  readonly resolve?: () => FieldDescription
  readonly meta: FieldMeta
}
