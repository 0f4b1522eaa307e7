import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb'

/** What is sent; tell commands apart by `instanceof`. */
export interface SentCommand {
  readonly input: object
}

/** Sends a command by the real client. */
export type Send = (command: SentCommand, options?: unknown) => Promise<unknown>

/** A client whose requests go through `intercept`; all else is the real one's. */
export function interceptedClient(
  client: DynamoDBDocumentClient,
  intercept: (command: SentCommand, send: Send, options: unknown) => Promise<unknown>,
): DynamoDBDocumentClient {
  // Sound: the client's own `send`, called with what it was called with.
  const real = client.send.bind(client) as Send
  const send: Send = async (command, options) => intercept(command, real, options)
  return new Proxy(client, {
    get: (target, name): unknown => (name === 'send' ? send : Reflect.get(target, name, target)),
  })
}
