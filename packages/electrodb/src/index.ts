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
export { createTable, createTableInput, deleteTable } from './table.ts'
export {
  type EntityLayout,
  type IndexLayout,
  type KeyAttribute,
  type KeyPair,
  type KeyTemplates,
  tableLayout,
  type TableLayout,
} from './table-layout.ts'
