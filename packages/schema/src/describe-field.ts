import type * as core from 'zod/v4/core'
import { boundsOfCheck, type CheckDef } from './field-checks.ts'
import type { FieldDescription, FieldKind } from './field-description.ts'
import { fieldMeta } from './field-meta.ts'
import { narrowBounds, narrowDescription } from './narrow-description.ts'
import { advice, unsupported, UnsupportedFieldError, within } from './unsupported-field-error.ts'
import type { FieldSide } from './walk-description.ts'

export { UnsupportedFieldError } from './unsupported-field-error.ts'

type Schema = core.$ZodType
type Leaf = Partial<FieldDescription> & Pick<FieldDescription, 'kind'>

/** The names under which Zod keeps one schema inside another. */
export const singleParts = [
  'catchall',
  'element',
  'in',
  'innerType',
  'keyType',
  'left',
  'out',
  'rest',
  'right',
  'valueType',
] as const

/** What Zod keeps inside a schema, each where the schema's type has it. */
interface Parts extends Record<(typeof singleParts)[number], Schema> {
  readonly options: readonly Schema[]
  readonly items: readonly Schema[]
  readonly shape: core.$ZodShape
  readonly values: readonly unknown[]
  readonly discriminator: string
  readonly partial: boolean
  readonly coerce: boolean
  readonly transform: unknown
}

/** The definition of a schema: its type and what is inside. */
export type Def = core.$ZodTypeDef & Partial<Parts>

/** The definition of a schema. The readers of this file are the only ones of Zod's internals. */
export function defOf(schema: Schema): Def {
  return schema._zod.def
}

/** One part of a schema whose type has it. */
function part<TName extends keyof Parts>(def: Def, name: TName): Parts[TName] {
  // Sound: read for the types of schema alone that Zod keeps it in.
  return def[name] as Parts[TName]
}

/** The shape of an object schema, classic or mini. */
export function shapeOf(schema: core.$ZodObject): core.$ZodShape {
  return schema._zod.def.shape
}

/** The checks of an object schema (`.refine`, `.check`), to be kept when a variant is made of its shape. */
export function objectChecks(schema: core.$ZodObject): core.$ZodCheck<Record<string, unknown>>[] {
  // Sound: an object's checks take an object, whatever its shape.
  return (schema._zod.def.checks ?? []) as core.$ZodCheck<Record<string, unknown>>[]
}

/** The definition of a check. */
export function checkDefOf(check: core.$ZodCheck): CheckDef {
  // Sound: read member by member, each of which may be absent.
  return check._zod.def as unknown as CheckDef
}

/** Every schema that is directly inside another, also of one that has to be asked for it (`z.lazy`). */
export function partsOf(schema: Schema): Schema[] {
  const def = defOf(schema)
  // Sound: a lazy schema keeps what its getter gave, once asked.
  if (def.type === 'lazy') return [(schema as core.$ZodLazy)._zod.innerType]
  const single = singleParts.map((name) => def[name])
  return [...single, ...(def.options ?? []), ...(def.items ?? []), ...Object.values(def.shape ?? {})].filter(
    (inner) => inner != null,
  )
}

/** Types of schema that leave it to what is inside whether a value may be missing. */
const seeThrough: ReadonlySet<string> = new Set(['lazy', 'nullable', 'readonly'])

/** Whether a value may be missing where it is written, and whether Zod then gives one. */
export function absence(schema: Schema): Pick<FieldDescription, 'hasDefault' | 'optional'> {
  const def = defOf(schema)
  const { optin, optout } = schema._zod
  if (seeThrough.has(def.type)) return absence(partsOf(schema)[0] ?? schema)
  if (def.type === 'pipe') {
    const from = part(def, 'in')
    // What a function makes of nothing is not known: as the types have it, it is asked for.
    const { optional, hasDefault } = absence(defOf(from).type === 'transform' ? part(def, 'out') : from)
    return { optional, hasDefault: optional && (hasDefault || optout === undefined) }
  }
  return {
    optional: optin !== undefined,
    hasDefault: optin === 'defaulted' || (optin !== undefined && optout === undefined),
  }
}

