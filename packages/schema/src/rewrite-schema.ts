import { type $ZodCheck, type $ZodType, clone, util } from 'zod/v4/core'
import { defOf, singleParts } from './describe-field.ts'

type Members = Readonly<Record<string, unknown>>

/** A copy of a schema with other members of its definition. */
export function withMembers(schema: $ZodType, members: Members): $ZodType {
  // `mergeDefs` keeps getters (the value of a default is one), which a spread would ask once and for all.
  // Sound: the definition is the schema's own, with members of the same meaning.
  return clone(schema, util.mergeDefs(defOf(schema), members) as typeof schema._zod.def)
}

/** A copy of a schema with further checks; the same one where there are none. */
export function withChecks(schema: $ZodType, checks: readonly $ZodCheck[] = []): $ZodType {
  if (checks.length === 0) return schema
  return withMembers(schema, { checks: [...(defOf(schema).checks ?? []), ...checks] })
}

/** The parts of a schema's definition, each replaced by what `map` gives for it. */
export function mapParts(schema: $ZodType, map: (part: $ZodType) => $ZodType): Members {
  const def = defOf(schema)
  const mapped: Record<string, unknown> = {}
  for (const name of singleParts) {
    const part = def[name]
    if (part) mapped[name] = map(part)
  }
  for (const name of ['items', 'options'] as const) {
    if (def[name]) mapped[name] = def[name].map(map)
  }
  if (def.shape) {
    mapped['shape'] = Object.fromEntries(Object.entries(def.shape).map(([name, part]) => [name, map(part)]))
  }
  return mapped
}
