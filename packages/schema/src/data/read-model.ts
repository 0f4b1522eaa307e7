import type { FieldDescription } from '../field-description.ts'
import type { AnyModelEntity } from '../model.types.ts'
import { copyMembers } from './description-members.ts'
import { mapValues } from './json-data.ts'
import { ModelDataError } from './model-data-error.ts'
import type { EntityJSON, EntityShape, FieldJSON, ModelShape, ModelSource } from './model-json.types.ts'

/** Brings a model, or what was written of one, into the one form that is compared, drawn and exported. */
export function readModel(source: ModelSource): ModelShape {
  const { service } = source
  return 'format' in source
    ? { service, entities: mapValues(source.entities, readEntity) }
    : { service, entities: mapValues(source.entities, entityShape) }
}

function entityShape(entity: AnyModelEntity): EntityShape {
  const { singular, key, keyPrefix, parent = null, parentFields, path, load, managed, relations } = entity
  const fields = Object.fromEntries(entity.fields.map((field) => [field.name, field]))
  return { singular, key, keyPrefix, parent, parentFields, path, load, managed, relations, fields }
}

function readEntity(entity: EntityJSON, name: string): EntityShape {
  return { ...entity, fields: mapValues(entity.fields, (field, key) => readField(field, `${name}.${key}`)) }
}

/** The description that was written; a reference is looked up when it is followed, since it may point ahead. */
function readField(json: FieldJSON, where: string): FieldDescription {
  const places = new Map<string, FieldDescription>()
  const read = (field: FieldJSON, pointer: string): FieldDescription => {
    const members = copyMembers(field, pointer, read)
    const { ref } = field
    const target = field.resolved && read(field.resolved, `${pointer}/resolved`)
    if (field.kind === 'lazy')
      members['resolve'] = () => target ?? places.get(ref ?? '') ?? dangling(where, ref)
    // Sound: every member was copied in the form that FieldDescription gives it.
    const description = members as unknown as FieldDescription
    places.set(pointer, description)
    return description
  }
  return read(json, '#')
}

function dangling(where: string, ref = 'nothing'): never {
  const message = `Field "${where}" refers to ${ref}, which is not there. Write the export again from its model.`
  throw new ModelDataError('invalid_export', [message])
}