/** One description under way, from one side. */
interface Walk {
  readonly side: FieldSide
  /** The same walk from the side of what a client writes, where this one is not. */
  readonly input?: Walk
  /** Containers and choices that are being described: one that is met again contains itself. */
  readonly open: Set<Schema>
  readonly done: Map<Schema, FieldDescription>
}

/** Far deeper than a value is nested: kinds that contain each other are described inside each other, up to this many levels. */
const deepest = 256

const memo = new WeakMap<Schema, FieldDescription>()

/**
 * Describes one Zod 4 field (classic or mini) as plain data: the same object each time.
 *
 * The kind is that of what is stored and read (the output side); `input` describes what a client writes, where that is of
 * another form. Where a schema contains itself, its description has a `lazy` one; a `z.lazy()` that does not is described
 * as what it holds. Its getters are asked, so what they name has to be defined by then.
 *
 * @throws {UnsupportedFieldError} for a schema that cannot be stored, with the nearest one that can.
 */
export function describeField(schema: Schema): FieldDescription {
  const walk = { open: new Set<Schema>(), done: new Map<Schema, FieldDescription>() }
  const input: Walk = { side: 'input', open: new Set(), done: new Map() }
  const description = memo.get(schema) ?? describe(schema, { ...walk, side: 'output', input })
  memo.set(schema, description)
  return description
}

function describe(schema: Schema, walk: Walk): FieldDescription {
  const { open, done } = walk
  const known = done.get(schema)
  if (known) return known
  if (!composites.has(defOf(schema).type)) return finish(schema, read(schema, walk))
  if (open.has(schema)) {
    const resolve = (): FieldDescription => done.get(schema) ?? describe(schema, walk)
    return finish(schema, { kind: 'lazy', nullable: takesNull(schema, walk), resolve })
  }
  if (open.size >= deepest) {
    throw unsupported(
      `A schema of more than ${deepest} levels`,
      'Flatten it; one that contains itself is one constant, not a new schema at each level.',
    )
  }
  open.add(schema)
  const description = finish(schema, read(schema, walk))
  open.delete(schema)
  done.set(schema, description)
  return description
}

/** Adds what a schema says of itself, whatever its kind: whether it may be missing, the bounds of its checks, metadata. */
function finish(schema: Schema, leaf: Leaf): FieldDescription {
  const missing = absence(schema)
  const description: FieldDescription = {
    nullable: false,
    ...leaf,
    ...missing,
    meta: { ...leaf.meta, ...fieldMeta.get(schema) },
    ...(leaf.input && { input: { ...leaf.input, ...missing } }),
  }
  const bounds = checksOf(defOf(schema)).map((check) => boundsOfCheck(check, leaf.kind))
  return bounds.reduce(narrowBounds<FieldDescription>, description)
}

function checksOf(def: Def): CheckDef[] {
  // Sound: a format that is a schema is its own first check, and its definition is that of the check.
  const own = 'check' in def ? [def as unknown as CheckDef] : []
  return [...own, ...(def.checks ?? []).map(checkDefOf)]
}

function read(schema: Schema, walk: Walk): Leaf {
  const def = defOf(schema)
  const reader = readers.get(def.type)
  if (reader) return reader(def, walk, schema)
  if (walk.side === 'input' && (def.type === 'custom' || def.type === 'transform')) return { kind: 'any' }
  throw unsupported(...(advice[def.type] ?? [`z.${def.type}()`, 'Use a plain value instead.']))
}

/** Types that hold values of their own inside, one level down. */
const containers: ReadonlySet<string> = new Set(['array', 'map', 'object', 'record', 'set', 'tuple'])
/** Types at which a schema that contains itself is cut. */
const composites: ReadonlySet<string> = new Set([...containers, 'intersection', 'union'])

/** The schemas of the same value as this one: inside a wrapper, a lazy one, a pipe, or one of several options. */
function facesOf(schema: Schema): Schema[] {
  return containers.has(defOf(schema).type) ? [] : partsOf(schema)
}

