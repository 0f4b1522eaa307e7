import type { LoadMode, ManagedField } from '../entity.types.ts'
import type { FieldDescription } from '../field-description.ts'
import type { AnyModel } from '../model.types.ts'
import type { Relation } from '../relation.types.ts'

/** What JSON can hold. */
export type JsonValue =
  | boolean
  | null
  | number
  | string
  | readonly JsonValue[]
  | { readonly [name: string]: JsonValue }

/** The members of a description that hold other descriptions, and those that are written in another form. */
type Inner = 'element' | 'fields' | 'input' | 'items' | 'keys' | 'options' | 'resolve'

/** A field's description as JSON; a `lazy` one has either `resolved` or `ref`. */
export interface FieldJSON extends Omit<FieldDescription, Inner> {
  readonly input?: FieldJSON
  readonly element?: FieldJSON
  readonly keys?: FieldJSON
  readonly fields?: Readonly<Record<string, FieldJSON>>
  readonly items?: readonly FieldJSON[]
  readonly options?: readonly FieldJSON[]
  /** What a `lazy` field is, where that was not written before. */
  readonly resolved?: FieldJSON
  /** Where in the same field that was written before: a JSON pointer, `#` for the field itself. */
  readonly ref?: string
}

/** What a model knows of one entity, with its fields in one of two forms. */
export interface EntityData<TField> {
  readonly singular: string
  /** Own key fields. */
  readonly key: readonly string[]
  readonly keyPrefix: string
  /** Name of the parent entity, `null` for a root. */
  readonly parent: string | null
  /** Own fields that hold the parent's key. */
  readonly parentFields: readonly string[]
  /** The fields that name one row in the table. */
  readonly path: readonly string[]
  readonly load: LoadMode
  /** Server-kept fields that the schema declares. */
  readonly managed: readonly ManagedField[]
  readonly relations: Readonly<Record<string, Relation>>
  /** Every field of the schema, in order. */
  readonly fields: Readonly<Record<string, TField>>
}

/** One entity of a model, as JSON. */
export type EntityJSON = EntityData<FieldJSON>

/** A whole model as JSON: what it was when it was written, whatever its code is now. */
export interface ModelJSON {
  /** Version of this form. */
  readonly format: 1
  readonly service: string
  /** By name, in the model's order. */
  readonly entities: Readonly<Record<string, EntityJSON>>
}

/** A model, or what was written of one. */
export type ModelSource = AnyModel | ModelJSON

/** One entity, free of Zod and of how its model was come by. */
export type EntityShape = EntityData<FieldDescription>

/** What a model and its JSON have in common: all that comparing and drawing need. */
export interface ModelShape {
  readonly service: string
  readonly entities: Readonly<Record<string, EntityShape>>
}
