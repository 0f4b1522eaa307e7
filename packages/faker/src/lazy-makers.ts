import type { FieldDescription } from '@throughline/schema'
import type { Make, MakerOf, Site, Slot } from './maker.ts'
import type { Draft } from './tools.ts'

/** Levels of a recursive value at most; from there on it takes the shortest way to its end. */
const deepest = 3

/** Whether a recursive value is deep enough: what may be absent is, lists are as short as they may be. */
export function closing({ draft }: { readonly draft: Draft }): boolean {
  return draft.depth >= deepest
}

/** The descriptions directly inside one. */
function partsOf({
  element,
  keys,
  fields = {},
  items = [],
  options = [],
}: FieldDescription): FieldDescription[] {
  return [element, keys, ...Object.values(fields), ...items, ...options].flatMap((part) => part ?? [])
}

/** Whether a field has a lazy one in it, so that it could go on without end. */
export function isRecursive(field: FieldDescription): boolean {
  return field.kind === 'lazy' || partsOf(field).some(isRecursive)
}

/** The alternative with the fewest levels below it. */
export function shortestOf(options: readonly FieldDescription[]): number {
  const heights = options.map((option) => heightOf(option, new Set()))
  return heights.indexOf(Math.min(...heights))
}

/** Levels that a field's values have at least; without end for one that holds itself whatever is drawn. */
function heightOf(field: FieldDescription, open: ReadonlySet<FieldDescription>): number {
  if (field.optional || field.nullable) return 0
  if (field.kind === 'lazy') {
    const target = field.resolve?.()
    return !target || open.has(target) ? Infinity : heightOf(target, new Set([...open, target]))
  }
  if (field.kind === 'union')
    return Math.min(...(field.options ?? []).map((option) => heightOf(option, open)))
  const isList = field.kind !== 'object' && field.kind !== 'tuple'
  if (isList && !field.min) return 0
  const parts = isList ? partsOf(field) : [...Object.values(field.fields ?? {}), ...(field.items ?? [])]
  return Math.max(0, ...parts.map((part) => 1 + heightOf(part, open)))
}

/** The maker of a field that may hold itself: what it resolves to is looked up when the first value is drawn. */
export function lazies(field: FieldDescription, site: Site, slot: Slot, makerOf: MakerOf): readonly Make[] {
  const { draft } = site.tools
  let make: Make | undefined
  const resolve = (): Make => {
    const target = field.resolve?.()
    const known = target && site.lazies.get(target)
    if (!target || known) return adopt(slot, known)
    const holder = new Map<string, Slot>()
    const made = {
      make: makerOf(target, { ...site, slots: holder }, 'lazy'),
      slot: holder.get('lazy') ?? slot,
    }
    site.lazies.set(target, made)
    return adopt(slot, made)
  }
  return [
    () => {
      make ??= resolve()
      draft.depth += 1
      try {
        return make()
      } finally {
        draft.depth -= 1
      }
    },
  ]
}

/** Makes the places of what a lazy field resolves to its own. */
function adopt(slot: Slot, known?: { readonly make: Make; readonly slot: Slot }): Make {
  if (!known) return () => undefined
  slot.inside = known.slot.inside
  slot.options = known.slot.options
  return known.make
}
