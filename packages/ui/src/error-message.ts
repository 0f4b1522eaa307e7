import { uiTexts } from './ui-texts.ts'

/** One thing that is wrong with the values of a form. */
export interface FormIssue {
  /** Path of the field; empty for the form as a whole. */
  readonly path: readonly string[]
  readonly message: string
}

/** Says in one sentence what was thrown; `otherwise` where it says nothing itself. */
export function errorMessage(error: unknown, otherwise: string = uiTexts.english.somethingWentWrong): string {
  const message = isObject(error) ? error['message'] : error
  return typeof message === 'string' && message !== '' ? message : otherwise
}

/** The issues that a server's refusal carries as `error.issues`; none where the error has another shape. */
export function errorIssues(error: unknown): readonly FormIssue[] {
  const issues = isObject(error) ? error['issues'] : undefined
  if (!Array.isArray(issues)) return []
  return issues.filter(isIssueLike).map(({ path, message }) => ({ path: (path ?? []).map(String), message }))
}

interface IssueLike {
  readonly path?: readonly unknown[]
  readonly message: string
}

function isIssueLike(value: unknown): value is IssueLike {
  if (!isObject(value) || typeof value['message'] !== 'string') return false
  return value['path'] === undefined || Array.isArray(value['path'])
}

/** Whether a value has fields to read. */
export function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null
}
