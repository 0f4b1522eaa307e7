import type { ObjectShape, Operation, Parameter, Shape } from '../read/document.types.ts'
import { objectOf, resolved } from '../read/shape.ts'
import type { Paging } from './entity.types.ts'

type Schemas = Parameters<typeof objectOf>[0]

const sizeNames = /^(?:limit|per_?page|page_?size|size|count|take|top|max_?results|first)$/i
const offsetNames = /^(?:offset|skip|start|start_?index)$/i
const pageNames = /^(?:page|page_?(?:number|no|num))$/i
const cursorNames = /^(?:cursor|after|page_?token|next_?token|next_?page|continuation(?:_?token)?|marker)$/i
const nextNames =
  /^(?:next|next_?(?:cursor|page_?token|token|page)|cursor|after|end_?cursor|continuation(?:_?token)?)$/i
const moreNames = /^(?:has_?(?:more|next|next_?page))$/i
const envelopeNames = /^(?:meta|metadata|page|page_?info|paging|pagination|links|response_metadata)$/i

/** Rows a page where the description names no limit. */
const usualSize = 100

/** How a list is paged, by the names of its parameters and of what it answers. */
export function pagingOf(schemas: Schemas, { parameters, result }: Operation): Paging {
  const query = parameters.filter((parameter) => parameter.in === 'query')
  const find = (names: RegExp): Parameter | undefined => query.find(({ name }) => names.test(name))
  const sizeParameter = find(sizeNames)
  const size = sizeParameter && { param: sizeParameter.name, max: maxOf(schemas, sizeParameter.shape) }
  const common = size ? { size } : {}
  const envelope = objectOf(schemas, result?.shape)
  const next = envelope && pathTo(schemas, envelope, nextNames)
  const after = find(/^starting_after$/i)
  if (after) {
    const more = envelope && pathTo(schemas, envelope, moreNames)
    return { kind: 'after', param: after.name, ...(more && { more }), ...common }
  }
  const cursor = find(cursorNames)
  if (cursor && next) return { kind: 'cursor', param: cursor.name, next, ...common }
  const offset = find(offsetNames)
  if (offset) return { kind: 'offset', param: offset.name, ...common }
  const page = find(pageNames)
  return page ? { kind: 'page', param: page.name, ...common } : { kind: 'none' }
}

/** Names of query parameters that paging itself sends. */
export function pagingNames(paging: Paging): readonly string[] {
  if (paging.kind === 'none') return []
  return paging.size ? [paging.param, paging.size.param] : [paging.param]
}

function maxOf(schemas: Schemas, shape: Shape): number {
  const found = resolved(schemas, shape)
  const most =
    found.kind === 'number'
      ? (found.max ?? (found.below === undefined ? undefined : found.below - 1))
      : undefined
  return most === undefined || most < 1 ? usualSize : Math.min(Math.floor(most), 1_000)
}

/** Where a member of this name is: in the answer itself, or in what wraps it. */
function pathTo(schemas: Schemas, envelope: ObjectShape, names: RegExp): readonly string[] | undefined {
  const own = envelope.fields.find(({ name, shape }) => names.test(name) && isPlain(schemas, shape))
  if (own) return [own.name]
  for (const { name, shape } of envelope.fields) {
    const inner = envelopeNames.test(name) ? objectOf(schemas, shape) : undefined
    const found = inner?.fields.find((field) => names.test(field.name) && isPlain(schemas, field.shape))
    if (found) return [name, found.name]
  }
  return undefined
}

function isPlain(schemas: Schemas, shape: Shape): boolean {
  return ['boolean', 'number', 'string', 'unknown'].includes(resolved(schemas, shape).kind)
}
