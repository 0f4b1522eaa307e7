import type { JsonValue } from './model-json.types.ts'

/** Copies what JSON can hold of a value; `undefined`, functions and numbers that JSON cannot hold are left out. */
export function toData(value: unknown): JsonValue | undefined {
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return value
  // JSON has no -0.
  if (typeof value === 'number') return Number.isFinite(value) ? value + 0 : undefined
  if (Array.isArray(value)) return value.map((item) => toData(item) ?? null)
  if (typeof value !== 'object') return undefined
  return Object.fromEntries(
    Object.entries(value).flatMap(([name, item]) => {
      const data = toData(item)
      return data === undefined ? [] : [[name, data]]
    }),
  )
}

/** JSON with the keys of every object in code unit order: the same text for the same data. */
export function canonicalJSON(value: unknown): string {
  return JSON.stringify(value, (_, inner: unknown) =>
    typeof inner === 'object' && inner !== null && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).toSorted(([a], [b]) => (a < b ? -1 : 1)))
      : inner,
  )
}

/** The same keys in the same order, each with what is made of its value. */
export function mapValues<T, TResult>(
  values: Readonly<Record<string, T>>,
  map: (value: T, name: string) => TResult,
): Record<string, TResult> {
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [name, map(value, name)]))
}
