import type { FieldDescription } from '../field-description.ts'
import type { FieldSide } from '../walk-description.ts'
import { diffOptions } from './diff-options.ts'
import {
  type FieldView,
  hasReference,
  memberRules,
  type MemberRule,
  shapeClasses,
  type ShapeClasses,
  viewField,
} from './field-shape.ts'
import { toData } from './json-data.ts'
import type { JsonValue } from './model-json.types.ts'

type Member = keyof FieldDescription

/** One difference between two forms of a field, at one place in it. */
export interface FieldDifference {
  readonly path: string
  /** What the field takes: more than before, less, or something else. */
  readonly way: 'added' | 'changed' | 'kind-changed' | 'narrowed' | 'removed' | 'widened'
  /** The member of the description that differs; `fields` where a field is new or gone. */
  readonly member: Member
  readonly from?: JsonValue
  readonly to?: JsonValue
  /** The field that is new or gone. */
  readonly field?: FieldDescription
}

/** One walk through two forms of a field, as one side sees them. */
interface Walk {
  readonly side: FieldSide
  readonly classes: ShapeClasses
  /** Pairs with references in them: recursive fields come back to them, on many ways. */
  readonly known: Map<FieldDescription, Set<FieldDescription>>
  readonly found: FieldDifference[]
}

/** One member of two descriptions of one kind. */
interface Place {
  readonly walk: Walk
  readonly path: string
  readonly member: Member
  readonly kind: FieldDescription['kind']
}

type Comparer<T> = (place: Place, a: T | undefined, b: T | undefined) => void

/** Every difference of shape between two forms of a field, as one side sees them; none for the same shape. */
export function diffField(
  path: string,
  before: FieldDescription,
  after: FieldDescription,
  side: FieldSide,
): FieldDifference[] {
  const walk: Walk = { side, classes: shapeClasses([before, after], side), known: new Map(), found: [] }
  compareFields(walk, path, before, after)
  return walk.found
}

function compareFields(walk: Walk, path: string, before: FieldDescription, after: FieldDescription): void {
  const [a, b] = [viewField(before, walk.side), viewField(after, walk.side)]
  if (walk.classes.of(a) === walk.classes.of(b)) return
  const { kind } = a.node
  compareFlags('widened')({ walk, path, kind, member: 'optional' }, a.absent, b.absent)
  compareFlags('widened')({ walk, path, kind, member: 'nullable' }, a.nullable, b.nullable)
  if (isKnownPair(walk, a.node, b.node)) return
  if (kind !== b.node.kind) return compareKinds({ walk, path, kind, member: 'kind' }, a, b)
  for (const [name, rule] of Object.entries(memberRules)) {
    // Sound: `memberRules` names every member, and gives each rule to members of its type alone.
    const member = name as Member
    const compare = comparers[rule] as Comparer<unknown>
    compare({ walk, path, kind, member }, a.node[member], b.node[member])
  }
}

function isKnownPair({ known }: Walk, a: FieldDescription, b: FieldDescription): boolean {
  if (!hasReference(a) && !hasReference(b)) return false
  const others = known.get(a) ?? new Set()
  const isKnown = others.has(b)
  known.set(a, others.add(b))
  return isKnown
}

function report(
  { walk, path, member }: Place,
  way: FieldDifference['way'],
  from: unknown,
  to: unknown,
): void {
  const [was, is] = [toData(from), toData(to)]
  walk.found.push({
    path,
    member,
    way,
    ...(was !== undefined && { from: was }),
    ...(is !== undefined && { to: is }),
  })
}

function compareKinds(place: Place, a: FieldView, b: FieldView): void {
  const { walk } = place
  const way = holds(walk, b, a) ? 'widened' : holds(walk, a, b) ? 'narrowed' : 'kind-changed'
  report(place, way, a.node.kind, b.node.kind)
}

/** Whether a field of one kind takes every value of one of another. */
function holds({ side, classes }: Walk, { node: outer }: FieldView, inner: FieldView): boolean {
  if (outer.kind === 'any') return true
  if (outer.kind === 'string' && inner.node.kind === 'enum') {
    return [outer.format, outer.min, outer.max, outer.patterns].every((bound) => bound === undefined)
  }
  const alone = classes.of({ ...inner, absent: false, nullable: false })
  return outer.options?.some((option) => classes.of(viewField(option, side)) === alone) ?? false
}

/** Two bounds, where the larger one is wider (1) or narrower (-1), and none is the widest. */
function compareBounds(sign: -1 | 1): Comparer<number | string> {
  return (place, a, b) => {
    if (a === b) return
    const order = a === undefined ? -1 : b === undefined ? 1 : sign * (valueOf(b) > valueOf(a) ? 1 : -1)
    report(place, order > 0 ? 'widened' : 'narrowed', a, b)
  }
}

