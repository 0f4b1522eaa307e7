import type { AnyModel } from '@throughline/schema'
import { entityOf } from '@throughline/schema/adapter'
import type { Policies } from '@throughline/schema/policy'
import { entitySchemas } from './entity-schemas.ts'
import { type Json, mapOf, objectOf, ref, type Schemas } from './json-schema.ts'
import { entityPaths, errorAnswers, type Paths } from './operations.ts'
import { searchPaths, searchSchemas } from './search-paths.ts'
import { sharedSchemas } from './shared-schemas.ts'
import { syncPaths } from './sync-paths.ts'
import { syncSchemas } from './sync-schemas.ts'

/** What {@link openApiDocument} takes beside the model. */
export interface OpenApiOptions<TModel extends AnyModel = AnyModel, TUser = never> {
  /** The model's service when absent. */
  readonly title?: string | undefined
  /** Of the API; `1` when absent. */
  readonly version?: string | undefined
  /** Where the procedures are, such as `/api/trpc`; `/` when absent. */
  readonly url?: string | undefined
  /** Those of the router: with them there is `reveal`, and fields may be withheld. */
  readonly policies?: Policies<TModel, TUser> | undefined
  /** Whether the router was made with `search`. */
  readonly search?: boolean | undefined
}

/** An OpenAPI document, plain data for `JSON.stringify`. */
export interface OpenApiDocument {
  readonly openapi: string
  readonly info: { readonly title: string; readonly version: string; readonly description: string }
  readonly servers: readonly { readonly url: string }[]
  readonly tags: readonly { readonly name: string }[]
  readonly paths: Paths
  readonly components: { readonly schemas: Schemas; readonly responses: Json }
}

const description = [
  'Queries are GETs with their input as JSON in the parameter `input`, mutations POSTs of JSON.',
  'Dates are ISO texts, bigints digits, sets lists, maps lists of pairs.',
].join(' ')

/**
 * Writes a model's HTTP API as an OpenAPI 3.1 document: every procedure of its router as tRPC serves it, one call a request,
 * the bulk endpoints of sync, and the health of the server.
 *
 * Source: OpenAPI 3.1.1; schemas are JSON Schema of draft 2020-12, from the model's own by `z.toJSONSchema`.
 */
export function openApiDocument<TModel extends AnyModel, TUser = never>(
  model: TModel,
  options: OpenApiOptions<TModel, TUser> = {},
): OpenApiDocument {
  const { title = model.service, version = '1', url = '/', search = false } = options
  const matrix = options.policies?.matrix
  const names: readonly string[] = model.names
  const entities = names.map((name) => entityOf(model, name))
  const schemas = entities.map((entity) => entitySchemas(model, entity, matrix?.[entity.name]))
  const error = { description: 'What went wrong.', content: { 'application/json': { schema: ref('Error') } } }
  return {
    openapi: '3.1.1',
    info: { title, version, description },
    servers: [{ url }],
    tags: [...names, 'sync', ...(search ? ['search'] : []), 'health'].map((name) => ({ name })),
    paths: merge([
      ...entities.map((entity) => entityPaths(entity, matrix !== undefined)),
      syncPaths(),
      ...(search ? [searchPaths()] : []),
      healthPaths,
    ]),
    components: {
      schemas: merge([
        sharedSchemas,
        ...schemas,
        syncSchemas(model),
        ...(search ? [searchSchemas(model)] : []),
      ]),
      responses: { Error: error },
    },
  }
}

/** All members of objects that have none in common. */
function merge(parts: readonly Schemas[]): Schemas {
  return mapOf(parts.flatMap((part) => Object.entries(part)))
}

const healthPaths: Paths = {
  '/healthz': { get: health('healthz', 'Whether the process is alive.') },
  '/readyz': {
    get: health(
      'readyz',
      'Whether it should be sent requests: not while it shuts down, or its store is silent.',
    ),
  },
}

function health(operationId: string, summary: string): Json {
  const schema = objectOf({ status: { const: 'ok' } })
  return {
    operationId,
    tags: ['health'],
    summary,
    responses: { 200: { description: 'Yes.', content: { 'application/json': { schema } } }, ...errorAnswers },
  }
}
