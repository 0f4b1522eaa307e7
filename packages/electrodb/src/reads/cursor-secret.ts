import { randomBytes } from 'node:crypto'
import { type DynamoDBDocumentClient, GetCommand, PutCommand } from '@aws-sdk/lib-dynamodb'
import { StoreError } from '@throughline/schema'
import { type Retrying, send } from '../client/send.ts'

/** Where a table keeps the secret of its cursors. */
export interface SecretPlace extends Retrying {
  readonly tableName: string
  /** Begins the partition: a tenant's, or empty. */
  readonly prefix: string
}

/** Of which the first signs, and each verifies. */
export type Secrets = readonly [Buffer, ...Buffer[]]

/** Those of HMAC-SHA256's own output: a shorter one is easier to guess than what it signs. */
const leastBytes = 32

/**
 * The secrets that cursors are signed with: those that are given, or one that the table keeps, made at random by the
 * first process that needs it.
 *
 * @throws {StoreError} `not_configured` for a secret of less than 32 bytes.
 */
export function cursorSecrets(
  place: SecretPlace,
  given: string | readonly string[] | undefined,
): () => Promise<Secrets> {
  if (given === undefined) return () => tableSecret(place)
  const [first, ...others] = (typeof given === 'string' ? [given] : given).map((text) => Buffer.from(text))
  const secrets: Secrets | undefined = first && [first, ...others]
  if (!secrets?.every(({ length }) => length >= leastBytes)) {
    throw new StoreError(
      'not_configured',
      `A cursorSecret has ${leastBytes} bytes or more. Make one: openssl rand -base64 32.`,
    )
  }
  return () => Promise.resolve(secrets)
}

/** What this process has read, for each client by table and prefix. */
const known = new WeakMap<DynamoDBDocumentClient, Map<string, Promise<Secrets>>>()

async function tableSecret(place: SecretPlace): Promise<Secrets> {
  const { client, tableName, prefix } = place
  const ofClient = known.get(client) ?? new Map<string, Promise<Secrets>>()
  known.set(client, ofClient)
  const name = JSON.stringify([tableName, prefix])
  const found = ofClient.get(name)
  if (found) return found
  const reading = readOrMake(place)
  ofClient.set(name, reading)
  try {
    return await reading
  } catch (error) {
    ofClient.delete(name)
    throw error
  }
}

/** Of several processes that make one at the same time, the first to write decides. */
async function readOrMake(place: SecretPlace): Promise<Secrets> {
  const secret = (await readSecret(place)) ?? (await makeSecret(place)) ?? (await readSecret(place))
  if (secret) return [secret]
  throw new StoreError(
    'unavailable',
    `The cursor secret of "${place.tableName}" could not be read. Try again.`,
  )
}

async function readSecret(place: SecretPlace): Promise<Buffer | undefined> {
  const Key = secretKey(place.prefix)
  const command = new GetCommand({ TableName: place.tableName, Key, ConsistentRead: true })
  const { Item } = await send(place, command)
  const secret: unknown = Item?.['secret']
  return typeof secret === 'string' ? Buffer.from(secret, 'base64') : undefined
}

/** `undefined` where another process was first. */
async function makeSecret(place: SecretPlace): Promise<Buffer | undefined> {
  const secret = randomBytes(leastBytes)
  const command = new PutCommand({
    TableName: place.tableName,
    Item: { ...secretKey(place.prefix), secret: secret.toString('base64') },
    ConditionExpression: 'attribute_not_exists(pk)',
  })
  try {
    // Sent twice, it may meet what it wrote itself: what the table has counts.
    await send(place, command, { idempotent: true })
    return secret
  } catch (error) {
    if (error instanceof Error && error.name === 'ConditionalCheckFailedException') return undefined
    throw error
  }
}

function secretKey(prefix: string): { pk: string; sk: string } {
  return { pk: `${prefix}SECRET`, sk: 'CURSOR' }
}
