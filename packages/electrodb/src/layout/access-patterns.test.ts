import type { AnyModel } from '@throughline/schema'
import { ordersModel, ordersRows } from '@throughline/schema/testing'
import { describe, expect, it } from 'vitest'
import {
  accessCases,
  conditionsOf,
  type Read,
  type ReadInput,
  readsOf,
  tenant,
} from '../../tests/access-reads.ts'
import { ticketsLayout, ticketsModel } from '../../tests/tickets-model.ts'
import { accessPatterns } from './access-patterns.ts'
import { createDynamoClient } from '../client/dynamo-client.ts'
import { createDynamoStore } from '../dynamo-store.ts'
import { accessPatternsMarkdown } from './layout-markdown.ts'
import { type LayoutOptions, tableLayout } from './table-layout.ts'

const cursorSecret = 'x'.repeat(32)

/** What a call of the store asks DynamoDB, which is not there. */
async function readsOfCall(model: AnyModel, options: LayoutOptions, example: string): Promise<Read[]> {
  const client = createDynamoClient({ endpoint: 'http://127.0.0.1:1' })
  const inputs: ReadInput[] = []
  client.middlewareStack.add(
    () => async (arguments_) => {
      // Sound: what is read of it is optional.
      inputs.push(arguments_.input as ReadInput)
      return { output: { $metadata: {}, Items: [], Responses: {} }, response: {} }
    },
    { step: 'initialize' },
  )
  const store = createDynamoStore(model, {
    client,
    layout: tableLayout(model, options),
    cursorSecret,
    ...(options.tenancy && { tenant }),
  })
  const row = ordersRows.find(({ entity }) => entity === 'customers')?.row
  const mutationId = crypto.randomUUID()
  const given = {
    store,
    row,
    mutationId,
    cursor: example.includes('cursor') ? await store.heads() : '',
    clientId: 'me',
    seq: 1,
    mutations: [{ op: 'insert', mutationId, entity: model.names[0], row: {} }],
  }
  inputs.length = 0
  // oxlint-disable-next-line typescript/no-implied-eval -- the example is code, and it is tested that it runs
  const run = new Function(...Object.keys(given), `return ${example}`) as (
    ...values: unknown[]
  ) => Promise<unknown>
  await run(...Object.values(given))
  return inputs.flatMap(readsOf)
}

describe.each(accessCases)('the access patterns of %s', (_name, model, options) => {
  const patterns = accessPatterns(model, options)

  it('are what the store asks DynamoDB, each by its example', async () => {
    for (const pattern of patterns) {
      const { example, index, method, consistent } = pattern
      // A row of another model's is refused before its value is looked for.
      if (method === 'push' && model !== ordersModel && example.includes('row')) continue
      const reads = await readsOfCall(model, options, example)
      const wanted = conditionsOf(pattern)
      const isWanted = (read: Read): boolean =>
        read.index === index && wanted.some((one) => one.test(read.condition))
      const found = reads.filter(isWanted)
      for (const one of wanted) {
        expect(
          found.map(({ condition }) => condition),
          example,
        ).toContainEqual(expect.stringMatching(one))
      }
      const isAlone = ['batchGet', 'get', 'list', 'query'].includes(method)
      if (isAlone)
        expect(
          reads.filter((read) => !isWanted(read)),
          example,
        ).toEqual([])
      expect(new Set(found.map((read) => read.consistent)), example).toEqual(new Set([consistent]))
      expect(example.startsWith(`store.${method}(`)).toBe(true)
    }
  })

  it('are consistent where they say so, unless that is not wanted, and never elsewhere', async () => {
    const withOption = (example: string, option: string): string =>
      example.endsWith("')")
        ? example.replace(/\)$/, `, { ${option} })`)
        : example.replace(/ \}\)$/, `, ${option} })`)
    for (const { example, consistent, method } of patterns) {
      if (method !== 'list' && method !== 'query') continue
      const reads = async (option: string): Promise<boolean[]> =>
        (await readsOfCall(model, options, withOption(example, option))).map((read) => read.consistent)
      expect(new Set(await reads('consistent: false')), example).toEqual(new Set([false]))
      if (consistent) expect(await reads('consistent: true'), example).toEqual([true])
      else await expect(reads('consistent: true'), example).rejects.toThrow(/answered by an index/)
    }
  })
})

