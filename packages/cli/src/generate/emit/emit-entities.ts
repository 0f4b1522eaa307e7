import type { ApiNames, OperationName } from '../api-names.ts'
import type { WriteCall } from '../entities/entity.types.ts'
import type { Operation } from '../read/document.types.ts'
import { confirmedRuntime, storeRuntime } from '../runtime/store.ts'
import { arrow, block, brackets, callback, type Code, generic, list, object } from './code.ts'
import { httpFile } from './emit-client.ts'
import { modelFile } from './emit-model.ts'
import { restEntitiesFile, restFile, restTypesFile } from './emit-rest.ts'
import type { EntityNames } from './entity-names.ts'
import { text } from './literals.ts'
import { createFile, type Extension, indexFile, type SourceFile } from './source-file.ts'

const storeFile = 'store.ts'
const hooksFile = 'entities/hooks.ts'
const confirmedFile = 'entities/use-confirmed.ts'

/** `store.ts`: opens the store of the API. */
export function emitStore(extension: Extension): Map<string, string> {
  const file = createFile(storeFile, extension)
  file.package("import { createStore, type StoreOptions } from '@throughline/collections'")
  file.package("import { polling } from '@throughline/collections/polling'")
  file.package("import { liveQueries } from '@throughline/collections/query'")
  file.package("import type { Transport } from '@throughline/schema'")
  file.value('createClient', 'client/client.ts')
  for (const name of ['Client', 'ClientOptions']) file.type(name, httpFile)
  for (const name of ['RestAccess', 'RestOptions']) file.type(name, restTypesFile)
  file.value('restAccess', restFile)
  file.value('restEntities', restEntitiesFile)
  file.value('apiModel', modelFile)
  file.add(storeRuntime.trimEnd())
  return new Map([[storeFile, file.text()]])
}

/** `collections/`: each entity's rows as a TanStack DB collection, without writes where the API has none. */
export function emitCollections(entities: readonly EntityNames[], extension: Extension): Map<string, string> {
  const files = new Map<string, string>()
  const readonlyFile = 'collections/readonly-collection.ts'
  for (const { entity, many, collectionFile } of entities) {
    const { name, create, update, remove, sync } = entity
    const file = createFile(collectionFile, extension)
    file.type('ApiStore', storeFile)
    file.type('apiModel', modelFile)
    file.package("import { type Collections, collectionsOf } from '@throughline/collections/tanstack-db'")
    const own = `Collections<typeof apiModel>[${text(name)}]`
    const missing = Object.entries({
      insert: create && sync.create === 'optimistic',
      update: update && sync.change === 'optimistic',
      delete: remove && sync.change === 'optimistic',
    })
      .filter(([, call]) => !call)
      .map(([verb]) => text(verb))
    const type =
      missing.length === 0
        ? own
        : `${file.type('ReadonlyCollection', readonlyFile)}<${own}, ${missing.join(' | ')}>`
    const said =
      missing.length === 3
        ? 'to be read'
        : missing.length === 0
          ? 'written at once'
          : 'written as far as the API lets it'
    const head = brackets(`export function ${name}Collection`, ['store: ApiStore'], `: ${type} {`)
    file.add([
      `/** ${many} as a TanStack DB collection, ${said}. */\n`,
      head,
      block('', [`return collectionsOf(store).${name}`]),
    ])
    files.set(collectionFile, file.text())
  }
  files.set(
    readonlyFile,
    `/** A collection without writes that are shown before the server has them. */
export type ReadonlyCollection<TCollection, TVerb extends 'delete' | 'insert' | 'update'> = Omit<
  TCollection,
  TVerb
>
`,
  )
  files.set('collections/index.ts', indexFile('collections/index.ts', [...files.keys()], extension))
  return files
}

