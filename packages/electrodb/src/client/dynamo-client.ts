import { DynamoDBClient, type DynamoDBClientConfig } from '@aws-sdk/client-dynamodb'
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb'
import { StoreError } from '@throughline/schema'
import { endpointOf, type GivenEndpoint, isAwsHost } from './aws-environment.ts'

/** Options of {@link createDynamoClient}. */
export interface DynamoClientOptions {
  /**
   * Address of DynamoDB Local, or of another stand-in. When absent: `AWS_ENDPOINT_URL_DYNAMODB`, `DYNAMODB_ENDPOINT`,
   * `AWS_ENDPOINT_URL`, then AWS.
   */
  readonly endpoint?: string
  /** AWS region; that of `AWS_REGION` or of the profile when absent. */
  readonly region?: string
  /** As the SDK takes them; those of the environment when absent, for AWS alone. */
  readonly credentials?: DynamoDBClientConfig['credentials']
  /** Milliseconds to wait for one answer; 15,000 when absent. */
  readonly timeout?: number
  /** Milliseconds to wait for a connection; 3,000 when absent. */
  readonly connectionTimeout?: number
  /** Connections to one address at most, kept open between requests; 50 when absent. */
  readonly maxSockets?: number
  /**
   * Requests that the SDK itself makes of one at most; 1 when absent, since a store sends requests again by its own policy.
   *
   * For other uses of the client, such as ElectroDB's, 4 is what the SDK takes.
   */
  readonly maxAttempts?: number
}

/**
 * Makes a DocumentClient with kept connections and bounded waits.
 *
 * An endpoint that is not AWS's own gets dummy credentials, so that nothing real is sent to it, unless `credentials` are
 * given. A region or credentials that are missing are told by the first request, as `not_configured`.
 *
 * @throws {StoreError} `not_configured` for an endpoint that is no address.
 */
export function createDynamoClient(options: DynamoClientOptions = {}): DynamoDBDocumentClient {
  const {
    credentials,
    timeout = 15_000,
    connectionTimeout = 3_000,
    maxSockets = 50,
    maxAttempts = 1,
  } = options
  const endpoint = options.endpoint
    ? { url: options.endpoint, source: 'the option `endpoint`' }
    : endpointOf(process.env)
  const isStandIn = endpoint !== undefined && !isAwsHost(hostOf(endpoint))
  const region = options.region ?? (isStandIn ? 'local' : undefined)
  const agent = { keepAlive: true, maxSockets }
  const client = new DynamoDBClient({
    maxAttempts,
    ...(endpoint && { endpoint: endpoint.url }),
    ...(region !== undefined && { region }),
    ...(isStandIn && { credentials: { accessKeyId: 'local', secretAccessKey: 'local' } }),
    ...(credentials && { credentials }),
    requestHandler: {
      connectionTimeout,
      requestTimeout: timeout,
      throwOnRequestTimeout: true,
      // The request's timeout ends with the first line of the answer; this one bounds the rest.
      socketTimeout: timeout,
      httpAgent: agent,
      httpsAgent: agent,
    },
  })
  return DynamoDBDocumentClient.from(client, { marshallOptions: { removeUndefinedValues: true } })
}

function hostOf({ url, source }: GivenEndpoint): string {
  if (URL.canParse(url) && /^https?:/.test(url)) return new URL(url).hostname
  throw new StoreError(
    'not_configured',
    `"${url}" is no address of DynamoDB. Write it as http://localhost:8000 (${source}).`,
  )
}
