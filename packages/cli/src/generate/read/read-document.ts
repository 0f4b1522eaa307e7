import { CliError } from '../../cli-error.ts'
import type { ApiDocument, Schema, Shape, TakeNote } from './document.types.ts'
import { discriminate, findDiscriminators } from './find-discriminators.ts'
import {
  asList,
  asObject,
  asText,
  createLookup,
  inside,
  type Located,
  type Lookup,
  member,
  where,
} from './lookup.ts'
import { readOperations } from './read-operations.ts'
import { createShapeReader } from './read-shape.ts'
import type { Sources } from './read-sources.ts'
import { breakEndless, checkDiscriminators } from './settle-shapes.ts'

/** Schemas of one description. */
const mostSchemas = 20_000

/** Reads a description of OpenAPI 3.0 or 3.1. @throws {CliError} `failed` where it is of another form. */
export function readDocument(sources: Sources, note: TakeNote): ApiDocument {
  const lookup = createLookup(sources)
  const { root } = lookup
  checkVersion(root)
  const named = createNamed(lookup, note)
  const operations = readOperations(named.reader, root)
  named.readAll()
  const settled = checkDiscriminators(breakEndless(named.schemas, note), operations, note)
  return {
    title: asText(member(member(root.value, 'info'), 'title')) ?? 'API',
    version: asText(member(member(root.value, 'info'), 'version')) ?? '',
    server: serverOf(root),
    ...settled,
  }
}

function checkVersion({ value }: Located): void {
  const version = member(value, 'openapi')
  if (typeof version === 'string' && /^3\.[012]\b/.test(version)) return
  const what =
    member(value, 'swagger') === undefined ? 'It is no description of OpenAPI 3.' : 'It is of Swagger 2.0.'
  throw new CliError(
    'failed',
    what,
    'Give a description of OpenAPI 3.0 or 3.1; https://converter.swagger.io makes one of Swagger 2.0.',
  )
}

/** The schemas that have a name: those of the components, and all that a `$ref` names. */
function createNamed(lookup: Lookup, note: TakeNote) {
  const schemas = new Map<string, Schema>()
  const discriminators = findDiscriminators(lookup)
  const known = new Set<string>()
  const left: Located[] = []
  const refused = new Set<string>()
  const add = (place: Located): string => {
    const id = `${place.file}#${place.pointer}`
    if (!known.has(id)) {
      known.add(id)
      left.push(place)
    }
    return id
  }
  const reader = createShapeReader({
    lookup,
    note,
    nameRef(place, ref) {
      const found = lookup.find(place, ref)
      const isSchema = found && (asObject(found.value) !== undefined || typeof found.value === 'boolean')
      if (isSchema) return add(found)
      if (!refused.has(ref)) note('schema', where(place), `${lookup.why(place, ref)}; anything is taken.`)
      refused.add(ref)
      return undefined
    },
  })
  const components = inside(lookup.root, 'components', 'schemas')
  for (const name of Object.keys(asObject(components.value) ?? {})) add(inside(components, name))
  return {
    schemas,
    reader,
    /** Also those that are named while others are read. */
    readAll() {
      // Grows while it is gone through.
      for (const place of left) {
        if (schemas.size >= mostSchemas) {
          throw new CliError(
            'failed',
            `It has more than ${mostSchemas} schemas.`,
            'Give a part of the description.',
          )
        }
        const id = `${place.file}#${place.pointer}`
        const shape = reader.shape(place)
        const schema = asObject(place.value) ?? {}
        schemas.set(id, {
          id,
          givenName: givenName(place),
          shape: shape.kind === 'object' ? discriminated(shape, id) : shape,
          text: asText(schema['description']) ?? asText(schema['title']),
          deprecated: schema['deprecated'] === true,
        })
      }
    },
  }
  function discriminated(shape: Shape & { kind: 'object' }, id: string): Shape {
    return { ...discriminate(shape, id, discriminators), ...(shape.nullable && { nullable: true as const }) }
  }
}

function givenName({ file, pointer, value }: Located): string {
  const [last = '', before = ''] = pointer
    .split('/')
    .toReversed()
    .map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~'))
  if (pointer === '') return asText(member(value, 'title')) ?? fileName(file)
  // `#/components/responses/Order/content/application~1json/schema`
  const parts = pointer.split('/')
  if (parts[1] === 'components' && parts.length > 4) return `${parts[3] ?? ''} ${last}`
  return /^(?:schema|items|\d+)$/.test(last) ? `${before} ${last}` : last
}

function fileName(file: string): string {
  return decodeURIComponent(file.split('/').at(-1) ?? '').replace(/\.[^.]*$/, '')
}

function serverOf(root: Located): string {
  const [server] = asList(member(root.value, 'servers'))
  const url = asText(member(server, 'url')) ?? '/'
  const variables = asObject(member(server, 'variables')) ?? {}
  return url.replaceAll(
    /\{([^{}]*)\}/g,
    (_, name: string) => asText(member(member(variables, name), 'default')) ?? '',
  )
}
