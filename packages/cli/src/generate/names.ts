/** Words of the language, and names that mean something in every module. */
const words =
  'abstract accessor any arguments as asserts async await bigint boolean break case catch class const constructor continue debugger declare default delete do else enum eval export extends false finally for from function get global if implements import in infer instanceof interface intrinsic is keyof let module namespace never new null number object of out override package private protected public readonly require return satisfies set static string super switch symbol this throw true try type typeof undefined unique unknown using var void while with yield z'

/** Types of the compiler's own library, and what browsers and Node have beside `globalThis`'s own names. */
const types =
  'ArrayLike Awaited Blob Body CallableFunction Capitalize Comment ConstructorParameters Document Element Event EventTarget Exclude Extract File FormData Headers IArguments InstanceType Iterable IterableIterator Iterator JSX Location Lowercase NewableFunction Node NoInfer NonNullable Omit OmitThisParameter Parameters Partial Pick PropertyKey React Readable Readonly ReadonlyArray Record Request Required Response ReturnType Storage Text ThisType Uncapitalize Uppercase URL URLSearchParams Window WritableStream console crypto document fetch global location name navigator performance process self window'

/** Names that no generated one may have: it would not compile, or would mean something else than it seems to. */
const reserved: ReadonlySet<string> = new Set([
  ...words.split(' '),
  ...types.split(' '),
  ...Object.getOwnPropertyNames(globalThis).filter((name) => /^[A-Z]/.test(name)),
  ...Object.getOwnPropertyNames(Object.prototype),
  'globalThis',
  'prototype',
])

/** Gives every exported thing of the generated code a name of its own. */
export interface Names {
  /** A name that is free in all its `forms`, which are taken then: `claim('Order', (name) => [name, `${name}Schema`])`. */
  claim(wanted: string, forms?: (name: string) => readonly string[]): string
  /** A file name that is free in its folder, also where capitals are not told from small letters. */
  file(folder: string, wanted: string): string
  isFree(name: string): boolean
}

/** `own`: names of what is generated in any case. */
export function createNames(own: readonly string[] = []): Names {
  const taken = new Set<string>(own)
  const files = new Set<string>()
  const isFree = (name: string): boolean => !taken.has(name) && !reserved.has(name)
  return {
    isFree,
    claim(wanted, forms = (name) => [name]) {
      const clean = reserved.has(wanted) ? prefixed(wanted) : wanted
      for (let count = 1; ; count += 1) {
        const name = count === 1 ? clean : `${clean}${/\d$/.test(clean) ? '_' : ''}${count}`
        const all = forms(name)
        if (!all.every(isFree)) continue
        for (const one of all) taken.add(one)
        return name
      }
    },
    file(folder, wanted) {
      for (let count = 1; ; count += 1) {
        const name = count === 1 ? wanted : `${wanted}-${count}`
        const path = `${folder}/${name}`.toLowerCase()
        // Index files are ours, and device names are no files on Windows.
        if (files.has(path) || /^(?:index|con|prn|aux|nul|com\d|lpt\d)$/.test(name)) continue
        files.add(path)
        return name
      }
    },
  }
}

function prefixed(name: string): string {
  return /^[A-Z]/.test(name) ? `Api${name}` : `api${name.charAt(0).toUpperCase()}${name.slice(1)}`
}

/** Characters of one name: beyond them nobody reads it. */
const longest = 80

/** Letters of Unicode 16 and later are unknown to some tools, and to some versions of Node. */
const laterLetters = /[\u088F\u0C5C\u0CDC\u1C89\u1C8A\uA7CB-\uA7F1\u{10000}-\u{10FFFF}]/gu

/** A word, or a name, with a capital first letter, where every tool knows that one. */
export function capitalized(word: string): string {
  const capital = word.charAt(0).toUpperCase().replaceAll(laterLetters, '')
  return capital === '' ? word : capital + word.slice(1)
}

/** The words of any text, in the letters of any language; capitals inside a word stay. */
function wordsOf(text: string): string[] {
  const known = text.normalize('NFC').replaceAll(laterLetters, ' ')
  const parts = known.split(/[^\p{L}\p{N}]+/u).filter((part) => part !== '')
  const kept: string[] = []
  let length = 0
  for (const part of parts) {
    if (length + part.length > longest && kept.length > 0) break
    kept.push(part.slice(0, longest))
    length += part.length
  }
  return kept
}

/** `full-repository` → `FullRepository`, `IBANCode` → `IBANCode`; a name that can stand in code, `fallback` where there is none. */
export function pascalName(text: string, fallback: string): string {
  const name = wordsOf(text).map(capitalized).join('')
  if (name === '') return fallback
  return /^[\p{ID_Start}]/u.test(name) && isWordy(name)
    ? name
    : isWordy(name)
      ? `${fallback}${name}`
      : fallback
}

function isWordy(name: string): boolean {
  return /^[\p{ID_Continue}]+$/u.test(name)
}

/** `repos/list-for-org` → `reposListForOrg`, `URLFor` → `urlFor`. */
export function camelName(text: string, fallback: string): string {
  const name = pascalName(text, capitalized(fallback))
  return name.replace(/^\p{Lu}+(?=\p{Lu}\p{Ll})|^\p{Lu}+$|^\p{Lu}/u, (capitals) => capitals.toLowerCase())
}

/** `FullRepository` → `full-repository`, in the letters that every file system has. */
export function fileName(name: string, fallback: string): string {
  const kebab = name
    .replaceAll(/([a-z\d])([A-Z])/g, '$1-$2')
    .replaceAll(/([A-Z]+)([A-Z][a-z])/g, '$1-$2')
    .toLowerCase()
    .replaceAll(/[^a-z\d]+/g, '-')
    .replaceAll(/^-+|-+$/g, '')
  return kebab === '' ? fallback : kebab
}