describe('accessPatterns', () => {
  it('has every way of each entity', () => {
    const lines = accessPatterns(ordersModel)
      .filter(({ entity }) => entity === 'orderLines')
      .map(({ method, index, keyCondition, consistent, rcu }) => [
        method,
        index,
        keyCondition,
        consistent,
        rcu,
      ])
    const pk = 'pk = "CUSTOMER#${country}#${customerNumber}"'
    expect(lines).toEqual([
      ['get', 'table', `${pk} AND sk = "LINE#\${orderNumber}#\${line}"`, true, 1],
      ['batchGet', 'table', `${pk} AND sk = "LINE#\${orderNumber}#\${line}"`, true, 100],
      ['list', 'GSI2', 'gsi2pk = "ALL_DATA" AND begins_with(gsi2sk, "CUSTOMER#")', false, 62.5],
      ['query', 'table', `${pk} AND begins_with(sk, "LINE#\${orderNumber}#")`, true, 25],
      ['list', 'table', `${pk} AND begins_with(sk, "LINE#")`, true, 25],
      ['list', 'GSI3', 'gsi3pk = "LINE#product#${sku}"', false, 12.5],
    ])
  })

  it('has values, beginnings, ranges and orders of indexes, local ones within one parent', () => {
    const lines = accessPatterns(ticketsModel, ticketsLayout)
      .filter(({ entity, index }) => entity === 'comments' && /GSI3|LSI/.test(index))
      .map(({ index, keyCondition, example }) => [index, keyCondition, example])
    const pk = 'pk = "PROJECT#${projectId}"'
    const parent = "projectId: 'projectId-1', ticketId: 'ticketId-1'"
    expect(lines).toEqual([
      [
        'GSI3',
        'gsi3pk = "COMMENT#text" AND gsi3sk = "#${text}"',
        "store.list('comments', { where: { text: 'text-1' } })",
      ],
      [
        'GSI3',
        'gsi3pk = "COMMENT#text" AND begins_with(gsi3sk, "#${text}")',
        "store.list('comments', { where: { text: { startsWith: 'text-1' } } })",
      ],
      [
        'GSI3',
        'gsi3pk = "COMMENT#text" AND gsi3sk >= "#${text}"',
        "store.list('comments', { where: { text: { gte: 'text-1' } } })",
      ],
      [
        'GSI3',
        'gsi3pk = "COMMENT#text" AND begins_with(gsi3sk, "#")',
        "store.list('comments', { orderBy: { text: 'asc' } })",
      ],
      [
        'LSI1',
        `${pk} AND lsi1sk = "COMMENT#\${ticketId}#\${text}"`,
        `store.query('comments', { where: { ${parent}, text: 'text-1' } })`,
      ],
      [
        'LSI1',
        `${pk} AND begins_with(lsi1sk, "COMMENT#\${ticketId}#\${text}")`,
        `store.query('comments', { where: { ${parent}, text: { startsWith: 'text-1' } } })`,
      ],
      [
        'LSI1',
        `${pk} AND lsi1sk BETWEEN "COMMENT#\${ticketId}#\${text}" AND "COMMENT#\${ticketId}$"`,
        `store.query('comments', { where: { ${parent}, text: { gte: 'text-1' } } })`,
      ],
      [
        'LSI1',
        `${pk} AND begins_with(lsi1sk, "COMMENT#\${ticketId}#")`,
        `store.query('comments', { where: { ${parent} }, orderBy: { text: 'asc' } })`,
      ],
    ])
  })

  it('asks for the condition of a sparse index', () => {
    const value = accessPatterns(ticketsModel, ticketsLayout).find(
      ({ index, entity }) => index === 'GSI3' && entity === 'tickets',
    )
    expect(value?.example).toBe(
      "store.list('tickets', { where: { status: 'open', urgent: true, dueAt: new Date('2026-01-02') } })",
    )
  })

  it('has the snapshot, the feed, clients and unique values', () => {
    const ofModel = accessPatterns(ordersModel, { tenancy: 'prefix', shards: 2 })
      .filter(({ method }) => ['heads', 'pull', 'push', 'snapshot'].includes(method))
      .map(({ method, keyCondition }) => [method, keyCondition])
    const prefix = 'TENANT#${tenant}#'
    expect(ofModel).toEqual([
      ['push', `pk = "${prefix}UNIQUE#CUSTOMER#email" AND sk = "#\${email}"`],
      ['snapshot', `gsi2pk = each of "${prefix}ALL_DATA#0", "${prefix}ALL_DATA#1"`],
      ['heads', `pk = each of "${prefix}CHANGES#0", "${prefix}CHANGES#1" AND sk = "HEAD"`],
      ['pull', `pk = each of "${prefix}CHANGES#0", "${prefix}CHANGES#1" AND sk > "\${seq}"`],
      ['push', `pk = "${prefix}CLIENT#\${clientId}" AND sk = "HEAD"`],
    ])
  })

  it('is plain data, and a Markdown table', () => {
    const patterns = accessPatterns(ordersModel)
    expect(structuredClone(patterns)).toEqual(patterns)
    const lines = accessPatternsMarkdown(ordersModel).split('\n')
    expect(lines).toHaveLength(patterns.length + 2)
    expect(lines.find((line) => line.includes("'customers', { where: { email: 'email-1'"))).toBe(
      "| the customers by email | `store.list('customers', { where: { email: 'email-1' } })` | GSI3 | " +
        '`gsi3pk = "CUSTOMER#email" AND gsi3sk = "#${email}"` | no | ' +
        '0.5 RCU × ⌈rows × size / 4⌉, eventually consistent (12.5 for 100 rows of 1 KB) |',
    )
  })
})
