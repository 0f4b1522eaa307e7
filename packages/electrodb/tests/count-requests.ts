import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb'

/** What a client has sent, and what DynamoDB has read for it. */
export interface RequestCount {
  /** Names of the requests, in order. */
  readonly sent: readonly string[]
  /** What they asked. */
  readonly inputs: readonly Readonly<Record<string, unknown>>[]
  /** Names of the attributes of the items that came, each once. */
  readonly attributes: readonly string[]
  /** Items that queries have read, wanted or not. */
  readonly examined: number
  readonly reset: () => void
}

/** Counts the requests of a client from now on. */
export function countRequests(client: DynamoDBDocumentClient): RequestCount {
  let sent: string[] = []
  let inputs: Readonly<Record<string, unknown>>[] = []
  let attributes = new Set<string>()
  let examined = 0
  client.middlewareStack.add(
    (next, context) => async (input) => {
      sent.push(String(context.commandName).replace('Command', ''))
      inputs.push({ ...input.input })
      const answer = await next(input)
      const {
        ScannedCount = 0,
        Items = [],
        Item,
      } = answer.output as {
        ScannedCount?: number
        Items?: object[]
        Item?: object
      }
      examined += ScannedCount
      for (const name of [...Items, ...(Item ? [Item] : [])].flatMap(Object.keys)) attributes.add(name)
      return answer
    },
    { step: 'initialize', name: `count-${Math.random()}` },
  )
  return {
    get sent() {
      return sent
    },
    get inputs() {
      return inputs
    },
    get attributes() {
      return [...attributes].toSorted()
    },
    get examined() {
      return examined
    },
    reset() {
      sent = []
      inputs = []
      attributes = new Set()
      examined = 0
    },
  }
}
