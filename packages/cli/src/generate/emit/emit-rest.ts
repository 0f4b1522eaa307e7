import type { ApiNames } from '../api-names.ts'
import type { Entity, Paging, RowCall, WriteCall } from '../entities/entity.types.ts'
import type { Operation } from '../read/document.types.ts'
import { errorsRuntime } from '../runtime/rest-errors.ts'
import { pagesRuntime, valuesRuntime } from '../runtime/rest-pages.ts'
import { typesRuntime } from '../runtime/rest-types.ts'
import { restRuntime } from '../runtime/rest.ts'
import { type Code, list, object } from './code.ts'
import type { EntityNames } from './entity-names.ts'
import { memberName, text } from './literals.ts'
import { createFile, type Extension, type SourceFile } from './source-file.ts'

export const restFile = 'client/rest.ts'
export const restTypesFile = 'client/rest-types.ts'
export const restEntitiesFile = 'client/rest-entities.ts'

/** What of `client/` knows rows: the resources as data, and what reads and writes them. */
export function emitRest(
  names: ApiNames,
  entities: readonly EntityNames[],
  extension: Extension,
): Map<string, string> {
  const files = new Map<string, string>()
  const runtimes = {
    [restFile]: restRuntime,
    'client/rest-errors.ts': errorsRuntime,
    'client/rest-pages.ts': pagesRuntime,
    [restTypesFile]: typesRuntime,
    'client/rest-values.ts': valuesRuntime,
  }
  for (const [path, code] of Object.entries(runtimes)) {
    // They stand beside each other, and their imports end as those of the project do.
    files.set(path, code.replaceAll(/(from '\.\/[a-z-]+)\.ts'/g, `$1${extension}'`))
  }
  const all = createFile(restEntitiesFile, extension)
  all.type('RestEntity', restTypesFile)
  for (const { entity, restFile: path, rowFile, rowSchema } of entities) {
    const file = createFile(path, extension)
    file.type('RestEntity', restTypesFile)
    file.value(rowSchema, rowFile)
    file.add([
      `/** How the API reads and writes ${entity.name}. */\nexport const ${entity.name}Rest: RestEntity = `,
      object(restMembers(file, entity, rowSchema, names)),
    ])
    files.set(path, file.text())
    all.value(`${entity.name}Rest`, path)
  }
  all.add([
    '/** How the API reads and writes each entity of the model. */\nexport const restEntities: Readonly<Record<string, RestEntity>> = ',
    object(entities.map(({ entity }) => `${entity.name}: ${entity.name}Rest`)),
  ])
  files.set(restEntitiesFile, all.text())
  return files
}

function restMembers(file: SourceFile, entity: Entity, rowSchema: string, names: ApiNames): Code[] {
  const spec = (operation: Operation): string => {
    const name = names.operations.get(operation)
    if (!name) throw new Error(`There is no name for ${operation.path}.`)
    return `spec: ${file.value(name.name, name.file)}.spec`
  }
  const { name, key, parentFields, list: from, get, create, update, remove } = entity
  const parents = parentFields.map(({ field, isAdded }) =>
    object([`field: ${text(field)}`, `isAdded: ${isAdded}`], false),
  )
  const query = Object.entries(from.query).map(([param, value]) => `${memberName(param)}: ${plain(value)}`)
  const calls: Code[] = []
  for (const [member, call] of Object.entries({ get, remove })) {
    if (call) calls.push([`${member}: `, object([spec(call.operation), ...unwrap(call)], false)])
  }
  for (const [member, call] of Object.entries({ create, update })) {
    if (call) calls.push([`${member}: `, object([spec(call.operation), ...writeMembers(call)])])
  }
  return [
    `name: ${text(name)}`,
    `schema: ${rowSchema}`,
    `key: ${text(key)}`,
    ['parents: ', list(parents)],
    [
      'list: ',
      object([
        spec(from.operation),
        ['unwrap: ', texts(from.unwrap ?? [])],
        ['query: ', object(query, false)],
        ['paging: ', pagingCode(from.paging)],
      ]),
    ],
    ...calls,
  ]
}

function unwrap(call: RowCall): Code[] {
  return call.unwrap ? [['unwrap: ', texts(call.unwrap)]] : []
}

function writeMembers(call: WriteCall): Code[] {
  return [
    ...unwrap(call),
    ['wrap: ', texts(call.wrap)],
    ['fields: ', texts(call.fields)],
    `isWhole: ${call.isWhole}`,
  ]
}

function texts(values: readonly string[]): Code {
  return list(values.map(text))
}

function pagingCode(paging: Paging): Code {
  const members: Code[] = [`kind: ${text(paging.kind)}`]
  if (paging.kind === 'none') return object(members, false)
  members.push(`param: ${text(paging.param)}`)
  if (paging.kind === 'cursor') members.push(['next: ', texts(paging.next)])
  if (paging.kind === 'after' && paging.more) members.push(['more: ', texts(paging.more)])
  if (paging.size) members.push(`size: { param: ${text(paging.size.param)}, max: ${paging.size.max} }`)
  return object(members, false)
}

/** Plain data as code. */
function plain(value: unknown): string {
  if (typeof value === 'string') return text(value)
  if (Array.isArray(value)) return `[${value.map(plain).join(', ')}]`
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? 'null'
  return `{ ${Object.entries(value)
    .map(([name, inner]) => `${memberName(name)}: ${plain(inner)}`)
    .join(', ')} }`
}
