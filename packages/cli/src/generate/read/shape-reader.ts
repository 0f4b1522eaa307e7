import type { Shape, TakeNote } from './document.types.ts'
import { asList, asObject, type JsonObject, type Located, type Lookup } from './lookup.ts'

/** What reads schemas; one part of it asks another, so they know each other by this. */
export interface ShapeReader {
  readonly lookup: Lookup
  readonly note: TakeNote
  /** Has a schema that is named by a `$ref` read, and gives its id; `undefined` where there is none. */
  readonly nameRef: (place: Located, ref: string) => string | undefined
  /** Any schema. */
  shape(place: Located): Shape
  /** A schema by its `type`, or by what else tells it. */
  typed(place: Located, schema: JsonObject): Shape
  /** The fields of a schema that is one of several of a value. */
  object(place: Located, schema: JsonObject): Shape
}

/** Options that only say which fields are required together say nothing of types. */
export function isChoice(options: unknown): boolean {
  return asList(options).some((option) =>
    Object.keys(asObject(option) ?? { type: 1 }).some((name) => name !== 'required'),
  )
}
