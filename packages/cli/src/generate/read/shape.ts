import type { ObjectShape, Shape } from './document.types.ts'

/** The same shape, or null. */
export function nullableOf(shape: Shape): Shape {
  return shape.kind === 'null' || shape.kind === 'unknown' || shape.nullable
    ? shape
    : { ...shape, nullable: true }
}

/** One of several shapes; those that say the same are one, and null makes the others nullable. */
export function unionOf(given: readonly Shape[], discriminator?: string): Shape {
  const isNullable = given.some(({ kind, nullable }) => kind === 'null' || nullable)
  const plain = given.filter(({ kind }) => kind !== 'null' && kind !== 'never').map(withoutNull)
  const unique = [...new Map(plain.map((shape) => [JSON.stringify(shape), shape])).values()]
  const options = joinEnums(unique)
  const [first] = options
  if (options.some(({ kind }) => kind === 'unknown')) return { kind: 'unknown' }
  const union: Shape =
    first === undefined
      ? { kind: given.length > 0 && isNullable ? 'null' : 'unknown' }
      : options.length === 1
        ? first
        : { kind: 'union', options, ...(discriminator !== undefined && { discriminator }) }
  return isNullable ? nullableOf(union) : union
}

/** Closed lists beside each other are one. */
function joinEnums(shapes: readonly Shape[]): readonly Shape[] {
  const enums = shapes.flatMap((shape) => (shape.kind === 'enum' ? shape.values : []))
  const others = shapes.filter(({ kind }) => kind !== 'enum')
  return enums.length === 0 ? others : [{ kind: 'enum', values: [...new Set(enums)] }, ...others]
}

export function withoutNull(shape: Shape): Shape {
  if (!shape.nullable) return shape
  const { nullable: _, ...plain } = shape
  return plain
}

/** The shapes directly inside another. */
export function partsOf(shape: Shape): readonly Shape[] {
  switch (shape.kind) {
    case 'intersection':
      return shape.parts
    case 'list':
      return [shape.items]
    case 'object':
      return shape.fields.map((field) => field.shape)
    case 'record':
      return [shape.values]
    case 'tuple':
      return shape.rest ? [...shape.items, shape.rest] : shape.items
    case 'union':
      return shape.options
    default:
      return []
  }
}

/** A shape with the parts directly inside it made into others. */
export function mapParts(shape: Shape, make: (part: Shape) => Shape): Shape {
  switch (shape.kind) {
    case 'intersection':
      return { ...shape, parts: shape.parts.map(make) }
    case 'list':
      return { ...shape, items: make(shape.items) }
    case 'object':
      return { ...shape, fields: shape.fields.map((field) => ({ ...field, shape: make(field.shape) })) }
    case 'record':
      return { ...shape, values: make(shape.values) }
    case 'tuple':
      return { ...shape, items: shape.items.map(make), ...(shape.rest && { rest: make(shape.rest) }) }
    case 'union':
      return { ...shape, options: shape.options.map(make) }
    default:
      return shape
  }
}

/** The ids of all schemas that a shape names, each once, in order. */
export function refsIn(shape: Shape, found = new Set<string>()): ReadonlySet<string> {
  if (shape.kind === 'ref') found.add(shape.to)
  for (const part of partsOf(shape)) refsIn(part, found)
  return found
}

interface HasShape {
  readonly shape: Shape
}

/** What a shape is once the names in front of it are followed; what is nullable on the way stays so. */
export function resolved(schemas: ReadonlyMap<string, HasShape>, shape: Shape): Shape {
  let at = shape
  let isNullable = false
  for (let step = 0; at.kind === 'ref' && step < 100; step += 1) {
    isNullable ||= at.nullable === true
    at = schemas.get(at.to)?.shape ?? { kind: 'unknown' }
  }
  return isNullable ? nullableOf(at) : at
}

/** The object that a shape is, `undefined` for anything else. */
export function objectOf(
  schemas: ReadonlyMap<string, HasShape>,
  shape: Shape | undefined,
): ObjectShape | undefined {
  const found = shape && resolved(schemas, shape)
  return found?.kind === 'object' ? found : undefined
}
