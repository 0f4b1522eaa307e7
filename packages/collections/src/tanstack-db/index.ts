export { collectionsOf } from './collections-of.ts'
export type { Collections, EntityCollection } from './collections.types.ts'
