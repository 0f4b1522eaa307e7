import type {
  Body,
  BodyKind,
  Method,
  Operation,
  Parameter,
  ParameterStyle,
  Result,
  Shape,
} from './document.types.ts'
import { asList, asObject, asText, inside, type JsonObject, type Located, member, where } from './lookup.ts'
import type { ShapeReader } from './shape-reader.ts'
import { readDefault } from './read-scalar.ts'
import { unionOf } from './shape.ts'

const methods = ['get', 'put', 'post', 'patch', 'delete', 'head', 'options', 'trace'] as const

/** Calls of one description. */
const mostOperations = 10_000

/** Reads every call of the API, in the order of the description. */
export function readOperations(reader: ShapeReader, root: Located): readonly Operation[] {
  const paths = inside(root, 'paths')
  const found: Operation[] = []
  for (const path of Object.keys(asObject(paths.value) ?? {})) {
    if (!path.startsWith('/')) continue
    const item = reader.lookup.follow(inside(paths, path))
    if (!item || !asObject(item.value)) {
      reader.note('operation', path, 'Its path is not there.')
      continue
    }
    for (const method of methods) {
      const place = inside(item, method)
      if (!asObject(place.value)) continue
      if (found.length >= mostOperations)
        reader.note('operation', `${method.toUpperCase()} ${path}`, 'There are too many calls.')
      else found.push(readOperation(reader, item, place, path, method))
    }
  }
  return found
}

function readOperation(
  reader: ShapeReader,
  item: Located,
  place: Located,
  path: string,
  method: (typeof methods)[number],
): Operation {
  const value = asObject(place.value) ?? {}
  const { result, mayBeEmpty } = readResult(reader, place)
  return {
    // Sound: of the list above.
    method: method.toUpperCase() as Method,
    path,
    id: asText(value['operationId']),
    tag: asText(asList(value['tags'])[0]),
    summary: asText(value['summary']) ?? asText(value['description']),
    deprecated: value['deprecated'] === true,
    parameters: readParameters(reader, item, place, path),
    body: readBody(reader, place),
    result,
    mayBeEmpty,
  }
}

/** Those of the call and of its path; one of the call stands for one of the path. */
function readParameters(
  reader: ShapeReader,
  item: Located,
  place: Located,
  path: string,
): readonly Parameter[] {
  const found = new Map<string, Parameter>()
  for (const owner of [item, place]) {
    const count = asList(member(owner.value, 'parameters')).length
    for (let index = 0; index < count; index += 1) {
      const parameter = readParameter(reader, inside(owner, 'parameters', String(index)))
      if (parameter) found.set(`${parameter.in} ${parameter.name}`, parameter)
    }
  }
  // A name in the path that nobody says more about is text.
  for (const [, name = ''] of path.matchAll(/\{([^{}]+)\}/g)) {
    if (found.has(`path ${name}`)) continue
    const shape: Shape = { kind: 'string' }
    found.set(`path ${name}`, {
      name,
      in: 'path',
      shape,
      required: true,
      style: 'comma',
      text: undefined,
      deprecated: false,
    })
  }
  return [...found.values()].filter(
    (parameter) => parameter.in !== 'path' || path.includes(`{${parameter.name}}`),
  )
}

const fixedHeaders = new Set(['accept', 'authorization', 'content-type', 'cookie'])

function readParameter(reader: ShapeReader, given: Located): Parameter | undefined {
  const place = reader.lookup.follow(given)
  const value = asObject(place?.value)
  const name = asText(value?.['name'])
  const at = asText(value?.['in'])
  if (!place || !value || name === undefined) return undefined
  if (at !== 'path' && at !== 'query' && at !== 'header' && at !== 'cookie') {
    reader.note('operation', where(place), `A parameter in "${(at ?? '').slice(0, 60)}" is left out.`)
    return undefined
  }
  const isToken = isHeaderName(name) && !(at === 'header' && fixedHeaders.has(name.toLowerCase()))
  if (name === '__proto__' || ((at === 'header' || at === 'cookie') && !isToken)) return undefined
  const [media] = Object.keys(asObject(value['content']) ?? {})
  const schema = media === undefined ? inside(place, 'schema') : inside(place, 'content', media, 'schema')
  return {
    name,
    in: at,
    shape: reader.shape(schema),
    // Browsers send the cookies that they have, and no others.
    required: at === 'path' || (at !== 'cookie' && value['required'] === true),
    style: media === undefined ? styleOf(value, at) : 'json',
    text: asText(value['description']),
    deprecated: value['deprecated'] === true,
    ...readDefault(asObject(schema.value) ?? {}),
  }
}

