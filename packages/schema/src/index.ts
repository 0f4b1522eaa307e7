export { defineEntity, type EntityOptions } from './define-entity.ts'
export { defineModel, type ModelOptions } from './define-model.ts'
export {
  describeField,
  type FieldDescription,
  type FieldKind,
  shapeOf,
  UnsupportedFieldError,
} from './describe-field.ts'
export type {
  AnyEntity,
  EntityDefinition,
  FieldName,
  Insert,
  Key,
  KeyField,
  LoadMode,
  ManagedField,
  ObjectSchema,
  ParentField,
  Row,
  Update,
} from './entity.types.ts'
export { type FieldMeta, fieldMeta } from './field-meta.ts'
export { type FieldSpec, isManagedField } from './field-spec.ts'
export { keyOf, keyPartSchema, keyString } from './key.ts'
export { ModelError, type ModelProblem } from './model-error.ts'
export type {
  AnyModel,
  AnyModelEntity,
  BelongsTo,
  EntityDefinitions,
  EntityName,
  EntityOf,
  HasMany,
  Model,
  ModelEntity,
  Relation,
  Relations,
  Variants,
} from './model.types.ts'
export type {
  DeleteMutation,
  EntityRow,
  FieldIssue,
  InsertMutation,
  Mutation,
  MutationOutcome,
  RejectionCode,
  RowMeta,
  StoredRow,
  UpdateMutation,
} from './mutation.types.ts'
export { toCamelCase, toConstantCase, toLabel, toPascalCase } from './naming.ts'
export {
  entityOf,
  importRow,
  parentMissing,
  planWrite,
  rejected,
  storedRow,
  toFieldIssues,
  type WritePlan,
  type WriteTarget,
  writeTarget,
} from './plan-write.ts'
export { StoreError, type StoreErrorCode } from './store-error.ts'
export type {
  LoadOptions,
  LoadProgress,
  Page,
  PageOptions,
  ParentWhere,
  QueryOptions,
  SnapshotRow,
  Store,
} from './store.types.ts'
export type { Transport } from './transport.types.ts'
