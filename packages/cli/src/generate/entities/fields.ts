import { toCamelCase } from '@throughline/schema'
import type { ApiDocument, Field, Shape } from '../read/document.types.ts'
import { resolved } from '../read/shape.ts'

/** A field by its name, whatever its words are joined by. */
export function fieldNamed(fields: readonly Field[], name: string): Field | undefined {
  return (
    fields.find((field) => field.name === name) ??
    fields.find((field) => toCamelCase(field.name) === toCamelCase(name))
  )
}

/** The kind of a field as a key knows it: a closed list is text. */
export function kindOf(api: Pick<ApiDocument, 'schemas'>, shape: Shape): string {
  const { kind } = resolved(api.schemas, shape)
  return kind === 'enum' ? 'string' : kind
}
