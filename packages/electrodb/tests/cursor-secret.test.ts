import { GetCommand, PutCommand } from '@aws-sdk/lib-dynamodb'
import { inject, describe, expect, it } from 'vitest'
import { cursorSecrets } from '../src/reads/cursor-secret.ts'
import { createDynamoClient } from '../src/index.ts'
import { freshTable, shopModel } from './shop-model.ts'

/** A client of its own, as another process has one, that counts its requests. */
function countingClient() {
  const client = createDynamoClient({ endpoint: inject('endpoint') })
  const sent: string[] = []
  const failing = { left: 0 }
  client.middlewareStack.add(
    (next, context) => async (input) => {
      sent.push(String(context.commandName))
      if (failing.left > 0) {
        failing.left -= 1
        throw Object.assign(new Error('no'), { name: 'AccessDeniedException' })
      }
      return next(input)
    },
    { step: 'initialize' },
  )
  return { client, sent, failing }
}

describe('a secret that the table keeps', () => {
  it('is made once, and read once by each process', async () => {
    const { tableName } = await freshTable(shopModel)
    const processes = Array.from({ length: 8 }, countingClient)
    const secrets = await Promise.all(
      processes.map(({ client }) => cursorSecrets({ client, tableName, prefix: '' }, undefined)()),
    )
    expect(new Set(secrets.map(([secret]) => secret.toString('hex'))).size).toBe(1)
    expect(secrets[0]?.[0].length).toBe(32)
    for (const { client, sent } of processes) {
      const before = sent.length
      // Another store of the same process has it already.
      const again = await Promise.all(
        [1, 2, 3].map(() => cursorSecrets({ client, tableName, prefix: '' }, undefined)()),
      )
      expect(again[0]).toEqual(secrets[0])
      expect(sent.length).toBe(before)
    }
    const late = countingClient()
    expect(await cursorSecrets({ client: late.client, tableName, prefix: '' }, undefined)()).toEqual(
      secrets[0],
    )
    expect(late.sent).toEqual(['GetItemCommand'])
  })

  it('is another one for each tenant and table', async () => {
    const { client, tableName } = await freshTable(shopModel)
    const [none] = await cursorSecrets({ client, tableName, prefix: '' }, undefined)()
    const [tenant] = await cursorSecrets({ client, tableName, prefix: 'TENANT#a#' }, undefined)()
    expect(tenant.equals(none)).toBe(false)
    const { Item } = await client.send(
      new GetCommand({ TableName: tableName, Key: { pk: 'TENANT#a#SECRET', sk: 'CURSOR' } }),
    )
    expect(Item?.['secret']).toBe(tenant.toString('base64'))
  })

  it('agrees with the process that was a moment faster', async () => {
    const { client, tableName } = await freshTable(shopModel)
    const slow = countingClient()
    const fast = Buffer.alloc(32, 7)
    // Between the read of the slow one and its write.
    slow.client.middlewareStack.add(
      (next, context) => async (input) => {
        if (context.commandName === 'PutItemCommand') {
          const Item = { pk: 'SECRET', sk: 'CURSOR', secret: fast.toString('base64') }
          await client.send(new PutCommand({ TableName: tableName, Item }))
        }
        return next(input)
      },
      { step: 'initialize' },
    )
    const secrets = await cursorSecrets({ client: slow.client, tableName, prefix: '' }, undefined)()
    expect(secrets).toEqual([fast])
    expect(slow.sent).toEqual(['GetItemCommand', 'PutItemCommand', 'GetItemCommand'])
  })

  it('is asked for again after a failure', async () => {
    const { tableName } = await freshTable(shopModel)
    const { client, failing, sent } = countingClient()
    const secrets = cursorSecrets({ client, tableName, prefix: '' }, undefined)
    failing.left = 1
    await expect(secrets()).rejects.toThrow()
    expect((await secrets())[0].length).toBe(32)
    expect(sent).toEqual(['GetItemCommand', 'GetItemCommand', 'PutItemCommand'])
  })
})

describe('a secret that is given', () => {
  const place = {
    client: createDynamoClient({ endpoint: inject('endpoint') }),
    tableName: 'none',
    prefix: '',
  }

  it('is used without asking the table', async () => {
    const [first, second] = ['a'.repeat(32), 'b'.repeat(32)]
    expect(await cursorSecrets(place, first)()).toEqual([Buffer.from(first)])
    expect(await cursorSecrets(place, [second, first])()).toEqual([Buffer.from(second), Buffer.from(first)])
  })

  it.each([['short'], [[]], [['a'.repeat(32), 'short']]])('is refused when it is too short: %j', (given) => {
    expect(() => cursorSecrets(place, given)).toThrow(
      expect.objectContaining({
        code: 'not_configured',
        message: expect.stringMatching(/has 32 bytes or more/),
      }),
    )
  })
})
