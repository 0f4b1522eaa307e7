import type { ScaffoldField } from './fields.ts'
import type { Files } from './files.types.ts'
import type { EntityNames } from './names.ts'
import { uiFiles, withArticle } from './ui-files.ts'

/** The schema of one entity. */
export function schemaFile(names: EntityNames, fields: readonly ScaffoldField[]): string {
  const { type } = names
  const imports = fields.some(({ isUnique }) => isUnique)
    ? "import { fieldMeta } from '@throughline/schema'\n"
    : ''
  const lines = fields.map(({ name, code }) => `  ${name}: ${code},\n`).join('')
  return `${imports}import * as z from 'zod'

/** ${withArticle(names).replace(/^a/, 'A')}. */
export const ${type}Schema = z.object({
  id: z.uuid(),
${lines}})
`
}

/** All files of a new domain, in the shape that the reference domain has: a folder for each layer, an index as its door. */
export function domainFiles(names: EntityNames, fields: readonly ScaffoldField[]): Files {
  const { type, types, plural, singular, folder, file } = names
  const model = `${plural}Model`
  return {
    'index.ts': `export { ${type}Schema } from './model/${file}.ts'
export { ${model} } from './model/${folder}-model.ts'
`,
    [`model/${file}.ts`]: schemaFile(names, fields),
    [`model/${folder}-model.ts`]: `import { defineEntity, defineModel } from '@throughline/schema'
import { ${type}Schema } from './${file}.ts'

/** ${types}, and everything that belongs to them. */
export const ${model} = defineModel({
  service: '${folder}',
  entities: {
    ${plural}: defineEntity({ singular: '${singular}', schema: ${type}Schema }),
  },
})
`,
    [`storage/${folder}-store.ts`]: storeFile(names, model),
    [`router/${folder}-api.ts`]: apiFile(names, model),
    [`collections/${folder}-client-store.ts`]: clientFile(names, model),
    [`collections/${folder}-hooks.ts`]: hooksFile(names, model),
    'storage/index.ts': `export { create${types}Store, ${plural}Layout } from './${folder}-store.ts'\n`,
    'router/index.ts': `export { create${types}Api } from './${folder}-api.ts'\n`,
    'collections/index.ts': collectionsIndex(names),
    'fake/index.ts': `export { fake${types} } from './fake-${folder}.ts'\n`,
    ...uiFiles(names, fields),
    [`fake/fake-${folder}.ts`]: `import { fake } from '@throughline/faker'
import { ${model} } from '../model/${folder}-model.ts'

/** Makes ${plural} for tests and for seeding; the same seed gives the same rows. */
export function fake${types}({ count = 100, seed = 1 } = {}) {
  return fake(${model}, { seed, counts: { ${plural}: count } })
}
`,
  }
}

function storeFile({ types, folder, plural }: EntityNames, model: string): string {
  return `import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb'
import { createDynamoStore, type TableLayout, tableLayout } from '@throughline/electrodb'
import type { SyncStore } from '@throughline/schema'
import { ${model} } from '../model/${folder}-model.ts'

/** The rows of ${plural} in one DynamoDB table. */
export function create${types}Store(options: {
  readonly client: DynamoDBDocumentClient
  readonly tableName: string
}): SyncStore<typeof ${model}> {
  return createDynamoStore(${model}, options)
}

/** The keys and indexes of their table, as plain data. */
export function ${plural}Layout(tableName: string): TableLayout {
  return tableLayout(${model}, { tableName })
}
`
}

function apiFile({ types, folder, plural }: EntityNames, model: string): string {
  return `import type { SyncStore } from '@throughline/schema'
import { createApi } from '@throughline/trpc'
import { ${model} } from '../model/${folder}-model.ts'

/** The HTTP API of ${plural}, whole; without policies, everybody may do everything. */
export function create${types}Api(options: { readonly endpoint: \`/\${string}\`; readonly store: SyncStore<typeof ${model}> }) {
  return createApi(${model}, options)
}
`
}

function clientFile({ types, folder, plural }: EntityNames, model: string): string {
  return `import { createStore } from '@throughline/collections'
import { liveQueries } from '@throughline/collections/query'
import { feedSync } from '@throughline/collections/sync'
import { createTRPCTransport } from '@throughline/trpc/client'
import { ${model} } from '../model/${folder}-model.ts'

/** The client store of ${plural} over their API, such as \`/api/trpc\`, kept up to date by its feed. */
export function create${types}ClientStore({ url }: { readonly url: string }) {
  const transport = createTRPCTransport(${model}, { url })
  return createStore(${model}, { transport, sync: feedSync(), queries: liveQueries() })
}
`
}

/** The hooks that a domain of one entity needs first. */
function hooksOf({ type, types }: EntityNames): string {
  const names = [
    'StoreProvider',
    `useCreate${type}`,
    `useDelete${type}`,
    `use${type}`,
    `use${types}`,
    'useStore',
    'useSyncStatus',
    `useUpdate${type}`,
  ]
  return names.map((name) => `  ${name},\n`).join('')
}

function collectionsIndex(names: EntityNames): string {
  const { types, folder } = names
  return `export { create${types}ClientStore } from './${folder}-client-store.ts'
export {
${hooksOf(names)}} from './${folder}-hooks.ts'
`
}

function hooksFile(names: EntityNames, model: string): string {
  return `'use client'

import { createHooks } from '@throughline/collections/react'
import { ${model} } from '../model/${names.folder}-model.ts'

/** The hooks of the model; components that call them stand below a \`StoreProvider\`. */
export const {
${hooksOf(names)}} = createHooks(${model})
`
}
