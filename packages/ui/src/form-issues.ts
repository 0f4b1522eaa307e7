import type { FieldSpec } from '@throughline/schema'
import type { FormIssue } from './error-message.ts'
import { emptyValue, inputSpec } from './form-values.ts'
import type { FieldValues } from './field-specs.ts'
import { type StandardSchema, validate } from './standard-schema.ts'

const noIssues: readonly FormIssue[] = []

/** How issues read in the language in force. */
export interface IssueTexts {
  readonly required: (label: string) => string
  /** A schema's own sentence. */
  readonly sentence: (message: string) => string
}

/**
 * What is wrong with a form's values by its schema, as far as that is known at once.
 *
 * An asynchronous schema is asked on submit alone: here it finds nothing.
 */
export function issuesNow(
  schema: StandardSchema,
  specs: readonly FieldSpec[],
  values: FieldValues,
  say: IssueTexts,
): readonly FormIssue[] {
  const result = validate(schema, values)
  if (result instanceof Promise) {
    // The answer is not wanted; a schema that throws must not end the process.
    result.catch(() => undefined)
    return noIssues
  }
  return result.issues ? readableIssues(specs, values, result.issues, say) : noIssues
}

/** Says "… is required" where an empty field draws a validator's stock sentence about types and lengths. */
export function readableIssues(
  specs: readonly FieldSpec[],
  values: FieldValues,
  issues: readonly FormIssue[],
  say: IssueTexts,
): readonly FormIssue[] {
  return issues.map((issue) => {
    const spec = specs.find(({ name }) => issue.path.length === 1 && name === issue.path[0])
    if (!spec?.required || !isEmpty(values[spec.name]) || !isStockMessage(issue.message))
      return { ...issue, message: say.sentence(issue.message) }
    return { ...issue, message: say.required(spec.label) }
  })
}

function isEmpty(value: unknown): boolean {
  return value === undefined || value === null || (typeof value === 'string' && value.trim() === '')
}

/** Whether a message is worded for programmers (`Invalid input: expected string, received undefined`), in Zod's English or German. */
function isStockMessage(message: string): boolean {
  return /^(invalid\b|required\b|expected\b|too (small|short)\b|ungültig|zu klein\b)|\bexpected\b.*\b(received|to have)\b/i.test(
    message,
  )
}

/** The first message at a field. */
export function messageAt(issues: readonly FormIssue[], name: string): string | undefined {
  return issues.find(({ path }) => path[0] === name)?.message
}

/**
 * Names of the fields that may not stay empty, found by asking the schema: a string may be required and still be `''`.
 *
 * An asynchronous schema is not asked; the specs' word stands.
 */
export function requiredFields(
  schema: StandardSchema,
  specs: readonly FieldSpec[],
  values: FieldValues,
): ReadonlySet<string> {
  const required = specs.map(inputSpec).filter((spec) => spec.required && spec.kind !== 'boolean')
  const emptied = { ...values, ...Object.fromEntries(required.map((spec) => [spec.name, emptyValue(spec)])) }
  const result = validate(schema, emptied)
  if (result instanceof Promise) {
    result.catch(() => undefined)
    return new Set(required.map(({ name }) => name))
  }
  const refused = new Set((result.issues ?? []).map(({ path }) => path[0]))
  return new Set(required.map(({ name }) => name).filter((name) => refused.has(name)))
}
