export { ApiError, type ApiErrorData, type ApiErrorShape, formatApiError } from './api-error.ts'
export { createFetchHandler, type FetchHandlerOptions, type HandlerFault } from './fetch-handler.ts'
export { createModelRouter, type ModelRouterOptions, type ProcedureBase } from './model-router.ts'
export type {
  EntityProcedures,
  ModelOutputs,
  ModelProcedures,
  ModelRouter,
  SyncProcedures,
} from './model-router.types.ts'
export type {
  ChildPageInput,
  CreateInput,
  DeleteInput,
  EntityKey,
  ListInput,
  PageInput,
  PushInput,
  PushOutput,
  UpdateInput,
  WireMutation,
} from './wire.types.ts'
