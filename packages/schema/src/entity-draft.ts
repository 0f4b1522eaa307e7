import { describeField, shapeOf, UnsupportedFieldError } from './describe-field.ts'
import type { EntityDefinition, EntityDefinitions } from './entity.types.ts'
import type { FieldDescription } from './field-description.ts'
import type { ModelProblem } from './model-error.ts'
import { toSingular } from './singular.ts'

/** An entity on its way into a model: named and described, its relations still to be found. */
export interface EntityDraft {
  readonly name: string
  readonly singular: string
  readonly definition: EntityDefinition
  /** The description of each field that can be stored, in order. */
  readonly fields: ReadonlyMap<string, FieldDescription>
}

/** The entities of a model on its way, by name. */
export type ModelDraft = ReadonlyMap<string, EntityDraft>

/** Takes note of one thing that is wrong with the model; answers `false`, as what cannot be made of it. */
export type Report = (code: ModelProblem['code'], entity: string, message: string, field?: string) => false

/** Names every entity and describes its fields. */
export function draftEntities(entities: EntityDefinitions, report: Report): ModelDraft {
  const drafts = Object.entries(entities).map(([name, definition]) => {
    const fields = describeFields(name, definition, report)
    return { name, singular: definition.singular ?? toSingular(name), definition, fields }
  })
  return new Map(drafts.map((draft) => [draft.name, draft]))
}

function describeFields(
  entity: string,
  { schema }: EntityDefinition,
  report: Report,
): Map<string, FieldDescription> {
  const fields = new Map<string, FieldDescription>()
  for (const [name, field] of Object.entries(shapeOf(schema))) {
    try {
      fields.set(name, describeField(field))
    } catch (error) {
      if (!(error instanceof UnsupportedFieldError)) throw error
      const path = [name, error.path].filter(Boolean).join('.')
      report('unsupported_field', entity, error.message, path)
    }
  }
  return fields
}

/** Whether a row may lack a value for this field, as it is read. */
export function canBeAbsent({ optional, nullable, hasDefault }: FieldDescription): boolean {
  return nullable || (optional && !hasDefault)
}