/** Throws for a schema that is nothing but itself, which no value could ever satisfy or refuse. */
function checkEnd(schema: Schema, seen: readonly Schema[] = []): void {
  if (seen.includes(schema) || seen.length > deepest) {
    throw unsupported(
      'A schema that is nothing but itself',
      'Put an object, an array or a record in between.',
    )
  }
  for (const face of facesOf(schema)) checkEnd(face, [...seen, schema])
}

/** Whether a schema takes null; asked of one that is still being described. */
function takesNull(schema: Schema, walk: Walk): boolean {
  const def = defOf(schema)
  const { type } = def
  if (type === 'null' || type === 'nullable' || def.values?.includes(null)) return true
  if (type === 'pipe') return takesNull(part(def, walk.side === 'input' ? 'in' : 'out'), walk)
  const test = (face: Schema): boolean => takesNull(face, walk)
  return type === 'intersection' ? facesOf(schema).every(test) : facesOf(schema).some(test)
}

type Read = (def: Def, walk: Walk, schema: Schema) => Leaf

/** Describes the part of this name, with its place in the path where it is one level down. */
function inside(def: Def, name: (typeof singleParts)[number], walk: Walk, place?: string): FieldDescription {
  const describePart = (): FieldDescription => describe(part(def, name), walk)
  return place === undefined ? describePart() : within(place, describePart)
}

const inner = (def: Def, walk: Walk): FieldDescription => inside(def, 'innerType', walk)
const leaf =
  (kind: FieldKind): Read =>
  () => ({ kind })

const readers = new Map<string, Read>(
  Object.entries({
    any: leaf('any'),
    unknown: leaf('any'),
    bigint: leaf('bigint'),
    boolean: leaf('boolean'),
    date: leaf('date'),
    number: leaf('number'),
    string: leaf('string'),
    template_literal: (_def, _walk, schema) => ({
      kind: 'string',
      patterns: [String(schema._zod.pattern?.source)],
    }),
    enum: (_def, _walk, schema) => choice([...(schema._zod.values ?? [])]),
    literal: (def) => choice(part(def, 'values')),
    null: () => choice([null]),

    catch: inner,
    default: inner,
    nonoptional: inner,
    optional: inner,
    prefault: inner,
    readonly: inner,
    nullable: (def, walk) => nullable(inner(def, walk)),
    success: (def, walk) =>
      walk.input ? { kind: 'boolean', input: inner(def, walk.input) } : inner(def, walk),
    lazy: (_def, walk, schema) => {
      checkEnd(schema)
      return describe(partsOf(schema)[0] ?? schema, walk)
    },
    pipe: (def, walk) => (walk.input ? describePipe(def, walk, walk.input) : inside(def, 'in', walk)),

    array: (def, walk) => ({ kind: 'array', element: inside(def, 'element', walk, '[]') }),
    set: (def, walk) => ({ kind: 'set', element: inside(def, 'valueType', walk, '[]') }),
    map: (def, walk) => ({ kind: 'map', ...entries(def, walk) }),
    tuple: (def, walk) => ({
      kind: 'tuple',
      items: part(def, 'items').map((item, index) => within(`[${index}]`, () => describe(item, walk))),
      ...(def.rest && { element: inside(def, 'rest', walk, '[...]') }),
    }),
    record: (def, walk) => {
      const { keys, element } = entries(def, walk)
      // A record has every key of a list, unless it is a partial one.
      const isPartial = def.partial === true || part(def, 'keyType')._zod.values === undefined
      return {
        kind: 'record',
        keys: { ...keys, optional: isPartial && Boolean(keys.values ?? keys.literals) },
        element,
      }
    },
    object: (def, walk) => ({
      kind: 'object',
      fields: Object.fromEntries(
        Object.entries(part(def, 'shape')).map(
          ([name, field]) => [name, within(name, () => describe(field, walk))] as const,
        ),
      ),
      ...(def.catchall &&
        defOf(def.catchall).type !== 'never' && { element: inside(def, 'catchall', walk, '{}') }),
    }),
    intersection: (def, walk) => narrowDescription(inside(def, 'left', walk), inside(def, 'right', walk)),
    union: describeUnion,
  } satisfies Record<string, Read>),
)

