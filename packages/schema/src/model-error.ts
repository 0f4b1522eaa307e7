/** One thing that is wrong with a model, and where. */
export interface ModelProblem {
  readonly code:
    | 'ambiguous_parent'
    | 'duplicate_prefix'
    | 'invalid_key'
    | 'invalid_metadata'
    | 'invalid_name'
    | 'invalid_policy'
    | 'invalid_relation'
    | 'key_not_in_schema'
    | 'parent_not_a_relation'
    | 'relation_cycle'
    | 'unsupported_field'
  /** The entity's name in the model, `''` for a problem of the model itself. */
  readonly entity: string
  /** Dotted path of the field, absent for a problem of the whole entity. */
  readonly field?: string
  /** What is wrong and what to do about it, one sentence each. */
  readonly message: string
}

/** Thrown by `defineModel` and `definePolicies`: everything that is wrong, at once. */
export class ModelError extends Error {
  override readonly name = 'ModelError'
  readonly problems: readonly ModelProblem[]

  constructor(service: string, problems: readonly ModelProblem[]) {
    const lines = problems.map(
      ({ entity, field, message }) =>
        `  - ${[entity, field].filter(Boolean).join('.') || service}: ${message}`,
    )
    super(
      `Model "${service}" has ${problems.length} problem${problems.length === 1 ? '' : 's'}:\n${lines.join('\n')}`,
    )
    this.problems = problems
  }
}
