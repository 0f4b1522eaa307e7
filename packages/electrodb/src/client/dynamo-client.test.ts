import { DescribeTableCommand, ListTablesCommand } from '@aws-sdk/client-dynamodb'
import { GetCommand } from '@aws-sdk/lib-dynamodb'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { type Scripted, scriptedServer, type ScriptedServer } from '../../tests/scripted-server.ts'
import { shopModel } from '../../tests/shop-model.ts'
import { createDynamoClient, type DynamoClientOptions } from './dynamo-client.ts'
import { createDynamoStore } from '../dynamo-store.ts'

const variables = [
  'AWS_ACCESS_KEY_ID',
  'AWS_CONTAINER_CREDENTIALS_FULL_URI',
  'AWS_CONTAINER_CREDENTIALS_RELATIVE_URI',
  'AWS_DEFAULT_REGION',
  'AWS_ENDPOINT_URL',
  'AWS_ENDPOINT_URL_DYNAMODB',
  'AWS_IGNORE_CONFIGURED_ENDPOINT_URLS',
  'AWS_PROFILE',
  'AWS_REGION',
  'AWS_SECRET_ACCESS_KEY',
  'AWS_SESSION_TOKEN',
  'AWS_WEB_IDENTITY_TOKEN_FILE',
  'DYNAMODB_ENDPOINT',
]

beforeEach(() => {
  for (const name of variables) vi.stubEnv(name, undefined)
  vi.stubEnv('AWS_EC2_METADATA_DISABLED', 'true')
  vi.stubEnv('AWS_CONFIG_FILE', '/no/config')
  vi.stubEnv('AWS_SHARED_CREDENTIALS_FILE', '/no/credentials')
})

const servers: ScriptedServer[] = []
afterEach(async () => {
  vi.unstubAllEnvs()
  for (const server of servers.splice(0)) await server.close()
})

async function serve(...script: Scripted[]): Promise<ScriptedServer> {
  const server = await scriptedServer(script)
  servers.push(server)
  return server
}

async function addressOf(options?: DynamoClientOptions): Promise<string> {
  const endpoint = await createDynamoClient(options).config.endpoint?.()
  return endpoint ? `${endpoint.hostname}${endpoint.port === undefined ? '' : `:${endpoint.port}`}` : 'AWS'
}

/** What the first request of a store tells. */
async function firstError(options: DynamoClientOptions): Promise<unknown> {
  const client = createDynamoClient(options)
  return createDynamoStore(shopModel, { client })
    .get('customers', { id: 'a' })
    .catch((error: unknown) => error)
}

describe('the endpoint', () => {
  it('is the option, then the most special variable that is set, then AWS', async () => {
    expect(await addressOf({ region: 'eu-central-1' })).toBe('AWS')
    vi.stubEnv('AWS_ENDPOINT_URL', 'http://third:1')
    expect(await addressOf()).toBe('third:1')
    vi.stubEnv('DYNAMODB_ENDPOINT', 'http://second:2')
    expect(await addressOf()).toBe('second:2')
    vi.stubEnv('AWS_ENDPOINT_URL_DYNAMODB', 'http://first:3')
    expect(await addressOf()).toBe('first:3')
    expect(await addressOf({ endpoint: 'http://option:4' })).toBe('option:4')
  })

  it('takes empty variables for none, and none of the SDK where it is told to ignore them', async () => {
    vi.stubEnv('AWS_ENDPOINT_URL_DYNAMODB', '')
    vi.stubEnv('AWS_ENDPOINT_URL', 'http://third:1')
    expect(await addressOf()).toBe('third:1')
    vi.stubEnv('AWS_IGNORE_CONFIGURED_ENDPOINT_URLS', 'true')
    expect(await addressOf({ region: 'eu-central-1' })).toBe('AWS')
    vi.stubEnv('DYNAMODB_ENDPOINT', 'http://second:2')
    expect(await addressOf()).toBe('second:2')
  })

  it.each(['localhost:8000', 'nonsense', 'ftp://localhost'])('cannot be %j', (endpoint) => {
    const refusal = expect.objectContaining({ name: 'StoreError', code: 'not_configured' }) as Error
    expect(() => createDynamoClient({ endpoint })).toThrow(refusal)
    vi.stubEnv('AWS_ENDPOINT_URL', endpoint)
    expect(() => createDynamoClient()).toThrow(/\(AWS_ENDPOINT_URL\)\.$/)
  })
})

