import type { FieldDescription } from '../field-description.ts'
import { shapeClasses, viewField } from './field-shape.ts'
import { canonicalJSON, mapValues } from './json-data.ts'
import type { ModelSource } from './model-json.types.ts'
import { readModel } from './read-model.ts'

/**
 * SHA-256 of a model's shape, in hexadecimal: the same for two models exactly where `diffModels` finds no difference.
 *
 * By Web Crypto, which browsers have on secure pages only.
 */
export async function modelHash(source: ModelSource): Promise<string> {
  const bytes = new TextEncoder().encode(canonicalJSON(shapeOf(source)))
  const hash = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes))
  return Array.from(hash, (byte) => byte.toString(16).padStart(2, '0')).join('')
}

/** All that changes what is stored or sent, as data without an order of its own. */
function shapeOf(source: ModelSource): unknown {
  const { service, entities } = readModel(source)
  return {
    service,
    entities: mapValues(entities, (entity) => ({
      ...entity,
      managed: entity.managed.toSorted(),
      fields: mapValues(entity.fields, fieldShape),
    })),
  }
}

function fieldShape(field: FieldDescription): unknown {
  const { indexed = false, unique = false } = field.meta
  const sides = (['output', 'input'] as const).map((side) => {
    const { of, forms } = shapeClasses([field], side)
    return { root: of(viewField(field, side)), forms }
  })
  return { indexed, unique, sides }
}