/** `entities/`: the hooks and query keys of each entity. */
export function emitEntities(
  names: ApiNames,
  entities: readonly EntityNames[],
  extension: Extension,
): Map<string, string> {
  const files = new Map<string, string>()
  const hooks = createFile(hooksFile, extension)
  hooks.package("import { createHooks } from '@throughline/collections/react'")
  hooks.value('apiModel', modelFile)
  hooks.add(
    '/** All hooks of the model; components that call them stand below its `StoreProvider`. */\nexport const hooks = createHooks(apiModel)',
  )
  hooks.add('export const { StoreProvider, usePendingMutations, useStore, useSyncStatus } = hooks')
  files.set(hooksFile, client(hooks))
  const confirmed = createFile(confirmedFile, extension)
  confirmed.package("import { useCallback, useEffect, useRef, useState } from 'react'")
  confirmed.type('ApiStore', storeFile)
  confirmed.value('hooks', hooksFile)
  confirmed.add(confirmedRuntime.trimEnd())
  files.set(confirmedFile, client(confirmed))
  for (const entity of entities) {
    const file = createFile(entity.hooksFile, extension)
    emitEntity(file, entity, names)
    files.set(entity.hooksFile, client(file))
  }
  files.set('entities/index.ts', indexFile('entities/index.ts', [...files.keys()], extension))
  return files
}

function client(file: SourceFile): string {
  return `'use client'\n\n${file.text()}`
}

function emitEntity(file: SourceFile, given: EntityNames, names: ApiNames): void {
  const { entity, many, one } = given
  const { create, update, remove, sync } = entity
  file.value('hooks', hooksFile)
  const own = [
    `use${many}`,
    `use${one}`,
    `use${one}Aggregate`,
    `use${one}Pages`,
    `useSuspense${many}`,
    `useSuspense${one}`,
    ...(create && sync.create === 'optimistic' ? [`useCreate${one}`] : []),
    ...(update && sync.change === 'optimistic' ? [`usePacedUpdate${one}`, `useUpdate${one}`] : []),
    ...(remove && sync.change === 'optimistic' ? [`useDelete${one}`] : []),
  ].toSorted()
  file.add(['export const ', object(own, false), ' = hooks'])
  if (create && sync.create === 'confirmed') emitCreate(file, given, names)
  if (update && sync.change === 'confirmed') emitUpdate(file, given, names)
  if (remove && sync.change === 'confirmed') emitDelete(file, given)
  emitQueries(file, given, names)
}

function nameOf(names: ApiNames, operation: Operation): OperationName {
  const name = names.operations.get(operation)
  if (!name) throw new Error(`There is no name for ${operation.path}.`)
  return name
}

/** The type of the values that a call sends, inside of what wraps them. */
function valuesType(file: SourceFile, name: OperationName, { wrap, isNullable }: WriteCall): string {
  const body = file.type(name.body, name.file)
  return wrap.reduce(
    (type, member) => `NonNullable<${type}[${text(member)}]>`,
    isNullable ? `NonNullable<${body}>` : body,
  )
}

interface Hook {
  readonly name: string
  readonly said: string
  readonly parameters: readonly Code[]
  readonly result: string
  /** Names of its parameters, and what it calls. */
  readonly takes: string
  readonly call: string
}

function confirmedHook(file: SourceFile, { name, said, parameters, result, takes, call }: Hook): void {
  file.value('useConfirmed', confirmedFile)
  file.type('ConfirmedMutation', confirmedFile)
  file.value('accessOf', storeFile)
  const type = generic('ConfirmedMutation', [list(parameters), result], ' {')
  file.add([
    `/** ${said} */\nexport function ${name}(): `,
    type,
    block('', [callback(`return useConfirmed(async (${takes}) =>`, `accessOf(store).${call}`)]),
  ])
}

function parentsType({ entity, row }: EntityNames, file: SourceFile, rowFile: string): string | undefined {
  if (entity.parentFields.length === 0) return undefined
  return `Pick<${file.type(row, rowFile)}, ${entity.parentFields.map(({ field }) => text(field)).join(' | ')}>`
}

