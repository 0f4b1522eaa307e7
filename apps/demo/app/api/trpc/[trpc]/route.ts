import { createPersonsRouter } from '@throughline/persons/router'
import { createFetchHandler } from '@throughline/trpc'
import { personsStore } from '../../../../src/server/store.ts'

export const dynamic = 'force-dynamic'

type Handler = (request: Request) => Promise<Response>
let handler: Promise<Handler> | undefined

async function openHandler(): Promise<Handler> {
  const router = createPersonsRouter(await personsStore())
  return createFetchHandler(router, {
    endpoint: '/api/trpc',
    onError: ({ error, path }) => console.error(`${path ?? 'request'}: ${error.message}`),
  })
}

async function answer(request: Request): Promise<Response> {
  handler ??= openHandler()
  return (await handler)(request)
}

export { answer as GET, answer as POST }