describe('the credentials', () => {
  it('are dummies for an endpoint that is not AWS', async () => {
    vi.stubEnv('AWS_ACCESS_KEY_ID', 'REAL')
    vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'SECRET')
    const keyFor = async (options: DynamoClientOptions): Promise<string> =>
      (await createDynamoClient(options).config.credentials()).accessKeyId
    for (const name of ['AWS_ENDPOINT_URL_DYNAMODB', 'DYNAMODB_ENDPOINT', 'AWS_ENDPOINT_URL']) {
      vi.stubEnv(name, 'http://dynamodb:8000')
      expect(await keyFor({})).toBe('local')
      vi.stubEnv(name, undefined)
    }
    const region = 'eu-central-1'
    expect(await keyFor({ region })).toBe('REAL')
    expect(await keyFor({ region, endpoint: 'https://dynamodb.eu-central-1.amazonaws.com' })).toBe('REAL')
    expect(await keyFor({ region, endpoint: 'https://dynamodb.amazonaws.com.attacker.example' })).toBe(
      'local',
    )
    const credentials = { accessKeyId: 'OWN', secretAccessKey: 'OWN' }
    expect(await keyFor({ endpoint: 'https://gateway.example', credentials })).toBe('OWN')
  })

  it('that are missing are told by the first request, with all that was looked at', async () => {
    vi.stubEnv('AWS_PROFILE', 'work')
    expect(await firstError({ region: 'eu-central-1' })).toMatchObject({
      name: 'StoreError',
      code: 'not_configured',
      message:
        'No AWS credentials were found. Looked at: the option `credentials`, AWS_ACCESS_KEY_ID with AWS_SECRET_ACCESS_KEY, ' +
        'the profile "work" of /no/credentials and /no/config, AWS_WEB_IDENTITY_TOKEN_FILE, the container\'s credentials, ' +
        "the machine's metadata service (switched off). Set them, or give an endpoint.",
    })
  })

  it('that have expired are told as such', async () => {
    const json = { __type: 'com.amazon.coral.service#ExpiredTokenException', message: 'Expired.' }
    const { endpoint, requests } = await serve({ status: 400, json })
    expect(await firstError({ endpoint })).toMatchObject({
      code: 'denied',
      message: `The session for DynamoDB at ${endpoint} has expired. Renew your credentials (sign in again, or get a new session), then try again.`,
    })
    expect(requests).toHaveLength(1)
  })
})

describe('the region', () => {
  it('that is missing is told by the first request, with all that was looked at', async () => {
    const credentials = { accessKeyId: 'a', secretAccessKey: 'b' }
    const error = await firstError({ credentials })
    expect(error).toMatchObject({
      code: 'not_configured',
      message:
        'No AWS region is set. Looked at: the option `region`, AWS_REGION, the profile "default" of /no/credentials and ' +
        "/no/config, the machine's metadata service (switched off). Set one, or give an endpoint.",
    })
    vi.stubEnv('AWS_DEFAULT_REGION', 'eu-central-1')
    expect(String(await firstError({ credentials }))).toContain('AWS_DEFAULT_REGION is set, but')
  })

  it('is that of the environment', async () => {
    vi.stubEnv('AWS_REGION', 'eu-west-3')
    expect(await createDynamoClient().config.region()).toBe('eu-west-3')
  })
})

describe('connections', () => {
  const get = (): GetCommand => new GetCommand({ TableName: 't', Key: { pk: 'a' } })

  it('are kept between requests', async () => {
    const { endpoint, connections, requests } = await serve({ json: {} })
    const client = createDynamoClient({ endpoint })
    for (let count = 0; count < 10; count += 1) await client.send(get())
    expect(requests).toHaveLength(10)
    expect(connections()).toBe(1)
  })

  it('are at most as many as allowed', async () => {
    const { endpoint, connections, requests } = await serve({ json: {} })
    const client = createDynamoClient({ endpoint, maxSockets: 3 })
    await Promise.all(Array.from({ length: 30 }, () => client.send(get())))
    expect(requests).toHaveLength(30)
    expect(connections()).toBe(3)
  })

  it.each<Scripted>(['hang', 'stall'])('are not waited on for ever: %s', async (step) => {
    const { endpoint } = await serve(step)
    const client = createDynamoClient({ endpoint, timeout: 50 })
    await expect(client.send(new ListTablesCommand())).rejects.toMatchObject({ name: 'TimeoutError' })
    const store = createDynamoStore(shopModel, { client, retry: { tries: 2 } })
    await expect(store.get('customers', { id: 'a' })).rejects.toMatchObject({
      name: 'StoreError',
      code: 'unavailable',
    })
  })

  it('to something else than DynamoDB are told as such', async () => {
    const { endpoint } = await serve({ status: 404, html: '<html>Not found' })
    const client = createDynamoClient({ endpoint })
    await expect(client.send(new DescribeTableCommand({ TableName: 't' }))).rejects.toThrow()
    expect(await firstError({ endpoint })).toMatchObject({
      code: 'not_configured',
      message: `What answers at ${endpoint} is not DynamoDB. Check the address.`,
    })
  })
})
