import type { FieldDescription } from '../field-description.ts'
import { type FieldSide, sideOf, someDescription } from '../walk-description.ts'
import { toData } from './json-data.ts'

/** What a difference in a member means, in the comparison and in the hash alike. */
export type MemberRule =
  /** Read by `viewField`. */
  | 'view'
  /** No part of the shape. */
  | 'none'
  | 'kind'
  /** One of them holds; another is neither wider nor narrower. */
  | 'choice'
  /** A larger one is narrower. */
  | 'floor'
  /** A larger one is wider. */
  | 'ceiling'
  /** Narrower where it is set. */
  | 'limit'
  /** Narrower where it is a multiple of the other. */
  | 'factor'
  /** All of them hold: more are narrower. */
  | 'limits'
  /** One of them holds: more are wider. */
  | 'choices'
  | 'inner'
  | 'named'
  | 'items'
  | 'options'

/**
 * How each member of a description counts towards the shape of a field: what is stored, and what is sent.
 *
 * A new member of the contract is a compile error here until it is said how it compares.
 */
export const memberRules = {
  kind: 'kind',
  optional: 'view',
  nullable: 'view',
  hasDefault: 'view',
  input: 'view',
  format: 'choice',
  patterns: 'limits',
  min: 'floor',
  max: 'ceiling',
  exclusiveMin: 'limit',
  exclusiveMax: 'limit',
  multipleOf: 'factor',
  integer: 'limit',
  lowest: 'floor',
  highest: 'ceiling',
  values: 'choices',
  literals: 'choices',
  element: 'inner',
  keys: 'inner',
  fields: 'named',
  items: 'items',
  options: 'options',
  // It only tells how the right alternative is found.
  discriminator: 'none',
  resolve: 'view',
  // `indexed` and `unique` are compared as the entity's; the rest is for people.
  meta: 'none',
} as const satisfies Record<keyof FieldDescription, MemberRule>

/** A field as one side sees it: references followed, and what its place says apart from what it is. */
export interface FieldView {
  /** Never `lazy`. */
  readonly node: FieldDescription
  /** The key may be missing: of an insert (input), of a row (output); that of any value always may. */
  readonly absent: boolean
  readonly nullable: boolean
}

/** Whether there is a reference in a field: written out wherever it is met, such a field could grow without bounds. */
export function hasReference(field: FieldDescription): boolean {
  const isLazy = ({ kind }: FieldDescription): boolean => kind === 'lazy'
  return someDescription(field, 'output', isLazy) || someDescription(field, 'input', isLazy)
}

/** Looks through the references of a field, as one side sees it. */
export function viewField(field: FieldDescription, side: FieldSide): FieldView {
  const chain = [sideOf(field, side)]
  let node = chain[0] ?? field
  while (node.resolve) {
    node = sideOf(node.resolve(), side)
    if (chain.includes(node)) break
    chain.push(node)
  }
  return {
    node,
    absent: [field, ...chain].some(
      ({ kind, optional, hasDefault }) => kind === 'any' || (optional && (side === 'input' || !hasDefault)),
    ),
    nullable: chain.some(({ nullable }) => nullable),
  }
}

/** Fields by shape: two of one class are stored and sent alike, whatever way they are written. */
export interface ShapeClasses {
  /** The class of a field in its place. */
  readonly of: (view: FieldView) => string
  /** What each class is, by those of its parts. */
  readonly forms: readonly string[]
}

/**
 * Sorts fields and all that is inside them into classes of one shape.
 *
 * Partition refinement: all begin in one class, and are parted by their members and the classes of their parts until no
 * class parts any more. So recursive fields are alike however far they are written out.
 */
export function shapeClasses(roots: readonly FieldDescription[], side: FieldSide): ShapeClasses {
  const nodes = reachable(roots, side)
  let classes = new Map<FieldDescription, number>()
  const of = ({ node, absent, nullable }: FieldView): string =>
    `${classes.get(node) ?? 0}${absent ? '?' : ''}${nullable ? '|null' : ''}`
  const form = (node: FieldDescription): string => formOf(node, (child) => of(viewField(child, side)))
  for (let count = -1, parted = 0; parted !== count;) {
    count = parted
    const forms = nodes.map(form)
    const sorted = [...new Set(forms)].toSorted()
    const places = new Map(sorted.map((text, index) => [text, index]))
    classes = new Map(nodes.map((node, index) => [node, places.get(forms[index] ?? '') ?? 0]))
    parted = sorted.length
  }
  const members = new Map(nodes.map((node) => [classes.get(node) ?? 0, node]))
  return { of, forms: [...members].toSorted(([a], [b]) => a - b).map(([, node]) => form(node)) }
}

function reachable(roots: readonly FieldDescription[], side: FieldSide): FieldDescription[] {
  const nodes = new Set<FieldDescription>()
  const visit = (field: FieldDescription): void => {
    const { node } = viewField(field, side)
    if (nodes.has(node)) return
    nodes.add(node)
    // The text is thrown away: what counts is which children it asks about.
    formOf(node, (child) => {
      visit(child)
      return ''
    })
  }
  for (const root of roots) visit(root)
  return [...nodes]
}

/** One node as text: its members, and its parts as `child` names them. */
function formOf(node: FieldDescription, child: (field: FieldDescription) => string): string {
  const set = (items: readonly unknown[]): unknown[] =>
    [...new Set(items.map((item) => JSON.stringify(item)))].toSorted()
  const forms: Partial<Record<MemberRule, (value: never) => unknown>> = {
    view: () => undefined,
    none: () => undefined,
    limit: (value: boolean) => value || undefined,
    limits: set,
    choices: set,
    inner: child,
    named: (fields: Readonly<Record<string, FieldDescription>>) =>
      Object.entries(fields)
        .toSorted(([a], [b]) => (a < b ? -1 : 1))
        .map(([name, field]) => [name, child(field)]),
    items: (items: readonly FieldDescription[]) => items.map(child),
    options: (options: readonly FieldDescription[]) => set(options.map(child)),
  }
  const members = Object.entries(memberRules).flatMap(([name, rule]) => {
    // Sound: `memberRules` names every member, and gives each rule to members of its type alone.
    const value = node[name as keyof FieldDescription] as never
    const form = value === undefined ? undefined : toData((forms[rule] ?? toData)(value))
    return form === undefined ? [] : [[name, form]]
  })
  return JSON.stringify(members)
}
