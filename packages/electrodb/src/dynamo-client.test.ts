import { once } from 'node:events'
import { createServer } from 'node:http'
import { ListTablesCommand } from '@aws-sdk/client-dynamodb'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { shopModel } from '../tests/shop-model.ts'
import { createDynamoClient } from './dynamo-client.ts'
import { createDynamoStore } from './dynamo-store.ts'

afterEach(() => vi.unstubAllEnvs())

describe('createDynamoClient', () => {
  it('sends no real credentials to an endpoint that is not AWS', async () => {
    vi.stubEnv('AWS_ACCESS_KEY_ID', 'REAL')
    vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'SECRET')
    vi.stubEnv('DYNAMODB_ENDPOINT', 'http://dynamodb:8000')
    expect(await createDynamoClient().config.credentials()).toMatchObject({ accessKeyId: 'local' })
    const endpoint = 'https://dynamodb.eu-central-1.amazonaws.com'
    const aws = createDynamoClient({ endpoint, region: 'eu-central-1' })
    expect(await aws.config.credentials()).toMatchObject({ accessKeyId: 'REAL' })
  })

  it.each(['localhost:8000', 'nonsense', 'ftp://localhost'])('refuses the address %j', (endpoint) => {
    const create = (): unknown => createDynamoClient({ endpoint })
    expect(create).toThrow(expect.objectContaining({ name: 'StoreError', code: 'not_configured' }))
  })

  it('does not wait for ever', async () => {
    const server = createServer(() => undefined).listen(0)
    await once(server, 'listening')
    const address = server.address()
    const port = typeof address === 'object' && address !== null ? address.port : 0
    const client = createDynamoClient({ endpoint: `http://127.0.0.1:${port}`, timeout: 50 })
    await expect(client.send(new ListTablesCommand())).rejects.toMatchObject({ name: 'TimeoutError' })
    const reading = createDynamoStore(shopModel, { client }).get('customers', { id: 'a' })
    await expect(reading).rejects.toMatchObject({ name: 'StoreError', code: 'unavailable' })
    server.closeAllConnections()
    server.close()
  })
})
