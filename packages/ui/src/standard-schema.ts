import type { FormIssue } from './error-message.ts'

/** A schema of any library that follows Standard Schema 1 (Zod, Valibot, ArkType …); `TInput` is what it takes. */
export interface StandardSchema<TInput = unknown> {
  readonly '~standard': {
    readonly version: 1
    readonly vendor: string
    readonly validate: (value: unknown) => StandardResult | Promise<StandardResult>
    readonly types?: { readonly input: TInput; readonly output: unknown } | undefined
  }
}

/** What a Standard Schema says of a value. */
export type StandardResult =
  | { readonly value: unknown; readonly issues?: undefined }
  | { readonly issues: readonly StandardIssue[] }

export interface StandardIssue {
  readonly message: string
  readonly path?: readonly (PropertyKey | { readonly key: PropertyKey })[] | undefined
}

/** What is wrong with the values, or what they become: trimmed, with defaults filled in. */
export type Validation =
  | { readonly issues: readonly FormIssue[]; readonly value?: undefined }
  | { readonly issues?: undefined; readonly value: unknown }

/** Validates now where the schema can, and gives a promise where it cannot; one that rejects where it throws, as a codec may. */
export function validate(schema: StandardSchema, values: unknown): Validation | Promise<Validation> {
  try {
    const result = schema['~standard'].validate(values)
    return result instanceof Promise ? result.then(toValidation) : toValidation(result)
  } catch (error) {
    return rejection(error)
  }
}

async function rejection(error: unknown): Promise<never> {
  throw error
}

function toValidation(result: StandardResult): Validation {
  if (!result.issues) return { value: result.value }
  return { issues: result.issues.map(({ message, path = [] }) => ({ message, path: path.map(toName) })) }
}

function toName(segment: PropertyKey | { readonly key: PropertyKey }): string {
  return String(typeof segment === 'object' ? segment.key : segment)
}
