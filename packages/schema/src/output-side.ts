import * as z from 'zod'
import { absence, checkDefOf, type Def, defOf, partsOf } from './describe-field.ts'
import { isOverwrite } from './field-checks.ts'
import { mapParts, withChecks, withMembers } from './rewrite-schema.ts'

type Schema = z.core.$ZodType

const rebuilt = new WeakMap<Schema, Schema>()
const open = new Set<Schema>()

/**
 * The schema of a value as it is read: the same one, where nothing in it differs between what is written and what is read.
 *
 * Otherwise a copy that neither decodes nor fills in: of a pipe or a codec its out schema, of a default, a prefault or a catch
 * the inner one. Checks stay, but for an `.overwrite()` (`.trim()`) and those before it, which saw the value as it was written.
 * For a field that `describeField` describes.
 */
export function outputSide<TSchema extends Schema>(
  schema: TSchema,
): z.core.$ZodType<z.core.output<TSchema>, z.core.output<TSchema>> {
  // Sound: the copy takes and gives what the schema gives.
  return rebuild(schema) as z.core.$ZodType<z.core.output<TSchema>, z.core.output<TSchema>>
}

function rebuild(schema: Schema): Schema {
  const known = rebuilt.get(schema)
  if (known) return known
  // It contains itself: by the time of a parse, it is known.
  if (open.has(schema)) return z.lazy(() => rebuild(schema))
  if (!differs(schema, new Set())) return schema
  open.add(schema)
  const def = defOf(schema)
  const build = Object.hasOwn(builders, def.type) ? builders[def.type] : undefined
  const checks = checksAfterOverwrite(def.checks)
  const result = build
    ? withChecks(build(def, schema), checks)
    : withMembers(schema, { ...mapParts(schema, rebuild), checks, coerce: false })
  open.delete(schema)
  rebuilt.set(schema, result)
  return result
}

function inner({ innerType }: Def): Schema {
  return innerType ? rebuild(innerType) : z.never()
}

/** What stands in place of a schema that itself differs. */
const builders: Readonly<Record<string, (def: Def, schema: Schema) => Schema>> = {
  // `undefined` is one of their values, and not to be told from an absent one once it was stored.
  any: () => z.optional(z.unknown()),
  unknown: () => z.optional(z.unknown()),
  catch: inner,
  prefault: inner,
  default: (def) => {
    const { optional, hasDefault } = def.innerType
      ? absence(def.innerType)
      : { optional: false, hasDefault: false }
    return optional && !hasDefault ? z.nonoptional(inner(def)) : inner(def)
  },
  lazy: (_def, schema) => z.lazy(() => rebuild(partsOf(schema)[0] ?? schema)),
  pipe: ({ out }) => (out ? rebuild(out) : z.never()),
  success: () => z.boolean(),
  // Told apart by what was written, the options of a union may all take what is read.
  union: ({ options = [] }) => z.union(options.map(rebuild)),
}

/** The checks that hold for what is read. */
export function checksAfterOverwrite<TCheck extends z.core.$ZodCheck>(checks: TCheck[] = []): TCheck[] {
  const last = checks.findLastIndex((check) => isOverwrite(checkDefOf(check)))
  return last === -1 ? checks : checks.slice(last + 1)
}

const differing: ReadonlySet<string> = new Set([
  'any',
  'catch',
  'default',
  'pipe',
  'prefault',
  'success',
  'unknown',
])

function differs(schema: Schema, seen: Set<Schema>): boolean {
  if (seen.has(schema)) return false
  seen.add(schema)
  const def = defOf(schema)
  return (
    differing.has(def.type) ||
    def.coerce === true ||
    def.checks?.some((check) => isOverwrite(checkDefOf(check))) === true ||
    partsOf(schema).some((part) => differs(part, seen))
  )
}
