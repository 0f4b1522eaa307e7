/** `client/rest-values.ts` of the generated code: what finds values in answers. */
export const valuesRuntime = `/** Values by name. */
export type Values = Readonly<Record<string, unknown>>

/** Names one inside the other. */
export type Path = readonly string[]

export function isObject(value: unknown): value is Values {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** The value at a place inside another. */
export function at(value: unknown, path: Path): unknown {
  let found = value
  for (const name of path)
    found = isObject(found) && Object.hasOwn(found, name) ? found[name] : undefined
  return found
}

export function pick(values: Values, names: readonly string[]): Values {
  return Object.fromEntries(
    names.flatMap((name) => (values[name] === undefined ? [] : [[name, values[name]]])),
  )
}

/** What is cleared is \`null\` on its way: JSON has no other word for it. */
export function cleared(changes: Values): Values {
  return Object.fromEntries(Object.entries(changes).map(([name, value]) => [name, value ?? null]))
}

export function wrapped(wrap: Path, values: Values): Values {
  return wrap.reduceRight<Values>((inner, name) => ({ [name]: inner }), values)
}

export function isSame(a: unknown, b: unknown): boolean {
  if (Object.is(a, b)) return true
  if (Array.isArray(a) && Array.isArray(b))
    return a.length === b.length && a.every((item, index) => isSame(item, b[index]))
  if (!isObject(a) || !isObject(b)) return false
  const names = Object.keys(a)
  return (
    names.length === Object.keys(b).length &&
    names.every((name) => Object.hasOwn(b, name) && isSame(a[name], b[name]))
  )
}
`

/** `client/rest-pages.ts` of the generated code: how lists are read page by page. */
export const pagesRuntime = `import { at, isObject, type Path, type Values } from './rest-values.ts'

interface PageSize {
  readonly param: string
  readonly max: number
}

/** How a list is read page by page. */
export type PageStyle =
  | { readonly kind: 'none'; readonly size?: undefined }
  | { readonly kind: 'offset' | 'page'; readonly param: string; readonly size?: PageSize }
  | {
      readonly kind: 'cursor'
      readonly param: string
      readonly next: Path
      readonly size?: PageSize
    }
  | {
      readonly kind: 'after'
      readonly param: string
      readonly more?: Path
      readonly size?: PageSize
    }

/** Where a page begins, and how the one before it began: an API that knows no pages answers the first one again. */
export interface Place {
  readonly from?: number | string
  readonly first?: unknown
}

export function startOf(cursor: string | undefined): Place {
  if (cursor === undefined) return {}
  const place: unknown = JSON.parse(cursor)
  if (!isObject(place)) return {}
  const { from, first } = place
  return typeof from === 'number' || typeof from === 'string' ? { from, first } : {}
}

export function pageQuery(paging: PageStyle, { from }: Place, size: number | undefined): Values {
  if (paging.kind === 'none') return {}
  const start = from ?? (paging.kind === 'page' ? 1 : paging.kind === 'offset' ? 0 : undefined)
  return {
    ...(start !== undefined && { [paging.param]: start }),
    ...(paging.size && size !== undefined && { [paging.size.param]: size }),
  }
}

interface Answered {
  readonly key: string
  readonly paging: PageStyle
  readonly place: Place
  readonly size: number | undefined
  readonly items: readonly unknown[]
  readonly value: unknown
  readonly link: string | null
}

export function nextPage({
  key,
  paging,
  place,
  size,
  items,
  value,
  link,
}: Answered): string | null {
  const [first, last] = [items[0], items.at(-1)].map((item) =>
    isObject(item) ? item[key] : undefined,
  )
  const isRepeated = place.from !== undefined && place.first !== undefined && place.first === first
  if (paging.kind === 'none' || items.length === 0 || isRepeated) return null
  const isFull = size === undefined || items.length >= size
  const hasMore = link === null ? isFull : /\\brel="?next"?/i.test(link)
  const go = (from: unknown): string | null =>
    (typeof from === 'string' && from !== '') || typeof from === 'number'
      ? JSON.stringify({ from, first })
      : null
  switch (paging.kind) {
    case 'page':
      return hasMore ? go(Number(place.from ?? 1) + 1) : null
    case 'offset':
      return hasMore ? go(Number(place.from ?? 0) + items.length) : null
    case 'cursor':
      return go(tokenIn(at(value, paging.next), paging.param))
    case 'after':
      return (paging.more ? at(value, paging.more) === true : isFull) ? go(last) : null
  }
}

/** The token of the next page; some APIs answer its whole address. */
function tokenIn(next: unknown, param: string): unknown {
  if (typeof next !== 'string' || !/^(?:https?:\\/|\\/|\\?)/.test(next)) return next
  return URL.canParse(next, 'http://api')
    ? new URL(next, 'http://api').searchParams.get(param)
    : next
}
`
