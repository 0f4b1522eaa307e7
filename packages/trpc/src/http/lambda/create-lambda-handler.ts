import { ApiError } from '../../api-error.ts'
import { isLive } from '../answer-stream.ts'
import type { ConnectionInfo } from '../http-options.types.ts'
import { refusalOf } from '../refusal.ts'
import { type AnswerHead, headOf } from './answer-head.ts'
import { type LambdaContext, type LambdaEvent, toRequest } from './event.ts'

/** What is served: the result of `createApi`, or `{ fetch: createFetchHandler(…) }`. */
export interface LambdaServable {
  readonly fetch: (request: Request, info?: ConnectionInfo) => Promise<Response>
}

/** What a function answers, whole. */
export interface LambdaResult {
  readonly statusCode: number
  readonly headers: Record<string, string>
  readonly cookies: string[]
  readonly body: string
  readonly isBase64Encoded: boolean
}

/**
 * Makes the handler of a Lambda function behind an HTTP API of API Gateway (payload 2.0) or a function URL.
 *
 * Answers are whole, at most 6 MB: live streams are refused (NOT_IMPLEMENTED); `createLambdaStreamHandler` serves them.
 */
export function createLambdaHandler(
  api: LambdaServable,
): (event: LambdaEvent, context: LambdaContext) => Promise<LambdaResult> {
  return async (event, context) => {
    const { request, info } = toRequest(event, context, new AbortController().signal)
    const response = await api.fetch(request, info)
    if (!isLive(response)) return toResult(response)
    await response.body?.cancel()
    const message = 'This server answers whole, and has no live streams. Pull the changes instead.'
    const { status, body } = refusalOf(new ApiError({ code: 'NOT_IMPLEMENTED', message }))
    return toResult(Response.json(body, { status, headers: { 'cache-control': 'no-store' } }))
  }
}

async function toResult(response: Response): Promise<LambdaResult> {
  const { headers } = response
  const { statusCode, headers: kept, cookies }: AnswerHead = headOf(response)
  const bytes = Buffer.from(await response.arrayBuffer())
  const binary = headers.has('content-encoding') || !isText(headers.get('content-type') ?? 'text/plain')
  return {
    statusCode,
    headers: { ...kept },
    cookies: [...cookies],
    body: bytes.toString(binary ? 'base64' : 'utf8'),
    isBase64Encoded: binary,
  }
}

function isText(type: string): boolean {
  return /^(text\/|application\/(json|[\w.+-]+\+json|x-ndjson|jsonl)\b)/i.test(type)
}
