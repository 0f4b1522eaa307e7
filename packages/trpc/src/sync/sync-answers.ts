import { getTRPCErrorShape, initTRPC, type TRPCError } from '@trpc/server'
import { formatApiError } from '../api-error.ts'

const t = initTRPC.create({ errorFormatter: formatApiError, isDev: false })

/** An error in the shape of tRPC's answers. */
export function errorAnswer(error: TRPCError, path: string): Response {
  const shape = getTRPCErrorShape({
    config: t._config,
    error,
    path,
    type: 'query',
    input: undefined,
    ctx: undefined,
  })
  const { httpStatus, retryAfter } = shape.data
  const response = Response.json({ error: shape }, { status: httpStatus })
  if (retryAfter !== undefined) response.headers.set('retry-after', String(Math.ceil(retryAfter / 1000)))
  return response
}
