import { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb'
import { StoreError } from '@throughline/schema'

/** Options of {@link createDynamoClient}. */
export interface DynamoClientOptions {
  /** Address of DynamoDB Local (or another stand-in); `DYNAMODB_ENDPOINT`, then AWS, when absent. */
  readonly endpoint?: string
  /** AWS region; that of the environment when absent. */
  readonly region?: string
  /** Milliseconds to wait for one answer; 15,000 when absent. */
  readonly timeout?: number
}

const awsHost = /\.(amazonaws\.com(\.cn)?|api\.aws)$/

/**
 * Makes a DocumentClient with kept connections and bounded waits: 3 s to connect, `timeout` for each answer.
 *
 * An endpoint that is not AWS's own gets dummy credentials, so that nothing real is sent to it.
 *
 * @throws {StoreError} `not_configured` for an endpoint that is no address.
 */
export function createDynamoClient(options: DynamoClientOptions = {}): DynamoDBDocumentClient {
  const endpoint = options.endpoint ?? process.env['DYNAMODB_ENDPOINT'] ?? ''
  const standIn = endpoint !== '' && !awsHost.test(hostOf(endpoint))
  const region = options.region ?? (standIn ? 'local' : undefined)
  const client = new DynamoDBClient({
    ...(endpoint !== '' && { endpoint }),
    ...(region !== undefined && { region }),
    ...(standIn && { credentials: { accessKeyId: 'local', secretAccessKey: 'local' } }),
    requestHandler: {
      connectionTimeout: 3_000,
      requestTimeout: options.timeout ?? 15_000,
      throwOnRequestTimeout: true,
    },
  })
  return DynamoDBDocumentClient.from(client, { marshallOptions: { removeUndefinedValues: true } })
}

function hostOf(endpoint: string): string {
  if (URL.canParse(endpoint) && /^https?:/.test(endpoint)) return new URL(endpoint).hostname
  throw new StoreError(
    'not_configured',
    `"${endpoint}" is no address of DynamoDB. Write it as http://localhost:8000 (the option \`endpoint\`, or DYNAMODB_ENDPOINT).`,
  )
}
