import type { ObjectSchema } from '@throughline/schema'
import type { CustomAttributeTypeName, OpaquePrimitiveTypeName } from 'electrodb'
import type * as core from 'zod/v4/core'

/** One attribute as the derivation makes it: what ElectroDB reads of an attribute at run time. */
export interface ElectroAttribute {
  readonly type: 'any' | 'boolean' | 'list' | 'map' | 'number' | 'string' | readonly string[]
  readonly required?: boolean
  readonly readOnly?: boolean
  readonly hidden?: boolean
  readonly watch?: readonly string[] | '*'
  readonly items?: ElectroAttribute
  readonly properties?: Readonly<Record<string, ElectroAttribute>>
  readonly default?: () => unknown
  readonly validate?: (value: unknown) => boolean
  readonly get?: (value: unknown) => unknown
  readonly set?: (value: unknown, item: Readonly<Record<string, unknown>>) => unknown
}

/** ElectroDB's name of a type: its own for plain ones, so that keys and filters keep their types. */
type TypeName<T> = unknown extends T
  ? 'any'
  : [T] extends [string]
    ? string extends T
      ? 'string'
      : readonly T[]
    : [T] extends [number]
      ? number extends T
        ? 'number'
        : OpaquePrimitiveTypeName<T>
      : [T] extends [boolean]
        ? boolean extends T
          ? 'boolean'
          : OpaquePrimitiveTypeName<T>
        : CustomAttributeTypeName<T>

/** ElectroDB's attribute of a value of this type. */
export type AttributeOf<T> = {
  readonly type: TypeName<Exclude<T, undefined>>
  readonly required: undefined extends T ? false : true
}

/** The attributes of a Zod object: ElectroDB sees the types of its output. */
export type ElectroAttributes<TSchema extends ObjectSchema> = {
  readonly [F in keyof core.output<TSchema> & string]: AttributeOf<core.output<TSchema>[F]>
}