function entries(def: Def, walk: Walk): { keys: FieldDescription; element: FieldDescription } {
  return { keys: inside(def, 'keyType', walk, '{key}'), element: inside(def, 'valueType', walk, '{}') }
}

function nullable(description: Leaf): Leaf {
  const { input } = description
  return { ...description, nullable: true, ...(input && { input: { ...input, nullable: true } }) }
}

/** The kind of a closed list of values. */
function choice(values: readonly unknown[]): Leaf {
  const literals = values.filter(isPlainValue)
  const texts = literals.filter((value) => typeof value === 'string')
  const odd = values.find((value) => value !== null && !isPlainValue(value))
  if (odd !== undefined) throw unsupported(`z.literal() of a ${typeof odd}`, 'Use a text or a finite number.')
  if (values.includes(undefined))
    throw unsupported('z.literal() of undefined', advice['undefined']?.[1] ?? '')
  if (values.length === 0) throw unsupported('A list of no values', 'Give it one at least.')
  const orNull = values.includes(null) && { nullable: true }
  if (literals.length === 0) return { kind: 'literal', literals: [null], ...orNull }
  return texts.length === literals.length
    ? { kind: 'enum', values: texts, ...orNull }
    : { kind: 'literal', literals, ...orNull }
}

function isPlainValue(value: unknown): value is boolean | number | string {
  return typeof value === 'string' || typeof value === 'boolean' || Number.isFinite(value)
}

/** A union of what it may be; one of null and another is the other, nullable, and one of closed lists is one list. */
function describeUnion(def: Def, walk: Walk): Leaf {
  const all = part(def, 'options').map((option, index) => within(`|${index}`, () => describe(option, walk)))
  const options = all.filter(({ literals }) => literals?.[0] !== null)
  const [only] = options
  const isList = options.every(({ values, literals, input }) => !input && (values ?? literals))
  const { discriminator } = def
  const union: Leaf =
    only && options.length === 1
      ? only
      : isList
        ? choice([...new Set(all.flatMap(({ values, literals }) => values ?? literals ?? []))])
        : { kind: 'union', options, ...(discriminator !== undefined && { discriminator }) }
  return all.some((option) => option.nullable) ? nullable(union) : union
}

/** Types of which a value may pass through a pipe as it is, only checked. */
const passing: ReadonlySet<string> = new Set([
  'any',
  'bigint',
  'boolean',
  'date',
  'number',
  'string',
  'unknown',
])

/** What comes out of a pipe; what goes in is told where it is of another form, and not only checked on its way. */
function describePipe(def: Def, walk: Walk, inputWalk: Walk): Leaf {
  const output = def.transform ? describeDecoded(def, walk) : inside(def, 'out', walk)
  const input = inside(def, 'in', inputWalk)
  const meta = { ...input.meta, ...output.meta }
  const next = output.input ?? output
  const isSame = input.kind === next.kind
  const isChecked = isSame || input.kind === 'any' || (input.kind === 'string' && next.kind === 'enum')
  if (def.transform || !passing.has(defOf(part(def, 'in')).type) || !isChecked)
    return { ...output, input, meta }
  if (!isSame) return { ...output, meta }
  const narrowed = narrowBounds(input, next)
  return output.input ? { ...output, input: narrowed, meta } : { ...narrowed, meta }
}

function describeDecoded(def: Def, walk: Walk): FieldDescription {
  try {
    return inside(def, 'out', walk)
  } catch (error) {
    if (!(error instanceof UnsupportedFieldError) || error.path !== '') throw error
    const hint = 'Keep the encoded value in the model, and decode it where it is shown.'
    throw unsupported('The decoded side of a codec', hint)
  }
}
