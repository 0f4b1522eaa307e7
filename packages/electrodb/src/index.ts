export { type AccessPattern, accessPatterns } from './access-patterns.ts'
export { zodToElectroDBAttributes } from './attributes.ts'
export type { AttributeOf, ElectroAttributes } from './attributes.types.ts'
export { type DeriveOptions, deriveEntities, deriveService } from './derive-entities.ts'
export type {
  ElectroEntities,
  ElectroEntity,
  ElectroSchema,
  ElectroService,
} from './derive-entities.types.ts'
export { createDynamoClient, type DynamoClientOptions } from './dynamo-client.ts'
export { createDynamoStore, type DynamoStoreOptions } from './dynamo-store.ts'
export { layoutHash } from './layout-hash.ts'
export { accessPatternsMarkdown, tableLayoutMarkdown } from './layout-markdown.ts'
export type {
  DynamoStore,
  LookupCondition,
  LookupPrefix,
  LookupRange,
  LookupValue,
  LookupWhere,
} from './lookup.types.ts'
export { createTable, createTableInput, deleteTable } from './table.ts'
export {
  type EntityLayout,
  type IndexLayout,
  type KeyAttribute,
  type KeyPair,
  type KeyTemplates,
  type LayoutOptions,
  type LookupLayout,
  tableLayout,
  type TableLayout,
  type UniqueLayout,
} from './table-layout.ts'
