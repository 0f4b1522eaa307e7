/** `client/rest-errors.ts` of the generated code: what went wrong, in the words of stores. */
export const errorsRuntime = `import {
  type FieldIssue,
  type RejectionCode,
  StoreError,
  type StoreErrorCode,
} from '@throughline/schema'
import { AnswerError, HttpError } from './http.ts'
import { at, isObject } from './rest-values.ts'

/** Errors that end a write; after all others it may be tried again. */
export const rejections: Readonly<Partial<Record<StoreErrorCode, RejectionCode>>> = {
  already_exists: 'already_exists',
  conflict: 'invalid',
  denied: 'denied',
  invalid: 'invalid',
  not_found: 'not_found',
  too_large: 'too_large',
}

const statuses: Readonly<Partial<Record<number, StoreErrorCode>>> = {
  401: 'denied',
  403: 'denied',
  404: 'not_found',
  408: 'unavailable',
  409: 'conflict',
  410: 'not_found',
  412: 'conflict',
  413: 'too_large',
  425: 'unavailable',
  429: 'throttled',
}

/** The one funnel from whatever was thrown. */
export function toStoreError(error: unknown): StoreError {
  if (error instanceof StoreError) return error
  if (error instanceof HttpError) {
    const code = statuses[error.status] ?? (error.status >= 500 ? 'unavailable' : 'invalid')
    const wait = Number(error.headers.get('retry-after')) * 1_000
    return new StoreError(code, messageIn(error.body) ?? error.message, {
      cause: error,
      issues: issuesIn(error.body),
      ...(wait > 0 && { retryAfter: wait }),
    })
  }
  if (error instanceof AnswerError)
    return new StoreError('unavailable', error.message, { cause: error })
  if (error instanceof Error && error.name === 'AbortError')
    return new StoreError('aborted', 'It was stopped.', { cause: error })
  return new StoreError('offline', 'The API could not be reached.', { cause: error })
}

function messageIn(body: unknown): string | undefined {
  const found = [
    at(body, ['detail']),
    at(body, ['message']),
    at(body, ['error', 'message']),
    at(body, ['title']),
    at(body, ['error']),
  ]
  return found.find((text) => typeof text === 'string' && text !== '') as string | undefined
}

/** What is wrong with which field, in the forms in which servers tell it. */
function issuesIn(body: unknown): readonly FieldIssue[] {
  const errors = at(body, ['errors'])
  if (Array.isArray(errors)) {
    return errors.flatMap((item: unknown) => {
      const message = at(item, ['message']) ?? at(item, ['detail'])
      const field = at(item, ['field']) ?? at(item, ['path']) ?? at(item, ['param'])
      const path = Array.isArray(field)
        ? field.map(String)
        : typeof field === 'string'
          ? field.split('.')
          : []
      return typeof message === 'string' ? [{ path, message }] : []
    })
  }
  if (!isObject(errors)) return []
  return Object.entries(errors).flatMap(([field, messages]) =>
    (Array.isArray(messages) ? messages : [messages]).map((message) => ({
      path: [field],
      message: String(message),
    })),
  )
}
`
