export { findJava } from './java.ts'
export { LocalError, type LocalErrorCode } from './local-error.ts'
export { startDynamoDBLocal } from './start.ts'
export type { DynamoDBLocal, LocalExit, LocalOptions } from './start.types.ts'
