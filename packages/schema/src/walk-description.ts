import type { FieldDescription } from './field-description.ts'

/** Whose form of a field is meant: what a client writes, or what is stored and read. */
export type FieldSide = 'input' | 'output'

/** The description of a field as this side sees it. */
export function sideOf(description: FieldDescription, side: FieldSide): FieldDescription {
  return side === 'input' ? (description.input ?? description) : description
}

/**
 * Whether a field, or any field inside it, passes the test; recursive ones are visited once.
 *
 * Descriptions are tested as this side sees them.
 */
export function someDescription(
  description: FieldDescription,
  side: FieldSide,
  test: (description: FieldDescription) => boolean,
): boolean {
  const seen = new Set<FieldDescription>()
  const visit = (given: FieldDescription): boolean => {
    const seenFrom = sideOf(given, side)
    if (seen.has(seenFrom)) return false
    seen.add(seenFrom)
    return test(seenFrom) || innerDescriptions(seenFrom).some(visit)
  }
  return visit(description)
}

function innerDescriptions(description: FieldDescription): FieldDescription[] {
  const { element, fields = {}, items = [], keys, options = [], resolve } = description
  return [
    ...Object.values(fields),
    ...items,
    ...options,
    ...(keys ? [keys] : []),
    ...(element ? [element] : []),
    ...(resolve ? [resolve()] : []),
  ]
}

/** Whether a value inside a list may be `undefined`, which no list of JSON can hold. */
export function mayBeUndefined(description: FieldDescription, side: FieldSide): boolean {
  const seen = new Set<FieldDescription>()
  const visit = (given: FieldDescription): boolean => {
    const { kind, optional, options = [], resolve } = sideOf(given, side)
    if (optional || kind === 'any') return true
    if (seen.has(given)) return false
    seen.add(given)
    return options.some(visit) || (resolve !== undefined && visit(resolve()))
  }
  return visit(description)
}
