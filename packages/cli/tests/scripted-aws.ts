import { createServer } from 'node:http'

type Answer = object | ((input: Record<string, unknown>) => object)

/** A stand-in for the calls that DynamoDB Local does not have: answers by their names, and keeps what it was asked. */
export async function scriptedAws(answers: Readonly<Record<string, Answer>>) {
  const asked: { readonly name: string; readonly input: Record<string, unknown> }[] = []
  const server = createServer((request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => {
      const name = String(request.headers['x-amz-target']).split('.')[1] ?? ''
      const input = JSON.parse(Buffer.concat(chunks).toString() || '{}') as Record<string, unknown>
      asked.push({ name, input })
      const answer = answers[name]
      const isKnown = answer !== undefined
      const body =
        typeof answer === 'function'
          ? answer(input)
          : (answer ?? { __type: 'com.amazonaws.dynamodb.v20120810#UnknownOperationException' })
      response.writeHead(isKnown && !('__type' in body) ? 200 : 400, {
        'content-type': 'application/x-amz-json-1.0',
      })
      response.end(JSON.stringify(body))
    })
  })
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve)
  })
  const address = server.address()
  const port = typeof address === 'object' && address !== null ? address.port : 0
  return {
    endpoint: `http://127.0.0.1:${port}`,
    asked,
    names: () => asked.map(({ name }) => name),
    close: async () => void server.close(),
  }
}
