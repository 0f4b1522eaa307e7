import type { FieldDescription } from './field-description.ts'
import type { ManagedField } from './entity.types.ts'
import { toLabel } from './naming.ts'

const managedFields: ReadonlySet<string> = new Set<ManagedField>(['createdAt', 'updatedAt', 'version'])

/** One field of an entity, ready for a form, a card, a table or a column: plain data. */
export interface FieldSpec extends FieldDescription {
  readonly name: string
  readonly label: string
  /** A form must fill it: neither optional, nullable, managed nor a key. */
  readonly required: boolean
  /** Kept by the server (`createdAt`, `updatedAt`, `version`). */
  readonly managed: boolean
  /** Part of the entity's own key. */
  readonly key: boolean
  /** Name of the entity that this foreign key points to. */
  readonly references?: string
}

/** Whether a field of this name is kept by the server. */
export function isManagedField(name: string): name is ManagedField {
  return managedFields.has(name)
}

/** Makes the plain-data form of one described field. */
export function toFieldSpec(
  name: string,
  description: FieldDescription,
  place: { key: boolean; references?: string },
): FieldSpec {
  const managed = isManagedField(name)
  return {
    ...description,
    name,
    label: description.meta.label ?? toLabel(name.replace(/(Id|_id)$/, '') || name),
    required: !(description.optional || description.nullable || managed || place.key),
    managed,
    ...place,
  }
}
