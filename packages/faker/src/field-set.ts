import type { FieldDescription } from '@throughline/schema'
import type { Make, Site } from './maker.ts'
import { orderedPairs, putInOrder } from './ordered-pairs.ts'
import { nameFields } from './name-words.ts'

/** Makers of fields that lie side by side, in the order in which they read each other. */
export interface FieldSet {
  readonly makers: ReadonlyMap<string, Make>
  /** Their names, in that order. */
  readonly names: readonly string[]
  /** Draws fields into a row; one whose value is `undefined` gets no key. */
  readonly draw: (row: Record<string, unknown>, names: readonly string[]) => void
}

/** Names that are read by others come first: gender, then names, then what is made of them. */
function stageOf(name: string, names: readonly string[]): number {
  if (/^(gender|sex)$/i.test(name)) return 0
  if (names.includes(name)) return 1
  return /(email|mail|user_?name|login|handle|slug|display_?name|full_?name)$/i.test(name) ? 3 : 2
}

/** Arranges the makers of fields. */
export function fieldSet(
  fields: Readonly<Record<string, FieldDescription>>,
  { draft }: Site['tools'],
  make: (name: string, field: FieldDescription) => Make,
): FieldSet {
  const known = nameFields(new Set(Object.keys(fields)))
  const ordered = Object.entries(fields).toSorted(
    ([one], [other]) => stageOf(one, known) - stageOf(other, known),
  )
  const makers = new Map(ordered.map(([name, field]) => [name, make(name, field)]))
  const pairs = orderedPairs(fields)
  const draw: FieldSet['draw'] = (row, names) => {
    if (names.length === 0) return
    const outer = draft.row
    draft.row = row
    for (const name of names) {
      const value = makers.get(name)?.()
      if (value === undefined) delete row[name]
      else row[name] = value
    }
    if (pairs.length > 0) putInOrder(pairs, row, drawnOf(makers, names))
    draft.row = outer
  }
  return { makers, names: [...makers.keys()], draw }
}

function drawnOf(makers: ReadonlyMap<string, Make>, names: readonly string[]): ReadonlyMap<string, Make> {
  return names.length === makers.size ? makers : new Map([...makers].filter(([name]) => names.includes(name)))
}
