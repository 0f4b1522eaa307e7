import {
  BatchGetCommand,
  BatchWriteCommand,
  DeleteCommand,
  type DynamoDBDocumentClient,
  GetCommand,
  PutCommand,
  QueryCommand,
  ScanCommand,
  TransactWriteCommand,
} from '@aws-sdk/lib-dynamodb'
import { allItems, batchGetItem, getItem, queryPage, scanPage } from './reads.ts'
import { type TableOptions, tableState } from './table-state.ts'
import { type Tokens, transactWriteItems } from './transactions.ts'
import { copyItem, type Item } from './values.ts'
import { batchWriteItem, deleteItem, putItem } from './writes.ts'

/** A command of the SDK; told apart by `instanceof`. */
export interface SentCommand {
  readonly input: object
}

/** One table of DynamoDB, in memory: what a store sends to it, and nothing else. */
export interface ModelledTable {
  /** Does a command, at once. @throws What DynamoDB answers instead, as the SDK throws it. */
  readonly execute: (command: SentCommand) => object
  /** When the last write of the transactions so far can be seen, in the table's time. */
  readonly seenBy: () => number
  /** All items as they are, whatever indexes show. */
  readonly items: () => Item[]
  /** Deletes what has expired by a time (milliseconds), as DynamoDB does some time later; how many items that were. */
  readonly expire: (time: number) => number
}

/** Makes an empty table. */
export function modelledTable(options: TableOptions): ModelledTable {
  const state = tableState(options)
  const tokens: Tokens = new Map()
  return {
    execute(command) {
      state.settle()
      const answer = dispatch(command)
      // What lags by nothing is there for the next one.
      state.settle()
      return answer
    },
    seenBy: state.seenBy,
    items() {
      state.settle()
      return [...allItems(state)].map(copyItem)
    },
    expire(time) {
      state.settle()
      const second = time / 1000
      const expired = [...allItems(state)].filter((item) => {
        const end = item[state.ttl]
        return typeof end === 'number' && end < second && !state.isBusy(item)
      })
      for (const item of expired) state.write(item, undefined)
      return expired.length
    },
  }

  function dispatch(command: SentCommand): object {
    if (command instanceof GetCommand) return getItem(state, command.input)
    if (command instanceof BatchGetCommand) return batchGetItem(state, command.input)
    if (command instanceof QueryCommand) return queryPage(state, command.input)
    if (command instanceof ScanCommand) return scanPage(state, command.input)
    if (command instanceof PutCommand) return putItem(state, command.input)
    if (command instanceof DeleteCommand) return deleteItem(state, command.input)
    if (command instanceof BatchWriteCommand) return batchWriteItem(state, command.input)
    if (command instanceof TransactWriteCommand) return transactWriteItems(state, tokens, command.input)
    throw new Error(`The modelled DynamoDB does not know ${command.constructor.name}.`)
  }
}

/** A client whose requests are done by `send`; a store takes nothing else of it. */
export function modelledClient(send: (command: SentCommand) => Promise<object>): DynamoDBDocumentClient {
  const config = { maxAttempts: async () => 1, region: async () => 'modelled' }
  // Sound: `send` and these two of the configuration are all that a store uses.
  return { config, send } as unknown as DynamoDBDocumentClient
}

/** A client of a table that answers at once. */
export function directClient({ execute }: ModelledTable): DynamoDBDocumentClient {
  return modelledClient(async (command) => execute(command))
}
