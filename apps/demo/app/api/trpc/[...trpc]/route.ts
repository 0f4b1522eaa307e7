import { personsModel } from '@throughline/persons'
import { createPersonsApi } from '@throughline/persons/router'
import { createServerSearch } from '@throughline/search/server'
import { personsStore } from '../../../../src/server/store.ts'

export const dynamic = 'force-dynamic'

type Handler = (request: Request) => Promise<Response>
let handler: Promise<Handler> | undefined

async function openHandler(): Promise<Handler> {
  const { fetch } = createPersonsApi({
    endpoint: '/api/trpc',
    store: await personsStore(),
    search: createServerSearch(personsModel),
    onError: ({ error, path }) => console.error(`${path ?? 'request'}: ${error.message}`),
  })
  return fetch
}

async function answer(request: Request): Promise<Response> {
  handler ??= openHandler()
  return (await handler)(request)
}

export { answer as GET, answer as POST }
