export { createLambdaHandler, type LambdaResult, type LambdaServable } from './create-lambda-handler.ts'
export { createLambdaStreamHandler } from './create-lambda-stream-handler.ts'
export type { LambdaContext, LambdaEvent } from './event.ts'
