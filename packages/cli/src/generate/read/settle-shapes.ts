import type { Operation, Schema, Shape, TakeNote, UnionShape } from './document.types.ts'
import { mapParts, partsOf } from './shape.ts'

type Schemas = ReadonlyMap<string, Schema>

/**
 * Takes apart schemas that are nothing but themselves (`A` is `B`, `B` is `A` or text), which no value could satisfy or refuse:
 * what leads back is anything.
 */
export function breakEndless(schemas: Schemas, note: TakeNote): Schemas {
  const settled = new Map<string, Schema>()
  const done = new Set<string>()
  const visit = (id: string, open: readonly string[]): void => {
    const schema = schemas.get(id)
    if (!schema || done.has(id)) return
    const path = [...open, id]
    const cut = (shape: Shape): Shape => {
      if (shape.kind === 'ref') {
        if (path.includes(shape.to)) {
          note('schema', schema.givenName, 'It is nothing but itself; anything is taken there.')
          return { kind: 'unknown' }
        }
        visit(shape.to, path)
        return shape
      }
      return faces.has(shape.kind) ? mapParts(shape, cut) : shape
    }
    settled.set(id, { ...schema, shape: cut(schema.shape) })
    done.add(id)
  }
  for (const id of schemas.keys()) visit(id, [])
  return new Map(
    [...schemas.keys()].flatMap((id) => {
      const schema = settled.get(id)
      return schema ? [[id, schema]] : []
    }),
  )
}

/** Shapes of the same value as what is inside them. */
const faces: ReadonlySet<string> = new Set(['intersection', 'union'])

/** Leaves discriminators where each option has a closed list of its own for the field, and nowhere else. */
export function checkDiscriminators(
  schemas: Schemas,
  operations: readonly Operation[],
  note: TakeNote,
): { schemas: Schemas; operations: readonly Operation[] } {
  const settle = (shape: Shape, at: string): Shape => {
    const inner = partsOf(shape).length > 0 ? mapParts(shape, (part) => settle(part, at)) : shape
    if (inner.kind !== 'union' || inner.discriminator === undefined) return inner
    if (isToldApart(schemas, inner)) return inner
    note(
      'schema',
      at,
      `"${inner.discriminator}" does not tell its options apart; they are tried one after the other.`,
    )
    const { discriminator: _, ...union } = inner
    return union
  }
  const settled = <T extends { readonly shape: Shape }>(from: T, at: string): T => ({
    ...from,
    shape: settle(from.shape, at),
  })
  return {
    schemas: new Map([...schemas].map(([id, schema]) => [id, settled(schema, schema.givenName)])),
    operations: operations.map((operation) => {
      const { method, path, parameters, body, result } = operation
      const at = `${method} ${path}`
      return {
        ...operation,
        parameters: parameters.map((parameter) => settled(parameter, at)),
        body: body && settled(body, at),
        result: result && settled(result, at),
      }
    }),
  }
}

function isToldApart(schemas: Schemas, { options, discriminator }: UnionShape): boolean {
  const seen = new Set<unknown>()
  return options.every((option) => {
    // The schema itself, not what stands for it under another name: its constant is that of an object.
    const object = option.kind === 'ref' ? schemas.get(option.to)?.shape : option
    const field =
      object?.kind === 'object' ? object.fields.find(({ name }) => name === discriminator) : undefined
    if (option.nullable || object?.nullable) return false
    if (!field?.required || field.writeOnly || field.shape.kind !== 'enum' || field.shape.nullable)
      return false
    return field.shape.values.every((value) => !seen.has(value) && seen.add(value))
  })
}
