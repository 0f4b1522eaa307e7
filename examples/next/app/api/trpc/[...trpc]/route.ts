import { boardApi } from '../../../../src/server.ts'

export const dynamic = 'force-dynamic'

async function answer(request: Request): Promise<Response> {
  const handler = await boardApi()
  return handler(request)
}

export { answer as GET, answer as POST }
