import { throwIfAborted } from '@throughline/schema/adapter'

/** What each try of a request is sent with. */
export interface RequestOptions {
  readonly abortSignal?: AbortSignal
}

/**
 * Sends one request to DynamoDB.
 *
 * Every request of the store goes through here.
 */
export async function withRetry<T>(
  request: (options: RequestOptions) => Promise<T>,
  signal?: AbortSignal,
): Promise<T> {
  throwIfAborted(signal)
  return request(signal ? { abortSignal: signal } : {})
}
