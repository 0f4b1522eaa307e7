import { personsModel } from '@throughline/persons'
import { type Api, createApi } from '@throughline/trpc'
import { personsStore } from '../../../../src/server/store.ts'

export const dynamic = 'force-dynamic'

let api: Promise<Api<typeof personsModel>> | undefined

async function openApi(): Promise<Api<typeof personsModel>> {
  return createApi(personsModel, {
    endpoint: '/api/trpc',
    store: await personsStore(),
    onError: ({ error, path }) => console.error(`${path ?? 'request'}: ${error.message}`),
  })
}

async function answer(request: Request): Promise<Response> {
  api ??= openApi()
  return (await api).fetch(request)
}

export { answer as GET, answer as POST }
