import { useState } from 'react'

/** The values that a form begins with: those of a row, or those of a new one with an id of its own. */
export function useRowValues<TValues extends { id?: string }>(
  defaults: Partial<TValues>,
  given: Partial<TValues> | undefined,
): Partial<TValues> {
  const [values] = useState(() => ({ ...defaults, ...given, id: given?.id ?? newId() }))
  return values
}

/** A random UUID; `crypto.randomUUID` is missing on pages that are not served securely. */
function newId(): string {
  if (typeof crypto.randomUUID === 'function') return crypto.randomUUID()
  const bytes = crypto.getRandomValues(new Uint8Array(16))
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x40
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('')
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-')
}
