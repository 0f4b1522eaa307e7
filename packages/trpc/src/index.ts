export { ApiError, type ApiErrorData, type ApiErrorShape, formatApiError } from './api-error.ts'
export type { ModelApiOptions, UserOption } from './api-options.types.ts'
export { type Api, type ApiOptions, createApi } from './http/create-api.ts'
export { createFetchHandler, type FetchHandler, type FetchHandlerOptions } from './http/fetch-handler.ts'
export type {
  ConnectionInfo,
  HandlerFault,
  HttpLimits,
  HttpOptions,
  Rate,
  RateLimits,
} from './http/http-options.types.ts'
export type { LogEntry } from './http/log.types.ts'
export { type OtelApi, type OtelMeter, type OtelSpan, otelTelemetry } from './http/otel-telemetry.ts'
export { flexibleRateLimiter, type FlexibleLimiter, memoryRateLimiter } from './http/rate-limiter.ts'
export type { RateLimiter } from './http/rate-limiter.types.ts'
export type {
  Telemetry,
  TelemetryAttributes,
  TelemetryMetric,
  TelemetrySpan,
} from './http/telemetry.types.ts'
export type { DrainOptions } from './http/traffic.ts'
export type { JsonFor, JsonOf, JsonValue } from './json.types.ts'
export {
  createModelProcedures,
  createModelRouter,
  type ModelRouterOptions,
  type ProcedureBase,
} from './model-router.ts'
export type {
  EntityProcedures,
  GuardedModelRouter,
  ModelOutputs,
  ModelProcedures,
  ModelRouter,
  RevealProcedures,
} from './model-router.types.ts'
export type { ProcedureWraps } from './procedure-wrap.types.ts'
export type { QueryLimits } from './read/query-limits.ts'
export type { SearchInput, SearchProcedure } from './search/search-procedure.types.ts'
export { createSyncHandler, type SyncFault, type SyncHandlerOptions } from './sync/sync-handler.ts'
export type { SyncOptions } from './sync/sync-procedures.ts'
export type {
  LiveInput,
  PullInput,
  PushInput,
  PushOutput,
  SnapshotInput,
  SyncProcedures,
  TrackedLiveEvent,
  TransactInput,
  TransactOutput,
  WireLiveEvent,
  WireMutation,
} from './sync/sync-procedures.types.ts'
export type {
  ByIdInput,
  CreateInput,
  CreateManyInput,
  CreateManyOutput,
  CreateOutcome,
  DeleteInput,
  EntityKey,
  ListInput,
  PageInput,
  ReadOptions,
  ReadRow,
  RelatedRows,
  RevealInput,
  RowJson,
  StoredJson,
  UpdateInput,
  WhereInput,
} from './wire.types.ts'