function emitCreate(file: SourceFile, given: EntityNames, names: ApiNames): void {
  const { entity, one, row, rowFile } = given
  if (!entity.create) return
  const name = nameOf(names, entity.create.operation)
  const parents = parentsType(given, file, rowFile)
  const values = valuesType(file, name, entity.create)
  const parameters = [...(parents === undefined ? [] : [`parent: ${parents}`]), `values: ${values}`]
  const result = file.type(row, rowFile)
  const parent = parents === undefined ? '{}' : 'parent'
  confirmedHook(file, {
    name: `useCreate${one}`,
    said: `Creates a row of ${entity.name}, which shows once the server has it.`,
    parameters,
    result,
    takes: parents === undefined ? 'store, values' : 'store, parent, values',
    call: `create<${result}>(${text(entity.name)}, ${parent}, values)`,
  })
}

/** The type of what names a row. */
function keyType(file: SourceFile, { entity, row, rowFile }: EntityNames): string {
  const type = file.type(row, rowFile)
  const fields = [...entity.parentFields.map(({ field }) => field), entity.key]
  const picked = `Pick<${type}, ${fields.map(text).join(' | ')}>`
  return fields.length > 1 ? picked : `${type}[${text(entity.key)}] | ${picked}`
}

function emitUpdate(file: SourceFile, given: EntityNames, names: ApiNames): void {
  const { entity, one, row, rowFile } = given
  if (!entity.update) return
  const values = valuesType(file, nameOf(names, entity.update.operation), entity.update)
  const result = file.type(row, rowFile)
  const changes = entity.update.isWhole ? `changes: Partial<${values}>` : `changes: ${values}`
  confirmedHook(file, {
    name: `useUpdate${one}`,
    said: `Changes a row of ${entity.name}; it shows once the server has it.`,
    parameters: [`key: ${keyType(file, given)}`, changes],
    result,
    takes: 'store, key, changes',
    call: `update<${result}>(${text(entity.name)}, key, changes)`,
  })
}

function emitDelete(file: SourceFile, given: EntityNames): void {
  const { entity, one } = given
  confirmedHook(file, {
    name: `useDelete${one}`,
    said: `Deletes a row of ${entity.name}; it goes once the server has deleted it.`,
    parameters: [`key: ${keyType(file, given)}`],
    result: 'void',
    takes: 'store, key',
    call: `remove(${text(entity.name)}, key)`,
  })
}

/** Keys and functions for TanStack Query: with them the server filters, not the store. */
function emitQueries(file: SourceFile, { entity }: EntityNames, names: ApiNames): void {
  const calls = [
    ['list', entity.list.operation],
    ...(entity.get ? [['row', entity.get.operation] as const] : []),
  ] as const
  const keys: Code[] = [`all: [${text(entity.name)}] as const`]
  const queries: Code[] = []
  for (const [member, operation] of calls) {
    const name = nameOf(names, operation)
    const input = file.type(name.input, name.file)
    const isFree = operation.parameters.every(({ required }) => !required)
    const parameter = `input: ${input}${isFree ? ' = {}' : ''}`
    keys.push(`${member}: (${parameter}) => [${text(entity.name)}, ${text(member)}, input] as const`)
    const run = `${file.value(name.name, name.file)}(client, input, { signal })`
    queries.push([
      `${member}: (client: Client, ${parameter}) => (`,
      object([
        `queryKey: ${entity.singular}Keys.${member}(input)`,
        arrow('queryFn: async ({ signal }: { readonly signal: AbortSignal }) =>', run),
      ]),
      ')',
    ])
  }
  file.type('Client', httpFile)
  file.add([
    `/** Keys of queries in which the server filters ${entity.name}. */\nexport const ${entity.singular}Keys = `,
    object(keys),
  ])
  file.add([
    `/** Options of such queries, for \`useQuery\` of TanStack Query. */\nexport const ${entity.singular}Queries = `,
    object(queries),
  ])
}
