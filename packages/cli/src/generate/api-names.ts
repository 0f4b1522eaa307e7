import type { ApiDocument, Operation, Schema } from './read/document.types.ts'
import { camelName, capitalized, createNames, fileName, type Names, pascalName } from './names.ts'

/** What the generated code calls a schema. */
export interface SchemaName {
  readonly type: string
  readonly constant: string
  /** Below the output folder. */
  readonly file: string
}

/** What it calls an operation. */
export interface OperationName {
  readonly name: string
  readonly input: string
  readonly body: string
  readonly result: string
  readonly file: string
}

/** Every name of the generated code that comes from the description. */
export interface ApiNames {
  readonly schemas: ReadonlyMap<string, SchemaName>
  readonly operations: ReadonlyMap<Operation, OperationName>
  /** For what is named after them: entities. */
  readonly names: Names
}

/** Names of what is generated in any case, and exported. */
const own = [
  'AnswerError',
  'ApiStore',
  'ApiStoreOptions',
  'CallInput',
  'CallOptions',
  'Client',
  'ClientOptions',
  'ConfirmedMutation',
  'ConfirmedState',
  'HttpError',
  'InvalidRow',
  'ObjectSchema',
  'Operation',
  'OperationSpec',
  'PageStyle',
  'ParameterStyle',
  'ReadonlyCollection',
  'RestAccess',
  'RestCall',
  'RestEntity',
  'RestKey',
  'RestOptions',
  'RestWrite',
  'StoreProvider',
  'accessOf',
  'apiModel',
  'clientOf',
  'createApiClient',
  'createApiStore',
  'createClient',
  'defaultServer',
  'hooks',
  'objectSchema',
  'operation',
  'plainSchema',
  'restAccess',
  'restEntities',
  'useConfirmed',
  'usePendingMutations',
  'useStore',
  'useSyncStatus',
  'wholeSchema',
]

/** Begins with names for all schemas, in the order of the description: the same description gives the same names. */
export function nameApi({ schemas }: ApiDocument): Omit<ApiNames, 'operations'> {
  const names = createNames(own)
  return { names, schemas: nameSchemas(names, [...schemas.values()]) }
}

function nameSchemas(names: Names, schemas: readonly Schema[]): ReadonlyMap<string, SchemaName> {
  return new Map(
    schemas.map(({ id, givenName }) => {
      const type = names.claim(pascalName(givenName, 'Schema'), (name) => [name, `${name}Schema`])
      const file = `schemas/${names.file('schemas', fileName(type, 'schema'))}.ts`
      return [id, { type, constant: `${type}Schema`, file }]
    }),
  )
}

/** Names calls, once entities have the names of their hooks. */
export function nameOperations(
  names: Names,
  operations: readonly Operation[],
): ReadonlyMap<Operation, OperationName> {
  const files = new Map<string, string>()
  for (const name of [
    'client',
    'http',
    'rest',
    'rest-entities',
    'rest-errors',
    'rest-pages',
    'rest-types',
    'rest-values',
    'rows',
  ])
    names.file('client', name)
  return new Map(
    operations.map((operation) => {
      const wanted =
        operation.id ?? `${operation.method.toLowerCase()} ${operation.path.replaceAll(/[{}]/g, ' ')}`
      const name = names.claim(camelName(wanted, 'call'), (free) => Object.values(formsOf(free)))
      const group =
        operation.tag ??
        operation.path.split('/').find((part) => part !== '' && !/^(?:\{|v\d+$|api$)/.test(part)) ??
        'root'
      const slug = fileName(camelName(group, 'calls'), 'calls')
      const file = files.get(slug) ?? `client/${names.file('client', slug)}.ts`
      files.set(slug, file)
      return [operation, { ...formsOf(name), file }]
    }),
  )
}

function formsOf(name: string): Omit<OperationName, 'file'> {
  const type = capitalized(name)
  return { name, input: `${type}Input`, body: `${type}Body`, result: `${type}Result` }
}
