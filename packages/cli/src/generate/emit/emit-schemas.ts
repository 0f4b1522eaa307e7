import type { ApiNames, SchemaName } from '../api-names.ts'
import type { ApiDocument, Schema, Shape } from '../read/document.types.ts'
import { refsIn } from '../read/shape.ts'
import { circles } from './circles.ts'
import { arrow, call } from './code.ts'
import { docs } from './literals.ts'
import { createFile, type Extension, indexFile, type SourceFile } from './source-file.ts'
import { membersCode, typeCode, type TypeScope } from './emit-type.ts'
import { zodCode, type ZodScope } from './emit-zod.ts'

export const objectFile = 'schemas/object-schema.ts'
/**
 * A schema has the type that is written out, not the one that would be inferred: it is checked once, by itself, however deep
 * what it names goes, and only by its values. (Written as an annotation, the compiler compares all methods of the two: on
 * Stripe's description that took seven times as long, and three times the memory.)
 */
const objectType = `import * as z from 'zod'

/** The schema of an object, which may be one of a discriminated union. */
export type ObjectSchema<T> = z.ZodType<
  T,
  T,
  z.core.$ZodTypeInternals<T, T> & { propValues: z.core.util.PropValues }
>

/** The schema of an object, under the type of its values. */
export function objectSchema<T>(schema: z.core.$ZodType<T, T>): ObjectSchema<T> {
  // Sound: it is of \`z.object\`, whose values are checked to be those of T.
  return schema as ObjectSchema<T>
}

/** Any other schema, under the type of its values. */
export function plainSchema<T>(schema: z.core.$ZodType<T, T>): z.ZodType<T, T> {
  // Sound: it is of \`zod\`, whose values are checked to be those of T.
  return schema as z.ZodType<T, T>
}

/** A schema that a model does not look into: its values are checked all the same. */
export function wholeSchema<T>(schema: () => z.core.$ZodType<T, T>): z.ZodType<T, T> {
  const checked = z.unknown().check((payload) => {
    const { error } = z.safeParse(schema(), payload.value)
    for (const { path, message } of error?.issues ?? []) {
      payload.issues.push({ code: 'custom', path: [...path], message, input: payload.value })
    }
  })
  // Sound: what it lets through is of the schema.
  return checked as unknown as z.ZodType<T, T>
}
`

/** The names of schemas in a file, which imports them. */
export function scopeOf(
  file: SourceFile,
  schemas: ReadonlyMap<string, SchemaName>,
  isLater: (id: string) => boolean = () => false,
): TypeScope & ZodScope {
  const named = (id: string): SchemaName => {
    const name = schemas.get(id)
    if (!name) throw new Error(`There is no schema ${id}.`)
    return name
  }
  return {
    isLater,
    schema: (id) => file.value(named(id).constant, named(id).file),
    type: (id) => file.type(named(id).type, named(id).file),
  }
}

/** `schemas/`: a file for each, with its type and its Zod schema. */
export function emitSchemas(
  api: ApiDocument,
  { schemas: names }: ApiNames,
  extension: Extension,
): Map<string, string> {
  const files = new Map<string, string>()
  const rings = circles(api.schemas.keys(), (id) => refsIn(api.schemas.get(id)?.shape ?? { kind: 'unknown' }))
  for (const schema of api.schemas.values()) {
    const name = names.get(schema.id)
    if (!name) continue
    const ring = rings.get(schema.id)
    const isLater = (id: string): boolean => ring !== undefined && rings.get(id) === ring
    const file = createFile(name.file, extension)
    emitSchema(file, schema, name, scopeOf(file, names, isLater))
    files.set(name.file, file.text())
  }
  if (files.size === 0) return files
  const all = [...files.keys(), objectFile]
  files.set(objectFile, objectType)
  files.set('schemas/index.ts', indexFile('schemas/index.ts', all, extension))
  return files
}

function emitSchema(
  file: SourceFile,
  schema: Schema,
  { type, constant }: SchemaName,
  scope: TypeScope & ZodScope,
): void {
  const { shape, text, deprecated } = schema
  file.package("import * as z from 'zod'")
  const above = docs(text, { deprecated })
  const isPlainObject = isObject(shape) && !shape.nullable
  if (isPlainObject && shape.kind === 'object')
    file.add([above, `export interface ${type} `, membersCode(shape, scope)])
  else file.add([above, `export type ${type} = `, typeCode(shape, scope)])
  const make = file.value(isPlainObject ? 'objectSchema' : 'plainSchema', objectFile)
  const kind = isPlainObject
    ? `${file.type('ObjectSchema', objectFile)}<${type}>`
    : `z.ZodType<${type}, ${type}>`
  const head = `export const ${constant}: ${kind} =`
  const made = call(`${make}<${type}>`, zodCode(shape, scope))
  const isLong = `${head} ${make}<${type}>(`.length > 100
  file.add(isLong ? arrow(head, made) : [`${head} `, made])
}

function isObject(shape: Shape): boolean {
  return shape.kind === 'object'
}
