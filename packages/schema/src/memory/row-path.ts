import { keyPartSchema } from '../key.ts'
import type { AnyModelEntity } from '../model.types.ts'

type Values = Readonly<Record<string, unknown>>

/** Ends each part of a path: no key holds it, and it sorts before whatever a longer part goes on with. */
const end = '\u0000'

/** The place of a row, or of a key, among its entity's: sorts as keys do, and begins with the path of its parent. */
export function pathOf(entity: AnyModelEntity, values: Values): string {
  return join(entity.path, values)
}

/** What the paths of all rows with these values in the first fields of their paths begin with. */
export function prefixOf(fields: readonly string[], values: Values): string {
  return join(fields, values)
}

/** The first text behind all paths that begin with `prefix`; `undefined` where there is none. */
export function pathAfter(prefix: string): string | undefined {
  return prefix === '' ? undefined : `${prefix.slice(0, -end.length)}\u0001`
}

/** The path of the row's parent; that of no row for a root. */
export function parentPathOf(entity: AnyModelEntity, values: Values): string {
  return join(entity.parentFields, values)
}

/** The first parts of a path: those of the root that a row belongs to. */
export function rootOf(path: string, rootFields: number): string {
  let at = -1
  for (let part = 0; part < rootFields; part += 1) at = path.indexOf(end, at + 1)
  return path.slice(0, at + 1)
}

/** Whether these fields could be part of a stored row's key. */
export function areKeyParts(fields: readonly string[], values: Values): boolean {
  return fields.every((field) => {
    const value = values[field]
    return typeof value === 'number' ? Number.isSafeInteger(value) : keyPartSchema.safeParse(value).success
  })
}

function join(fields: readonly string[], values: Values): string {
  let path = ''
  for (const field of fields) path += partOf(values[field]) + end
  return path
}

/** Text in the order of its bytes in UTF-8; a whole number as digits that sort by its value, marked by a character that no text has. */
function partOf(value: unknown): string {
  if (typeof value !== 'number') return byteOrdered(String(value))
  const digits = value < 0 ? 2 ** 53 + value : value
  return `\u0001${value < 0 ? 0 : 1}${String(digits).padStart(16, '0')}`
}

/** Another text for each, of which JavaScript's order is that of the bytes: halves of characters go behind whole ones. */
function byteOrdered(text: string): string {
  return text.replaceAll(/[\uD800-\uFFFF]/g, (unit) => {
    const code = unit.charCodeAt(0)
    return String.fromCharCode(code >= 0xe0_00 ? code - 0x8_00 : code + 0x20_00)
  })
}

/** FNV-1a: spreads roots over shards, the same in every process. */
export function shardOf(root: string, shards: number): number {
  let hash = 0x81_1c_9d_c5
  for (let index = 0; index < root.length; index += 1) {
    hash = Math.imul(hash ^ root.charCodeAt(index), 0x01_00_01_93)
  }
  return (hash >>> 0) % shards
}
