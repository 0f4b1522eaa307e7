import type { Sources } from './read-sources.ts'

/** A value with the place where it stands. */
export interface Located {
  /** Address of the document. */
  readonly file: string
  /** JSON pointer in it, `''` for the whole. */
  readonly pointer: string
  readonly value: unknown
}

export type JsonObject = Readonly<Record<string, unknown>>

/** `undefined` for anything but a JSON object. */
export function asObject(value: unknown): JsonObject | undefined {
  // Sound: an object that is no list has its own names, each with an unknown value.
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as JsonObject)
    : undefined
}

export function asList(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : []
}

export function asText(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined
}

/** A member that an object itself has, `undefined` otherwise: never one of its prototype. */
export function member(value: unknown, name: string): unknown {
  if (Array.isArray(value)) return /^\d+$/.test(name) ? (value as unknown[])[Number(name)] : undefined
  const object = asObject(value)
  return object && Object.hasOwn(object, name) ? object[name] : undefined
}

/** The value inside another, with its place. */
export function inside(place: Located, ...names: readonly string[]): Located {
  let { pointer, value } = place
  for (const name of names) {
    pointer += `/${name.replaceAll('~', '~0').replaceAll('/', '~1')}`
    value = member(value, name)
  }
  return { file: place.file, pointer, value }
}

/** A place as people are told it. */
export function where({ pointer, file }: Located): string {
  return pointer === '' ? (file.split('/').at(-1) ?? file) : `#${pointer}`
}

/** Finds what `$ref`s name; never fails, tells why there is nothing instead. */
export interface Lookup {
  readonly root: Located
  /** The value that a `$ref` in this place names, itself perhaps a `$ref`. */
  find(place: Located, ref: string): Located | undefined
  /** The value itself where it is no `$ref`; what it names in the end otherwise. */
  follow(place: Located): Located | undefined
  /** Why `find` found nothing. */
  why(place: Located, ref: string): string
}

/** `$ref`s one after the other. */
const longestChain = 100

export function createLookup({ root, documents, refused }: Sources): Lookup {
  const targetOf = (place: Located, ref: string): { file: string; pointer: string } | undefined => {
    if (!URL.canParse(ref, place.file)) return undefined
    const url = new URL(ref, place.file)
    const pointer = decoded(url.hash.slice(1))
    url.hash = ''
    return { file: url.href.replace(/#$/, ''), pointer }
  }
  const find = (place: Located, ref: string): Located | undefined => {
    const target = targetOf(place, ref)
    if (!target || !documents.has(target.file)) return undefined
    let found: unknown = documents.get(target.file)
    if (target.pointer !== '' && !target.pointer.startsWith('/')) return undefined
    for (const name of target.pointer.split('/').slice(1)) {
      found = member(found, name.replaceAll('~1', '/').replaceAll('~0', '~'))
    }
    return found === undefined ? undefined : { ...target, value: found }
  }
  return {
    root: { file: root, pointer: '', value: documents.get(root) },
    find,
    follow(place) {
      let at: Located | undefined = place
      for (let step = 0; at && step < longestChain; step += 1) {
        const ref = asText(member(at.value, '$ref'))
        if (ref === undefined) return at
        at = find(at, ref)
      }
      return undefined
    },
    why(place, ref) {
      const target = targetOf(place, ref)
      const reason = target && refused.get(target.file)
      return reason === undefined ? `"${ref}" is not there` : `"${ref}" was not read: ${reason}`
    },
  }
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}
