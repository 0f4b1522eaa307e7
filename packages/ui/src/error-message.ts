import { uiTexts } from './ui-texts.ts'

/** One thing that is wrong with the values of a form. */
export interface FormIssue {
  /** Path of the field; empty for the form as a whole. */
  readonly path: readonly string[]
  readonly message: string
}

/** Says in one sentence what was thrown; `otherwise` where it says nothing itself. */
export function errorMessage(error: unknown, otherwise: string = uiTexts.english.somethingWentWrong): string {
  if (typeof error === 'string' && error !== '') return error
  if (typeof error === 'object' && error !== null && 'message' in error) {
    if (typeof error.message === 'string' && error.message !== '') return error.message
  }
  return otherwise
}

/** The issues that a server's refusal carries as `error.issues`; none where the error has another shape. */
export function errorIssues(error: unknown): readonly FormIssue[] {
  if (typeof error !== 'object' || error === null || !('issues' in error)) return []
  if (!Array.isArray(error.issues)) return []
  return error.issues
    .filter(isIssueLike)
    .map(({ path, message }) => ({ path: (path ?? []).map(String), message }))
}

interface IssueLike {
  readonly path?: readonly unknown[]
  readonly message: string
}

function isIssueLike(value: unknown): value is IssueLike {
  if (typeof value !== 'object' || value === null || !('message' in value)) return false
  if (typeof value.message !== 'string') return false
  return !('path' in value) || value.path === undefined || Array.isArray(value.path)
}
