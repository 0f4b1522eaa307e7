import type { FieldDescription } from '../field-description.ts'
import { mapValues, toData } from './json-data.ts'
import type { FieldJSON } from './model-json.types.ts'

/** How each member of a description stands in JSON: as data, or as descriptions inside it. */
const memberForms = {
  kind: 'data',
  optional: 'data',
  nullable: 'data',
  hasDefault: 'data',
  input: 'one',
  format: 'data',
  patterns: 'data',
  min: 'data',
  max: 'data',
  exclusiveMin: 'data',
  exclusiveMax: 'data',
  multipleOf: 'data',
  integer: 'data',
  lowest: 'data',
  highest: 'data',
  values: 'data',
  literals: 'data',
  element: 'one',
  keys: 'one',
  fields: 'named',
  items: 'list',
  options: 'list',
  discriminator: 'data',
  resolve: 'lazy',
  meta: 'data',
} as const satisfies Record<keyof FieldDescription, 'data' | 'lazy' | 'list' | 'named' | 'one'>

type Form = (typeof memberForms)[keyof typeof memberForms]
type Given = FieldDescription | FieldJSON

/**
 * Copies the members of a description or of its JSON in one order, each description inside by `child`.
 *
 * `pointer` is where the description stands; `child` is told where the inner one does. What a `lazy` one refers to is
 * left to the caller: only there do the two forms differ.
 */
export function copyMembers<TIn extends Given>(
  field: TIn,
  pointer: string,
  child: (inner: TIn, pointer: string) => unknown,
): Record<string, unknown> {
  const at = (...names: (number | string)[]): string => [pointer, ...names.map(escapePointer)].join('/')
  // Sound: `memberForms` gives each form to members of that type alone.
  const copiers = {
    data: toData,
    lazy: () => undefined,
    one: (inner: TIn, name: string) => child(inner, at(name)),
    list: (list: readonly TIn[], name: string) => list.map((inner, index) => child(inner, at(name, index))),
    named: (named: Readonly<Record<string, TIn>>, name: string) =>
      mapValues(named, (inner, key) => child(inner, at(name, key))),
  } as Record<Form, (value: unknown, name: string) => unknown>
  const copied = Object.entries(memberForms).map(([name, form]): [string, unknown] => {
    // Sound: a name that the form at hand does not have reads as `undefined`.
    const value: unknown = field[name as keyof Given]
    return [name, value === undefined ? undefined : copiers[form](value, name)]
  })
  return Object.fromEntries(copied.filter(([, value]) => value !== undefined))
}

/** A name as one part of a JSON pointer. */
export function escapePointer(name: number | string): string {
  return String(name).replaceAll('~', '~0').replaceAll('/', '~1')
}
