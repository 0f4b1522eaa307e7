import type { FieldDescription } from '@throughline/schema'
import type { Tools } from './tools.ts'

/** Draws one value. */
export type Make = () => unknown

/** Makes further makers of what a schema says of a value that it refuses. */
export type Learn = (issue: { readonly note?: string; readonly pattern?: string }) => readonly Make[]

/** One place of a row with the ways to fill it, best first; `choose-makers.ts` finds the first that the schema takes. */
export interface Slot {
  candidates: readonly Make[]
  choice: number
  /** The places below it: by name, by number, `[]` for items, `{item}` for those of a set, `{}` for values of any name; a lazy field may hold itself. */
  inside: Map<string, Slot>
  /** The alternatives of a union, and the one that was drawn last. */
  options: readonly Slot[]
  drawn: number
  /** How often it was drawn from. */
  draws: number
  learn?: Learn
}

/** Makes the maker of a field at a step below a site, and its place. */
export type MakerOf = (field: FieldDescription, site: Site, step: string) => Make

/** Where a field stands, and what its makers draw from. */
export interface Site {
  readonly tools: Tools
  readonly entity: string
  readonly singular: string
  /** The field's own name; for what is inside an array or a map, the name of that. */
  readonly name: string
  /** The names of the fields beside it. */
  readonly beside: ReadonlySet<string>
  /** What is made: a row as it is read, or what a client writes to insert it. */
  readonly side: 'insert' | 'row'
  /** The places beside it; for the makers of a container, those inside. */
  readonly slots: Map<string, Slot>
  /** Every place of the entity. */
  readonly all: Set<Slot>
  /** The places of lazy fields, by what they resolve to. */
  readonly lazies: Map<FieldDescription, { readonly make: Make; readonly slot: Slot }>
}

/** How often a field that may be absent is. */
export const absence = 0.2

/** A place of which nothing is known yet. */
export function emptySlot(): Slot {
  return { candidates: [], choice: 0, inside: new Map(), options: [], drawn: 0, draws: 0 }
}

/** A value by the maker that is chosen now. */
export function drawFrom(slot: Slot): unknown {
  slot.draws += 1
  return slot.candidates[slot.choice]?.()
}

/** The description of the side that is made: a field may be written in another form than it is read. */
export function sideOf(field: FieldDescription, { side }: Site): FieldDescription {
  if (side === 'row' || !field.input) return field
  const { input } = field
  return {
    ...input,
    optional: field.optional || input.optional,
    nullable: field.nullable || input.nullable,
    hasDefault: field.hasDefault || input.hasDefault,
    meta: field.meta,
  }
}

/** Whether a field may have no value on the side that is made: a default has been filled in once a row is read. */
export function canBeAbsent({ optional, nullable, hasDefault }: FieldDescription, { side }: Site): boolean {
  return nullable || (optional && (side === 'insert' || !hasDefault))
}
