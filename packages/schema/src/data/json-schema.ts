import type { JSONSchema } from 'zod/v4/core'
import type { AnyModel, AnyModelEntity, EntityName, Variants } from '../model.types.ts'
import { toLabel } from '../naming.ts'
import { mapValues } from './json-data.ts'
import { writeJSONSchema } from './json-schema-writer.ts'
import { ModelDataError } from './model-data-error.ts'

/** What `toJSONSchema` takes beside the model. */
export interface JSONSchemaOptions {
  /** What is described: a row as it is read (when absent), or what a client sends. */
  readonly variant?: keyof Variants
}

/**
 * Writes a model's entities, or one of them, as JSON Schema (draft 2020-12), by Zod's own `z.toJSONSchema`.
 *
 * It describes what travels, as `jsonCodec` writes it: a date is a date-time, a bigint its digits, a set a list, a map a
 * list of pairs; in a union without a discriminator they are tagged. Labels are titles, help is the description, managed
 * fields are read-only. Each entity has an `$id` and is complete in itself; a whole model has them all in its `$defs`.
 * Checks that are code (`.refine`) have no form in JSON Schema.
 *
 * @throws {ModelDataError} `unknown_entity` for a name that the model does not have.
 */
export function toJSONSchema<TModel extends AnyModel>(
  model: TModel,
  name?: EntityName<TModel>,
  { variant = 'row' }: JSONSchemaOptions = {},
): JSONSchema.BaseSchema {
  const entities: AnyModel['entities'] = model.entities
  const base = `/${encodeURIComponent(model.service)}`
  if (name === undefined) {
    const $defs = mapValues(entities, (entity) => entitySchema(entity, variant, base))
    return { $schema: 'https://json-schema.org/draft/2020-12/schema', $id: `${base}/${variant}`, $defs }
  }
  const entity = Object.hasOwn(entities, name) ? entities[name] : undefined
  if (entity) return entitySchema(entity, variant, base)
  const known = model.names.join(', ')
  throw new ModelDataError('unknown_entity', [`The model has no entity "${name}". Take one of: ${known}.`])
}

function entitySchema(entity: AnyModelEntity, variant: keyof Variants, base: string): JSONSchema.BaseSchema {
  // Of a row as Zod sees the output of the entity's own schema: the codec of what travels is that of its fields.
  const schema = variant === 'row' ? entity.schema : entity.variants[variant]
  const side = variant === 'row' ? 'output' : 'input'
  const { $schema, $defs, properties = {}, ...rest } = writeJSONSchema(schema, side)
  const fields = new Map(entity.fields.map((field) => [field.name, field]))
  return {
    ...($schema && { $schema }),
    $id: `${base}/${entity.name}/${variant}`,
    title: toLabel(entity.singular),
    ...rest,
    properties: mapValues(properties, (property, name) => {
      const field = fields.get(name)
      return {
        ...(typeof property === 'object' && property),
        ...(field && { title: field.label }),
        ...(field?.meta.help !== undefined && { description: field.meta.help }),
        ...(field?.managed && { readOnly: true }),
      }
    }),
    ...($defs && { $defs }),
  }
}