/** A number, a whole number of any length or an ISO date-time, to be compared with another. */
function valueOf(bound: number | string): bigint | number {
  return typeof bound === 'number' ? bound : /^-?\d+$/.test(bound) ? BigInt(bound) : Date.parse(bound)
}

type Direction = 'narrowed' | 'widened'

const opposite = { narrowed: 'widened', widened: 'narrowed' } as const satisfies Record<Direction, Direction>

/** Two flags: which way it is from unset to set. */
function compareFlags(set: Direction): Comparer<boolean> {
  return (place, a = false, b = false) => {
    if (a !== b) report(place, b ? set : opposite[set], a, b)
  }
}

/** Two sets: which way it is from fewer to more. */
function compareSets(more: Direction): Comparer<readonly unknown[]> {
  return (place, a = [], b = []) => {
    const gone = a.filter((value) => !b.includes(value))
    const added = b.filter((value) => !a.includes(value))
    if (gone.length + added.length === 0) return
    report(place, gone.length === 0 ? more : added.length === 0 ? opposite[more] : 'changed', gone, added)
  }
}

function compareNamed(
  place: Place,
  a: FieldDescription['fields'] = {},
  b: FieldDescription['fields'] = {},
): void {
  const { walk, path } = place
  for (const name of new Set([...Object.keys(a), ...Object.keys(b)])) {
    const [before, after] = [fieldOf(a, name), fieldOf(b, name)]
    const field = after ?? before
    const inside = { path: `${path}.${name}`, member: 'fields' } as const
    if (before && after) compareFields(walk, inside.path, before, after)
    else if (field) walk.found.push({ ...inside, way: after ? 'added' : 'removed', field })
  }
}

function fieldOf(
  fields: Readonly<Record<string, FieldDescription>>,
  name: string,
): FieldDescription | undefined {
  return Object.hasOwn(fields, name) ? fields[name] : undefined
}

function compareItems(
  place: Place,
  a: FieldDescription['items'] = [],
  b: FieldDescription['items'] = [],
): void {
  for (const [index, item] of a.entries()) {
    const other = b[index]
    if (other) compareFields(place.walk, `${place.path}.[${index}]`, item, other)
  }
  if (a.length !== b.length) report(place, 'changed', a.length, b.length)
}

/** What is inside a list, a record or a map; one of two is missing only for a tuple's rest and an object's further fields. */
function compareInner(place: Place, a?: FieldDescription, b?: FieldDescription): void {
  const { walk, path, kind, member } = place
  const inside = member === 'keys' ? '{key}' : (innerPaths[kind] ?? '{}')
  if (a && b) compareFields(walk, `${path}.${inside}`, a, b)
  else if (a || b) report(place, a ? 'narrowed' : 'widened', a?.kind, b?.kind)
}

const innerPaths: Partial<Record<FieldDescription['kind'], string>> = {
  array: '[]',
  set: '[]',
  tuple: '[...]',
}

function compareOptions(
  place: Place,
  a: FieldDescription['options'] = [],
  b: FieldDescription['options'] = [],
): void {
  const { walk, path } = place
  const view = (option: FieldDescription): string => walk.classes.of(viewField(option, walk.side))
  const { pairs, gone, added } = diffOptions(a, b, view, walk.side)
  for (const [index, before, after] of pairs) compareFields(walk, `${path}.|${index}`, before, after)
  if (gone.length + added.length === 0) return
  const kinds = (options: readonly FieldDescription[]): string[] => options.map(({ kind }) => kind)
  report(
    place,
    added.length === 0 ? 'narrowed' : gone.length === 0 ? 'widened' : 'changed',
    kinds(gone),
    kinds(added),
  )
}

const comparers = {
  view: () => undefined,
  none: () => undefined,
  kind: () => undefined,
  choice: (place, a, b) => {
    if (a !== b) report(place, a === undefined ? 'narrowed' : b === undefined ? 'widened' : 'changed', a, b)
  },
  floor: compareBounds(-1),
  ceiling: compareBounds(1),
  limit: compareFlags('narrowed'),
  factor: (place, a, b) => {
    if (a === b) return
    const isFiner = a !== undefined && (b === undefined || Number.isInteger(a / b))
    const isCoarser = b !== undefined && (a === undefined || Number.isInteger(b / a))
    report(place, isFiner ? 'widened' : isCoarser ? 'narrowed' : 'changed', a, b)
  },
  limits: compareSets('narrowed'),
  choices: compareSets('widened'),
  inner: compareInner,
  named: compareNamed,
  items: compareItems,
  options: compareOptions,
} satisfies Record<MemberRule, Comparer<never>> & { factor: Comparer<number>; choice: Comparer<string> }
