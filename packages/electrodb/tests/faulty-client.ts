import {
  BatchGetCommand,
  BatchWriteCommand,
  type DynamoDBDocumentClient,
  TransactWriteCommand,
} from '@aws-sdk/lib-dynamodb'
import { interceptedClient, type Send, type SentCommand } from './intercepted-client.ts'

/** What goes wrong with one request. */
export type Fault =
  /** The process ends before the request, or after it: nothing more comes of this client. */
  | 'crash after'
  | 'crash before'
  /** Nothing is done, and DynamoDB says so. */
  | 'conflict'
  | 'throttle'
  /** It is done, and no answer comes. */
  | 'timeout after'
  /** Nothing is done, and no answer comes. */
  | 'timeout before'
  /** A part of a batch is left. */
  | 'unprocessed'

/** What is thrown by the requests of a process that has ended. */
export class Crash extends Error {
  override readonly name = 'Crash'
}

/**
 * A client whose requests go wrong as `choose` says; all else is done by the real one.
 *
 * After a crash it does nothing any more, as the process that had it.
 */
export function faultyClient(
  client: DynamoDBDocumentClient,
  choose: (command: SentCommand) => Fault | undefined,
): { client: DynamoDBDocumentClient; isDead: () => boolean } {
  let dead = false
  const die = (): never => {
    dead = true
    throw new Crash('The process has ended.')
  }
  const faulty = interceptedClient(client, async (command, real, options) => {
    if (dead) throw new Crash('The process has ended.')
    const fault = choose(command)
    switch (fault) {
      case undefined:
        return real(command, options)
      case 'crash before':
        return die()
      case 'crash after':
        await real(command, options)
        return die()
      case 'throttle':
        throw failure('ProvisionedThroughputExceededException')
      case 'conflict':
        if (!(command instanceof TransactWriteCommand)) return real(command, options)
        throw failure('TransactionConflictException')
      case 'timeout before':
        throw failure('TimeoutError')
      case 'timeout after':
        await real(command, options)
        throw failure('TimeoutError')
      case 'unprocessed':
        return sendHalf(real, command, options)
    }
  })
  return { client: faulty, isDead: () => dead }
}

function failure(name: string): Error {
  return Object.assign(new Error(`${name} (injected)`), { name })
}

/** Does the first half of a batch, and gives the rest back. */
async function sendHalf(real: Send, command: SentCommand, options: unknown): Promise<unknown> {
  if (command instanceof BatchWriteCommand) {
    const [table = '', requests = []] = Object.entries(command.input.RequestItems ?? {})[0] ?? []
    const half = Math.floor(requests.length / 2)
    if (half === 0) return { UnprocessedItems: { [table]: requests } }
    await real(new BatchWriteCommand({ RequestItems: { [table]: requests.slice(0, half) } }), options)
    return { UnprocessedItems: { [table]: requests.slice(half) } }
  }
  if (command instanceof BatchGetCommand) {
    const [table = '', request] = Object.entries(command.input.RequestItems ?? {})[0] ?? []
    const keys = request?.Keys ?? []
    const half = Math.floor(keys.length / 2)
    if (half === 0)
      return { Responses: { [table]: [] }, UnprocessedKeys: { [table]: { ...request, Keys: keys } } }
    const some = new BatchGetCommand({ RequestItems: { [table]: { ...request, Keys: keys.slice(0, half) } } })
    // Sound: it is the answer to a BatchGetCommand.
    const answer = (await real(some, options)) as { Responses?: unknown }
    return { ...answer, UnprocessedKeys: { [table]: { ...request, Keys: keys.slice(half) } } }
  }
  return real(command, options)
}
