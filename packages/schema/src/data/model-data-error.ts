/** Why a model's data could not be read, compared or written. */
export type ModelDataErrorCode = 'invalid_export' | 'newer_format' | 'unknown_entity' | 'unknown_rename'

/** Thrown by what reads and writes models as data: everything that is wrong, at once. */
export class ModelDataError extends Error {
  override readonly name = 'ModelDataError'
  readonly code: ModelDataErrorCode
  /** What is wrong, where and what to do: one sentence or two each. */
  readonly problems: readonly string[]

  constructor(code: ModelDataErrorCode, problems: readonly string[], options?: ErrorOptions) {
    super(problems.join('\n'), options)
    this.code = code
    this.problems = problems
  }
}
