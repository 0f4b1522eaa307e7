import type { FieldDescription } from '../field-description.ts'
import type { FieldSide } from '../walk-description.ts'
import { viewField } from './field-shape.ts'

/** The alternatives of two unions: those that were changed, with their place among the new ones, and the rest. */
export interface OptionsDifference {
  readonly pairs: readonly (readonly [index: number, before: FieldDescription, after: FieldDescription])[]
  readonly gone: readonly FieldDescription[]
  readonly added: readonly FieldDescription[]
}

/**
 * Finds which alternative of a union became which: of those that are in one of the two only, the ones with the same
 * literal in them, or else the only ones of their kind.
 */
export function diffOptions(
  a: readonly FieldDescription[],
  b: readonly FieldDescription[],
  shapeOf: (option: FieldDescription) => string,
  side: FieldSide,
): OptionsDifference {
  const without = (
    options: readonly FieldDescription[],
    others: readonly FieldDescription[],
  ): FieldDescription[] =>
    options.filter((option) => !others.some((other) => shapeOf(other) === shapeOf(option)))
  const gone = without(a, b)
  const added = without(b, a)
  const pairs: [number, FieldDescription, FieldDescription][] = []
  for (const before of gone) {
    const label = labelOf(before, side)
    const alike = added.filter((option) => labelOf(option, side) === label)
    const rivals = gone.filter((option) => labelOf(option, side) === label)
    const [after] = alike
    if (after && alike.length === 1 && rivals.length === 1) pairs.push([b.indexOf(after), before, after])
  }
  const paired = new Set(pairs.flatMap(([, before, after]) => [before, after]))
  return {
    pairs,
    gone: gone.filter((option) => !paired.has(option)),
    added: added.filter((option) => !paired.has(option)),
  }
}

/** What an alternative is known by: its kind and the fields in it that have one value each, such as a discriminator. */
function labelOf(option: FieldDescription, side: FieldSide): string {
  const { kind, fields = {} } = viewField(option, side).node
  const constants = Object.entries(fields).flatMap(([name, field]) => {
    const { values, literals = values } = viewField(field, side).node
    return literals?.length === 1 ? [JSON.stringify([name, literals[0]])] : []
  })
  return [kind, ...constants.toSorted()].join(' ')
}
