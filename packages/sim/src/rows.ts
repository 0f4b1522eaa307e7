import type { EntityName } from './plan.types.ts'
import { canonicalText } from '@throughline/schema/adapter'
import type { SimMutation } from './protocol.types.ts'

type Values = Readonly<Record<string, unknown>>

/** Names a row among all, with the names of those above it as its beginning. */
export function rowOf(entity: EntityName, values: Values): string {
  if (entity === 'teams') return String(values['id'])
  const project = `${String(values['teamId'])}/${String(values[entity === 'projects' ? 'number' : 'projectNumber'])}`
  return entity === 'projects' ? project : `${project}/${String(values['id'])}`
}

export function rowOfMutation(mutation: SimMutation): string {
  return rowOf(mutation.entity, mutation.op === 'insert' ? mutation.row : mutation.key)
}

/** The row that a row belongs to. */
export function parentRowOf(row: string): string | undefined {
  const end = row.lastIndexOf('/')
  return end === -1 ? undefined : row.slice(0, end)
}

/** A row's own content in one text. */
export function contentOf(values: Values): string {
  return canonicalText(values)
}
