import { deepEquals } from '@tanstack/db'
import { isManagedField } from '@throughline/schema'

/** A row, or some of its fields, before its entity is known. */
export type Values = Readonly<Record<string, unknown>>

/** Whether two rows hold the same values, field by field. */
export function sameValues(left: Values, right: Values): boolean {
  const names = Object.keys(left)
  return (
    names.length === Object.keys(right).length &&
    names.every((name) => left[name] === right[name] || deepEquals(left[name], right[name]))
  )
}

/** Any plain data as one text, the same for the same data; JSON itself refuses a bigint. */
export function hashOf(value: unknown): string {
  return JSON.stringify(value, (_, part: unknown) => (typeof part === 'bigint' ? `${part}n` : part))
}

/** The fields that a client writes: all but those that the server keeps. */
export function withoutManaged(row: Values): Values {
  return Object.fromEntries(Object.entries(row).filter(([name]) => !isManagedField(name)))
}
