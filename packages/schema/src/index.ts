export { defineEntity, type EntityOptions } from './define-entity.ts'
export { defineModel, type ModelOptions } from './define-model.ts'
export { describeField, shapeOf, UnsupportedFieldError } from './describe-field.ts'
export type {
  AnyEntity,
  EntityDefinition,
  EntityDefinitions,
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
export type { FieldDescription, FieldKind } from './field-description.ts'
export { type FieldMeta, fieldMeta } from './field-meta.ts'
export { type FieldSpec, isManagedField } from './field-spec.ts'
export { keyPartSchema, type KeyValue, type KeyValues } from './key.ts'
export { ModelError, type ModelProblem } from './model-error.ts'
export type { Include, IncludeOption, RelationName } from './include.types.ts'
export type {
  AnyModel,
  AnyModelEntity,
  EntitiesOf,
  EntityIn,
  EntityName,
  EntityOf,
  Model,
  ModelEntity,
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
export type {
  BelongsTo,
  BelongsToOptions,
  HasMany,
  ManyToMany,
  ManyToManyOptions,
  MorphMany,
  MorphTo,
  MorphToOptions,
  Relation,
  RelationOptions,
} from './relation.types.ts'
export { type Singular, toSingular } from './singular.ts'
export { type SequenceFault, StoreError, type StoreErrorCode, type StoreErrorDetails } from './store-error.ts'
export type {
  Comparable,
  Condition,
  FieldList,
  GetOptions,
  Operators,
  OrderBy,
  OrderDirection,
  Scalar,
  Selected,
  Where,
} from './read.types.ts'
export type {
  MatchedRow,
  MatchedTerm,
  SearchHit,
  SearchOptions,
  SearchResult,
  ServerSearch,
  ServerSearchResult,
} from './search.types.ts'
export type {
  ListOptions,
  LoadOptions,
  LoadProgress,
  LoadRefusal,
  Page,
  PageOptions,
  ParentWhere,
  QueryOptions,
  QueryWhere,
  SnapshotRow,
  Store,
} from './store.types.ts'
export type {
  AppliedOutcome,
  Change,
  DeleteChange,
  FeedPlace,
  GuardedWrite,
  PullOptions,
  PullResult,
  PushOptions,
  PushSource,
  PutChange,
  SnapshotPage,
  SyncOutcome,
  SyncStore,
  TransactOptions,
  WriteGuard,
  WriteRefusal,
} from './sync.types.ts'
export type { LiveEvent, LiveOptions, SyncTransport } from './sync-transport.types.ts'
export type { Transport } from './transport.types.ts'
