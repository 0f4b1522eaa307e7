import type { FieldDescription } from '../field-description.ts'
import { copyMembers } from './description-members.ts'
import { hasReference } from './field-shape.ts'
import { mapValues, toData } from './json-data.ts'
import type { EntityJSON, FieldJSON, ModelJSON, ModelSource } from './model-json.types.ts'
import { readModel } from './read-model.ts'

/**
 * Writes a model as plain JSON data, to be kept beside what it describes and compared with the model of a later day.
 *
 * `JSON.parse(JSON.stringify(data))` equals `data`; keys stand in a stable order. Not called `toJSON`: `JSON.stringify`
 * takes whatever has a member of that name, a namespace of exports too, for a value that writes itself.
 */
export function modelToJSON(source: ModelSource): ModelJSON {
  const { service, entities } = readModel(source)
  return {
    format: 1,
    service,
    entities: mapValues(entities, ({ fields, ...rest }) => {
      // Sound: an entity's other members are plain data, and copied as they are.
      const data = toData(rest) as unknown as Omit<EntityJSON, 'fields'>
      return { ...data, fields: mapValues(fields, fieldToJSON) }
    }),
  }
}

/** Writes one field; what is in it several times and refers to itself is written once, and from then on named by its place. */
export function fieldToJSON(root: FieldDescription): FieldJSON {
  const places = new Map<FieldDescription, string>()
  const write = (field: FieldDescription, pointer: string): FieldJSON => {
    const known = places.get(field)
    const { optional, nullable, hasDefault } = field
    if (known !== undefined && hasReference(field)) {
      return { kind: 'lazy', optional, nullable, hasDefault, meta: {}, ref: known }
    }
    places.set(field, pointer)
    const members = copyMembers(field, pointer, write)
    const target = field.resolve?.()
    const place = target && places.get(target)
    if (target) {
      const resolved =
        place === undefined ? { resolved: write(target, `${pointer}/resolved`) } : { ref: place }
      Object.assign(members, resolved)
    }
    // Sound: every member was copied in the form that FieldJSON gives it.
    return members as unknown as FieldJSON
  }
  return write(root, '#')
}
