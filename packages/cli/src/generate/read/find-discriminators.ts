import type { ObjectShape } from './document.types.ts'
import { asList, asObject, asText, type JsonObject, type Located, type Lookup, member } from './lookup.ts'

/** What discriminators say of the schemas that they tell apart, by the schemas' ids. */
export interface Discriminators {
  /** The values that stand for a schema, by field. */
  readonly values: ReadonlyMap<string, ReadonlyMap<string, ReadonlySet<string>>>
  /** Schemas that others extend: a value of theirs has more fields than they say. */
  readonly extended: ReadonlySet<string>
}

/** Finds all discriminators of the first document, with those of schemas that others extend by `allOf`. */
export function findDiscriminators(lookup: Lookup): Discriminators {
  const values = new Map<string, Map<string, Set<string>>>()
  const extended = new Set<string>()
  const add = (id: string, field: string, value: string): void => {
    const fields = values.get(id) ?? new Map<string, Set<string>>()
    fields.set(field, (fields.get(field) ?? new Set()).add(value))
    values.set(id, fields)
  }
  const idOf = (place: Located, ref: string): string | undefined => {
    const found = lookup.find(place, ref)
    return found && `${found.file}#${found.pointer}`
  }
  const { root } = lookup
  const children = extensionsOf(root, idOf)
  for (const { schema, pointer } of discriminated(root.value)) {
    const field = asText(member(schema['discriminator'], 'propertyName')) ?? ''
    const mapping = Object.entries(asObject(member(schema['discriminator'], 'mapping')) ?? {})
    const own = `${root.file}#${pointer}`
    const isChoice = Array.isArray(schema['oneOf']) || Array.isArray(schema['anyOf'])
    if (!isChoice) extended.add(own)
    const options = isChoice
      ? [...asList(schema['oneOf']), ...asList(schema['anyOf'])].flatMap((option) => {
          const ref = asText(member(option, '$ref'))
          return (ref === undefined ? undefined : idOf(root, ref)) ?? []
        })
      : (children.get(own) ?? [])
    const targets = new Map(
      mapping.map(([value, target]) => [value, targetOf(asText(target) ?? '', root, idOf)] as const),
    )
    for (const id of options) {
      const named = [...targets].filter(([, target]) => target === id).map(([value]) => value)
      for (const value of named.length > 0 ? named : [nameIn(id)]) add(id, field, value)
    }
  }
  return { values, extended }
}

function nameIn(id: string): string {
  return id.split('/').at(-1)?.replaceAll('~1', '/').replaceAll('~0', '~') ?? ''
}

type IdOf = (place: Located, ref: string) => string | undefined

/** A `$ref`, or the name of a schema. */
function targetOf(target: string, root: Located, idOf: IdOf): string | undefined {
  return idOf(root, /[#/]/.test(target) ? target : `#/components/schemas/${target}`) ?? idOf(root, target)
}

/** The schemas that extend one by `allOf`, by its id. */
function extensionsOf(root: Located, idOf: IdOf): ReadonlyMap<string, readonly string[]> {
  const found = new Map<string, string[]>()
  const schemas = asObject(member(member(root.value, 'components'), 'schemas')) ?? {}
  for (const [name, schema] of Object.entries(schemas)) {
    for (const part of asList(member(schema, 'allOf'))) {
      const ref = asText(member(part, '$ref'))
      const base = ref === undefined ? undefined : idOf(root, ref)
      const pointer = name.replaceAll('~', '~0').replaceAll('/', '~1')
      if (base !== undefined)
        found.set(base, [...(found.get(base) ?? []), `${root.file}#/components/schemas/${pointer}`])
    }
  }
  return found
}

/** Every schema with a discriminator, with its pointer. */
function discriminated(document: unknown): { schema: JsonObject; pointer: string }[] {
  const found: { schema: JsonObject; pointer: string }[] = []
  const seen = new Set<unknown>()
  const left: { value: unknown; pointer: string }[] = [{ value: document, pointer: '' }]
  for (let next = left.pop(); next; next = left.pop()) {
    const { value, pointer } = next
    if (typeof value !== 'object' || value === null || seen.has(value)) continue
    seen.add(value)
    const schema = asObject(value)
    if (schema && asText(member(schema['discriminator'], 'propertyName')) !== undefined)
      found.push({ schema, pointer })
    for (const [name, inner] of Object.entries(value)) {
      // An example is no schema, whatever it looks like.
      if (name === 'example' || name === 'examples') continue
      left.push({ value: inner, pointer: `${pointer}/${name.replaceAll('~', '~0').replaceAll('/', '~1')}` })
    }
  }
  return found.toSorted((a, b) => (a.pointer < b.pointer ? -1 : 1))
}

/** An object as its discriminators have it. */
export function discriminate(
  shape: ObjectShape,
  id: string,
  { values, extended }: Discriminators,
): ObjectShape {
  const own = values.get(id)
  const fields = shape.fields.map((field) => {
    const listed = own?.get(field.name)
    return listed && field.shape.kind === 'string'
      ? { ...field, required: true, shape: { kind: 'enum' as const, values: [...listed] } }
      : field
  })
  return { ...shape, fields, others: extended.has(id) ? 'keep' : shape.others }
}
