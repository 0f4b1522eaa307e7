import type { FieldSpec } from '@throughline/schema'
import { makerOf } from './field-maker.ts'
import type { Make, Site } from './maker.ts'
import { labelOf } from './seed.ts'
import { spaceOf, uniqueMaker } from './unique-fields.ts'

/** An own key field that points to no other row. */
export interface KeyPart {
  readonly make: Make
  readonly label: number
}

/** Of several key fields, one carries the row's number where it has values enough, or else all of them together. */
export function planKeys(fields: readonly FieldSpec[], site: Site, rows: number): Map<string, KeyPart> {
  const demand = { rows, isKey: true }
  // A key is worked out before its row is made: it reads no field beside it.
  const at = ({ name }: FieldSpec): Site => ({ ...site, name, beside: new Set() })
  const spaces = fields.map((field) => (fields.length === 1 ? Infinity : spaceOf(field, at(field), demand)))
  const carrier = spaces.findLastIndex((space) => space >= rows && space === Math.max(...spaces))
  let radix = 1
  return new Map(
    fields.map((field, index) => {
      const isOrdinary = carrier >= 0 && index !== carrier
      const make = isOrdinary
        ? makerOf(field, at(field), field.name)
        : uniqueMaker(
            field,
            at(field),
            demand,
            carrier >= 0 ? undefined : { radix, isLast: index === fields.length - 1 },
          )
      if (carrier < 0) radix *= Math.max(spaces[index] ?? 1, 1)
      return [field.name, { make, label: labelOf(`key ${field.name}`) }]
    }),
  )
}
