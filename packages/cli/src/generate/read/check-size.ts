/** Levels of one document: a hundred times what people write. */
const deepest = 400
/** Values of one document with all aliases written out; the largest public description has half a million. */
const mostValues = 5_000_000

/**
 * Refuses documents that grow beyond all bounds once the aliases of YAML are written out, and those that contain themselves.
 *
 * What was counted once is not counted again, so that the counting itself ends soon.
 */
export function checkSize(document: unknown): void {
  const counted = new Map<object, number>()
  const open = new Set<object>()
  const count = (value: unknown, depth: number): number => {
    if (typeof value !== 'object' || value === null) return 1
    const known = counted.get(value)
    if (known !== undefined) return known
    if (open.has(value)) throw new Error('an alias in it contains itself')
    if (depth > deepest) throw new Error(`it is nested more than ${deepest} levels deep`)
    open.add(value)
    let sum = 1
    for (const inner of Object.values(value)) sum += count(inner, depth + 1)
    open.delete(value)
    counted.set(value, sum)
    return sum
  }
  if (count(document, 0) > mostValues) {
    throw new Error('it is too large once its aliases are written out')
  }
}
