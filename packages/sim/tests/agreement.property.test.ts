import { CreateTableCommand, type KeySchemaElement } from '@aws-sdk/client-dynamodb'
import { type DynamoDBDocumentClient, QueryCommand, ScanCommand } from '@aws-sdk/lib-dynamodb'
import { createDynamoClient } from '@throughline/electrodb'
import * as fc from 'fast-check'
import { beforeAll, expect, inject, it } from 'vitest'
import { directClient, modelledTable } from '../src/dynamo/modelled-table.ts'
import { command, type Make, tableName } from './agreement-commands.ts'

// The same commands to the modelled DynamoDB, with nothing lagging, and to DynamoDB Local: the same answers and errors.

type Values = Readonly<Record<string, unknown>>

const layout = {
  tableName,
  key: { pk: 'pk', sk: 'sk' },
  ttl: 'ttl',
  indexes: [
    { name: 'GSI1', pk: 'gsi1pk', sk: 'gsi1sk' },
    { name: 'LSI1', pk: 'pk', sk: 'lsi1sk', type: 'local' },
  ],
} as const

let local: DynamoDBDocumentClient
let runs = 0

beforeAll(async () => {
  local = createDynamoClient({ endpoint: inject('endpoint') })
  const keys = (pk: string, sk: string): KeySchemaElement[] => [
    { AttributeName: pk, KeyType: 'HASH' },
    { AttributeName: sk, KeyType: 'RANGE' },
  ]
  const projected = { Projection: { ProjectionType: 'ALL' as const } }
  await local.send(
    new CreateTableCommand({
      TableName: tableName,
      BillingMode: 'PAY_PER_REQUEST',
      AttributeDefinitions: ['pk', 'sk', 'gsi1pk', 'gsi1sk', 'lsi1sk'].map((AttributeName) => ({
        AttributeName,
        AttributeType: 'S' as const,
      })),
      KeySchema: keys('pk', 'sk'),
      GlobalSecondaryIndexes: [{ IndexName: 'GSI1', KeySchema: keys('gsi1pk', 'gsi1sk'), ...projected }],
      LocalSecondaryIndexes: [{ IndexName: 'LSI1', KeySchema: keys('pk', 'lsi1sk'), ...projected }],
    }),
  )
})

/** What a command answers, as far as DynamoDB promises it. */
async function answerOf(client: DynamoDBDocumentClient, sent: unknown): Promise<Values> {
  try {
    // Sound: it is one of the commands of `agreement-commands.ts`.
    const answer = (await client.send(sent as QueryCommand)) as unknown as Values
    return comparable({ ...answer })
  } catch (error) {
    if (!(error instanceof Error)) throw error
    // Sound: read as what may be absent.
    const { CancellationReasons: reasons } = error as { CancellationReasons?: { Code?: string }[] }
    return { error: error.name, ...(reasons && { reasons: reasons.map(({ Code }) => Code) }) }
  }
}

/** Capacity is not modelled, and Local tells it unasked now and then. */
function comparable({
  $metadata: _metadata,
  ConsumedCapacity: _capacity,
  Responses,
  ...answer
}: Record<string, unknown>): Values {
  // Sound: as both answer a BatchGetItem.
  const found = (Responses as Record<string, Values[]> | undefined)?.[tableName]
  return {
    ...answer,
    ...(found && { Responses: found.toSorted((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1)) }),
  }
}

function keyText(item: Values): string {
  return `${String(item['pk'])} ${String(item['sk'])}`
}

/** A read to its end, page by page: what each page holds for a query, in no order for a scan. */
async function readOn(client: DynamoDBDocumentClient, read: QueryCommand | ScanCommand): Promise<unknown> {
  const pages: Values[] = []
  let after: Record<string, unknown> | undefined
  for (let page = 0; page < 30; page += 1) {
    const Command = read instanceof QueryCommand ? QueryCommand : ScanCommand
    // Sound: both take what the other takes of these.
    const next = new Command({ ...(read.input as QueryCommand['input']), ExclusiveStartKey: after })
    const answer = await answerOf(client, next)
    pages.push(answer)
    // Sound: as DynamoDB answers.
    after = answer['LastEvaluatedKey'] as Record<string, unknown> | undefined
    if (!after) break
  }
  if (read instanceof QueryCommand) return withoutEmptyEnd(pages)
  const items = pages.flatMap((page) => (Array.isArray(page['Items']) ? (page['Items'] as Values[]) : []))
  return items.toSorted((a, b) => (keyText(a) < keyText(b) ? -1 : 1))
}

/** Whether a last page that is full says that there may be more differs by where the range ends. */
function withoutEmptyEnd(pages: readonly Values[]): readonly Values[] {
  const read = pages.filter(({ ScannedCount }, index) => index === 0 || ScannedCount !== 0)
  const { LastEvaluatedKey: _end, ...last } = read.at(-1) ?? {}
  return [...read.slice(0, -1), last]
}

async function compare(makes: readonly Make[]): Promise<void> {
  runs += 1
  const prefix = `run ${runs} `
  const modelled = directClient(modelledTable({ layout }))
  for (const make of makes) {
    const sent = make(prefix)
    const isRead = sent instanceof QueryCommand || sent instanceof ScanCommand
    const ask = async (client: DynamoDBDocumentClient): Promise<unknown> =>
      isRead ? readOn(client, sent) : answerOf(client, sent)
    const [expected, found] = [await ask(local), await ask(modelled)]
    expect(
      found,
      JSON.stringify(sent.input)
        .replaceAll(/b{9,}/g, (all) => `${all.length} b`)
        .slice(0, 1_000),
    ).toEqual(expected)
  }
}

it('answers as DynamoDB Local does', async () => {
  const sequences = fc.array(command, { minLength: 5, maxLength: 25 })
  await fc.assert(fc.asyncProperty(sequences, compare), { numRuns: 60 })
}, 120_000)
