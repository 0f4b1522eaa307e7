/** Why DynamoDB Local could not be started, or (`disk_full`) goes on no more. */
export type LocalErrorCode =
  | 'data_folder'
  | 'disk_full'
  | 'failed'
  | 'java_missing'
  | 'java_too_old'
  | 'not_installed'
  | 'port_busy'
  | 'timeout'

/** What `startDynamoDBLocal` throws: one sentence that says what, where and what to do. */
export class LocalError extends Error {
  override readonly name = 'LocalError'
  readonly code: LocalErrorCode

  constructor(code: LocalErrorCode, message: string, options?: { cause?: unknown }) {
    super(message, options)
    this.code = code
  }
}
