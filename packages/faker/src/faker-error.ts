/** Why rows could not be made. */
export type FakerErrorCode =
  /** A count, the seed, the date or the name of an entity is wrong. */
  | 'invalid_options'
  /** A foreign key has no row, or too few, that it could point to. */
  | 'no_target'
  /** A field has fewer different values than there are rows. */
  | 'not_unique'
  /** A row does not parse with its entity's schema. */
  | 'unsatisfied'
  /** The `fake` metadata of a field names no function of faker. */
  | 'unknown_path'

/** What `fake` throws: where the trouble is, and what to do about it. */
export class FakerError extends Error {
  override readonly name = 'FakerError'
  readonly code: FakerErrorCode
  /** The entity's name in the model, where one is to blame. */
  readonly entity?: string
  /** Dotted path of the field, where one is to blame. */
  readonly field?: string

  constructor(
    code: FakerErrorCode,
    message: string,
    { entity, field, ...options }: { entity?: string; field?: string; cause?: unknown } = {},
  ) {
    super(message, options)
    this.code = code
    if (entity !== undefined) this.entity = entity
    if (field !== undefined) this.field = field
  }
}
