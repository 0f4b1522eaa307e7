import type { ApiNames, OperationName } from '../api-names.ts'
import { httpRuntime } from '../runtime/http.ts'
import type { ApiDocument, Field, Operation, Parameter, Shape } from '../read/document.types.ts'
import { resolved } from '../read/shape.ts'
import { arrow, type Code, generic, membersOnly, object, typeMembers, union } from './code.ts'
import { memberCode, membersCode, typeCode, type TypeScope } from './emit-type.ts'
import { scopeOf } from './emit-schemas.ts'
import { zodCode, type ZodScope } from './emit-zod.ts'
import { docs, memberName, text } from './literals.ts'
import { createFile, type Extension, indexFile, type SourceFile } from './source-file.ts'

export const httpFile = 'client/http.ts'

interface Api extends Pick<ApiDocument, 'schemas'> {
  readonly names: ApiNames
}

/** `client/`: a file for each group of calls, with a function for each call. */
export function emitClient(
  document: ApiDocument,
  names: ApiNames,
  extension: Extension,
): Map<string, string> {
  const api: Api = { ...document, names }
  const sources = new Map<string, SourceFile>()
  for (const operation of document.operations) {
    const name = names.operations.get(operation)
    if (!name) continue
    const file = sources.get(name.file) ?? createFile(name.file, extension)
    sources.set(name.file, file)
    emitOperation(file, api, operation, name)
  }
  const files = new Map([...sources].map(([path, file]) => [path, file.text()]))
  files.set(httpFile, httpRuntime)
  files.set('client/client.ts', clientFile(document, extension))
  files.set('client/index.ts', indexFile('client/index.ts', [...files.keys()], extension))
  return files
}

function clientFile({ server }: ApiDocument, extension: Extension): string {
  const file = createFile('client/client.ts', extension)
  file.type('Client', httpFile)
  file.type('ClientOptions', httpFile)
  file.value('createApiClient', httpFile)
  file.add(`/** The first server of the description. */\nexport const defaultServer = ${text(server)}`)
  file.add(`/** Makes a client of the API; calls take it first. */
export function createClient(options: ClientOptions = {}): Client {
  return createApiClient(defaultServer, options)
}`)
  return file.text()
}

function emitOperation(file: SourceFile, api: Api, operation: Operation, name: OperationName): void {
  const scope = scopeOf(file, api.names.schemas)
  const { body, result, mayBeEmpty, deprecated, method, path, summary } = operation
  file.value('operation', httpFile)
  if (body) emitBody(file, api, body.shape, name, scope)
  const members = inputMembers(operation, name, scope)
  file.add(
    members === undefined
      ? `export type ${name.input} = Record<string, never>`
      : [`export interface ${name.input} `, members],
  )
  const resultCode = result ? typeCode(result.shape, scope) : 'undefined'
  file.add([
    `export type ${name.result} = `,
    result && mayBeEmpty ? union([resultCode, 'undefined']) : resultCode,
  ])
  file.add([
    docs(`${summary === undefined ? '' : `${summary.replace(/[.\s]*$/, '')}. `}${method} ${path}`, {
      deprecated,
    }),
    generic(`export const ${name.name} = operation`, [name.input, name.result], '({'),
    membersOnly(specMembers(operation, scope), '})'),
  ])
  if (result?.kind === 'json' && result.shape.kind !== 'ref') file.package("import * as z from 'zod'")
}

/** What is sent: without what the server alone writes, and with what it never answers. */
function emitBody(
  file: SourceFile,
  { schemas }: Api,
  shape: Shape,
  name: OperationName,
  scope: TypeScope,
): void {
  const found = resolved(schemas, shape)
  const isOwn = shape.kind === 'object' || (found.kind === 'object' && found.fields.some(isOneWay))
  if (!isOwn || found.kind !== 'object' || found.nullable) {
    file.add([`export type ${name.body} = `, typeCode(shape, scope)])
    return
  }
  const fields = found.fields.filter(({ readOnly }) => !readOnly).map(asSent)
  file.add([`export interface ${name.body} `, membersCode({ ...found, fields }, scope)])
}

function asSent(field: Field): Field {
  const { writeOnly: _, ...sent } = field
  return sent
}

function isOneWay({ readOnly, writeOnly }: Field): boolean {
  return readOnly === true || writeOnly === true
}

function inputMembers(
  { parameters, body }: Operation,
  name: OperationName,
  scope: TypeScope,
): Code | undefined {
  const members: Code[] = []
  for (const place of ['path', 'query', 'header', 'cookie'] as const) {
    const own = parameters.filter((parameter) => parameter.in === place)
    if (own.length === 0) continue
    const sign = own.some(({ required }) => required) ? '' : '?'
    const type = typeMembers(own.map((parameter) => memberCode(asField(parameter), scope)))
    members.push([`${place}${sign}: `, sign === '' ? type : union([type, 'undefined'])])
  }
  if (body) members.push(body.required ? `body: ${name.body}` : `body?: ${name.body} | undefined`)
  return members.length === 0 ? undefined : typeMembers(members)
}

function asField({ name, shape, required, text: said, deprecated, default: value }: Parameter): Field {
  return {
    name,
    shape,
    required,
    ...(said !== undefined && { text: said }),
    ...(deprecated && { deprecated: true }),
    ...(value !== undefined && { default: value }),
  }
}

function specMembers(operation: Operation, scope: ZodScope): Code[] {
  const { method, path, parameters, body, result, mayBeEmpty } = operation
  const styled = parameters.filter(({ in: place, style }) => place === 'query' && style !== 'repeat')
  const members: Code[] = [`method: ${text(method)}`, `path: ${text(path)}`]
  if (styled.length > 0) {
    members.push([
      'query: ',
      object(
        styled.map(({ name, style }) => `${memberName(name)}: ${text(style)}`),
        false,
      ),
    ])
  }
  if (body) members.push(`body: { kind: ${text(body.kind)}, type: ${text(body.type)} }`)
  if (result) members.push(`result: ${text(result.kind)}`)
  if (result?.kind === 'json') {
    const schema = zodCode(result.shape, scope)
    members.push(arrow('schema: () =>', mayBeEmpty ? [schema, '.optional()'] : schema))
  }
  return members
}
