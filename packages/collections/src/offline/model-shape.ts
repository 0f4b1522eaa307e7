import type { AnyModel, AnyModelEntity, FieldDescription, FieldSpec } from '@throughline/schema'
import { canonicalText } from '@throughline/schema/adapter'

/** What of a model decides whether stored rows fit it, as short data. */
export interface ModelShape {
  /** The same for models of the same shape. */
  readonly hash: string
  readonly entities: Readonly<Record<string, EntityShape>>
}

interface EntityShape {
  /** By what its rows are known and found. */
  readonly key: string
  readonly fields: Readonly<Record<string, FieldShape>>
}

interface FieldShape {
  /** What a stored value is. */
  readonly type: string
  /** What is taken for valid. */
  readonly limits: string
  /** A row may do without it. */
  readonly absent: boolean
}

/** `stale`: stored rows can be shown, and lack something. `other`: they cannot. */
export type ShapeChange = 'other' | 'same' | 'stale'

const shapes = new WeakMap<AnyModel, ModelShape>()

export function modelShape(model: AnyModel): ModelShape {
  const known = shapes.get(model)
  if (known) return known
  const entries = Object.values(model.entities).map((entity) => [entity.name, entityShape(entity)] as const)
  const entities = Object.fromEntries(entries)
  const shape = { hash: hashText(canonicalText({ service: model.service, entities })), entities }
  shapes.set(model, shape)
  return shape
}

function entityShape(entity: AnyModelEntity): EntityShape {
  const { key, path, parent = '', parentFields } = entity
  return {
    key: hashText(canonicalText([key, path, parent, parentFields])),
    fields: Object.fromEntries(entity.fields.map((field) => [field.name, fieldShape(field)])),
  }
}

function fieldShape(field: FieldSpec): FieldShape {
  const sensitive = field.meta.sensitive !== undefined
  return {
    type: hashText(canonicalText([sensitive, describe(field, typeMembers)])),
    limits: hashText(canonicalText(describe(field, limitMembers))),
    absent: field.optional || field.hasDefault,
  }
}

/** What was stored under `before`, read under `now`. */
export function compareShapes(before: ModelShape, now: ModelShape): ShapeChange {
  if (before.hash === now.hash) return 'same'
  let change: ShapeChange = 'stale'
  for (const [name, entity] of Object.entries(before.entities)) {
    const next = Object.hasOwn(now.entities, name) ? now.entities[name] : undefined
    if (!next || next.key !== entity.key || !isFit(entity, next)) change = 'other'
  }
  return change
}

function isFit({ fields: before }: EntityShape, { fields: now }: EntityShape): boolean {
  const isKept = Object.entries(before).every(([name, field]) => now[name]?.type === field.type)
  return isKept && Object.entries(now).every(([name, { absent }]) => absent || Object.hasOwn(before, name))
}

type Members = readonly (keyof FieldDescription)[]

const typeMembers: Members = ['kind', 'optional', 'nullable', 'values', 'literals', 'discriminator']
const limitMembers: Members = [
  'format',
  'patterns',
  'min',
  'max',
  'exclusiveMin',
  'exclusiveMax',
  'multipleOf',
  'integer',
  'lowest',
  'highest',
  'hasDefault',
]

/** Some members of a description and of all that is inside it; what contains itself is named by its depth. */
function describe(
  field: FieldDescription,
  members: Members,
  around: readonly FieldDescription[] = [],
): unknown {
  const depth = around.indexOf(field)
  if (depth !== -1) return depth
  const inside = [...around, field]
  const of = (inner: FieldDescription | undefined): unknown => inner && describe(inner, members, inside)
  const { element, keys, fields, items, options, resolve } = field
  const own = members.map((name) => (field[name] === undefined ? [] : [name, field[name]]))
  const nested = Object.entries(fields ?? {}).map(([name, inner]) => [name, of(inner)])
  const lists = [items, options].map((list) => (list ? list.map(of) : 0))
  return [own, of(element) ?? 0, of(keys) ?? 0, nested, lists, of(resolve?.()) ?? 0]
}

/** 53 bits of a text (cyrb53), as hexadecimal: tells shapes apart, and proves nothing. */
function hashText(text: string): string {
  let [high, low] = [0xdeadbeef, 0x41c6ce57]
  for (let index = 0; index < text.length; index += 1) {
    const code = text.charCodeAt(index)
    high = Math.imul(high ^ code, 2654435761)
    low = Math.imul(low ^ code, 1597334677)
  }
  high = Math.imul(high ^ (high >>> 16), 2246822507) ^ Math.imul(low ^ (low >>> 13), 3266489909)
  low = Math.imul(low ^ (low >>> 16), 2246822507) ^ Math.imul(high ^ (high >>> 13), 3266489909)
  return (4294967296 * (2097151 & low) + (high >>> 0)).toString(16)
}
