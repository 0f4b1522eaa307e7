/** Why a table could not be made or granted. */
export type CdkErrorCode =
  /** The layout is one that CDK or DynamoDB would refuse. */
  | 'invalid_layout'
  /** The layout is good, an option beside it is not. */
  | 'invalid_options'
  /** The stream was asked for, and the table has none. */
  | 'no_stream'

/** What `ThroughlineTable` throws while the app is synthesised: every problem at once, each with what to do. */
export class CdkError extends Error {
  override readonly name = 'CdkError'
  readonly code: CdkErrorCode
  /** One sentence or two for each problem. */
  readonly problems: readonly string[]

  /** `path` is the construct's path in the app, such as `Production/People`. */
  constructor(code: CdkErrorCode, path: string, problems: readonly string[]) {
    super(`The table "${path}" cannot be synthesised. ${problems.join(' ')}`)
    this.code = code
    this.problems = problems
  }
}