function isHeaderName(name: string): boolean {
  return /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/.test(name)
}

function styleOf({ style, explode }: JsonObject, at: string): ParameterStyle {
  if (style === 'deepObject') return 'deep'
  if (at !== 'query') return 'comma'
  if (explode === true || (explode === undefined && (style === undefined || style === 'form')))
    return 'repeat'
  if (style === 'spaceDelimited') return 'space'
  return style === 'pipeDelimited' ? 'pipe' : 'comma'
}

function readBody(reader: ShapeReader, operation: Located): Body | undefined {
  const place = reader.lookup.follow(inside(operation, 'requestBody'))
  const content = place && inside(place, 'content')
  const types = Object.keys(asObject(content?.value) ?? {})
  const [type] = types.toSorted((a, b) => bodyRank(a) - bodyRank(b))
  if (!place || !content || type === undefined) return undefined
  const kind = bodyKind(type)
  return {
    kind,
    type: isMediaType(type) ? type : 'application/octet-stream',
    shape: kind === 'binary' ? { kind: 'binary' } : reader.shape(inside(content, type, 'schema')),
    required: member(place.value, 'required') === true,
  }
}

function bodyKind(type: string): BodyKind {
  if (isJson(type)) return 'json'
  if (/^application\/x-www-form-urlencoded/i.test(type)) return 'form'
  if (/^multipart\//i.test(type)) return 'multipart'
  return /^text\//i.test(type) ? 'text' : 'binary'
}

function bodyRank(type: string): number {
  return (
    ['json', 'form', 'multipart', 'text', 'binary'].indexOf(bodyKind(type)) +
    (/^application\/json\b/i.test(type) ? -1 : 0)
  )
}

function isJson(type: string): boolean {
  return /^(?:application|text)\/(?:[\w.-]+\+)?json\b/i.test(type) || type === '*/*'
}

function isMediaType(type: string): boolean {
  return /^[\w.+-]+\/[\w.+-]+(?:;[\w\s=."+-]*)?$/.test(type)
}

/** What the call answers when it went well; of several, any. */
function readResult(
  reader: ShapeReader,
  operation: Located,
): { result: Result | undefined; mayBeEmpty: boolean } {
  const responses = inside(operation, 'responses')
  const statuses = Object.keys(asObject(responses.value) ?? {})
  const good = statuses.filter((status) => /^2(?:\d\d|XX)$/i.test(status)).toSorted()
  const results: Result[] = []
  let isEmpty = false
  for (const status of good.length > 0 ? good : statuses.filter((name) => name === 'default')) {
    const place = reader.lookup.follow(inside(responses, status))
    const content = place && inside(place, 'content')
    const types = Object.keys(asObject(content?.value) ?? {})
    const type = types.toSorted((a, b) => bodyRank(a) - bodyRank(b))[0]
    if (!content || type === undefined) isEmpty = true
    else if (isJson(type))
      results.push({ kind: 'json', shape: reader.shape(inside(content, type, 'schema')) })
    else if (/^text\//i.test(type)) results.push({ kind: 'text', shape: { kind: 'string' } })
    else results.push({ kind: 'binary', shape: { kind: 'binary' } })
  }
  const [first] = results
  if (!first) return { result: undefined, mayBeEmpty: false }
  const alike = results.filter(({ kind }) => kind === first.kind)
  return {
    result: { kind: first.kind, shape: unionOf(alike.map(({ shape }) => shape)) },
    mayBeEmpty: isEmpty,
  }
}
