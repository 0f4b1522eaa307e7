import {
  type AnyModel,
  defineEntity,
  defineModel,
  type EntityRow,
  fieldMeta,
  type ServerSearch,
} from '@throughline/schema'
import { auditEntry, definePolicies } from '@throughline/schema/policy'
import {
  blogModel,
  blogRows,
  memoryStore,
  ordersModel,
  ordersRows,
  orgModel,
  orgRows,
} from '@throughline/schema/testing'
import { Validator } from '@seriousme/openapi-schema-validator'
import { Ajv2020 } from 'ajv/dist/2020.js'
import ajvFormats from 'ajv-formats'
import { describe, expect, it } from 'vitest'
import * as z from 'zod'
import { everyKind } from '../../tests/every-kind.ts'
import { createApi } from '../http/create-api.ts'
import { createFetchHandler } from '../http/fetch-handler.ts'
import { createModelRouter } from '../model-router.ts'
import type { Json } from './json-schema.ts'
import { type OpenApiDocument, openApiDocument } from './open-api-document.ts'

// Names that JSON pointers and URLs have to escape, a field called as a keyword, a schema that contains itself.
const Node = z.object({
  id: z.uuid(),
  'a/b~c d': z.string(),
  const: z.string().optional(),
  get below() {
    return z.array(Node)
  },
})
const oddModel = defineModel({
  service: 'odd',
  entities: {
    nodes: defineEntity({ singular: 'node', schema: Node }),
    things: defineEntity({ singular: 'thing', schema: everyKind }),
  },
})

const secretsModel = defineModel({
  service: 'secrets',
  entities: {
    accounts: defineEntity({
      singular: 'account',
      schema: z.object({
        id: z.string(),
        owner: z.string(),
        iban: z
          .string()
          .regex(/^[A-Z]{2}\d+$/)
          .register(fieldMeta, { sensitive: { mask: 'iban' } }),
      }),
    }),
    entries: defineEntity({ singular: 'entry', schema: auditEntry }),
  },
})
const secretsPolicies = definePolicies(secretsModel, {
  roles: ['clerk'],
  principal: ({ id }: { readonly id: string }) => ({ id, role: 'clerk' }),
  audit: 'entries',
  entities: {
    accounts: {
      create: 'everyone',
      read: 'everyone',
      update: 'everyone',
      fields: { iban: { reveal: ['clerk'] } },
    },
    entries: { read: 'everyone' },
  },
})

/** One hit with all that a hit may have, whatever is looked for. */
const oneFound: ServerSearch = {
  search: async () => ({
    hits: [
      {
        entity: 'accounts',
        key: 'a',
        score: 1.5,
        rows: [
          {
            entity: 'accounts',
            key: 'a',
            fields: { owner: [{ term: 'ann', text: 'Ann', from: 0, to: 3 }] },
          },
        ],
      },
    ],
    total: 1,
    complete: false,
    suggestion: 'ann',
    work: { terms: 3, postings: 1 },
    isReady: true,
  }),
}

async function errorsOf(document: OpenApiDocument): Promise<unknown> {
  // The validator reads plain data, as everybody else does.
  const { valid, errors } = await new Validator().validate(
    JSON.parse(JSON.stringify(document)) as Record<string, unknown>,
  )
  return valid ? [] : errors
}

/** Checks values against the schemas of a document. */
function checker(document: OpenApiDocument) {
  const ajv = new Ajv2020({ strict: false, allErrors: true })
  ajvFormats.default(ajv)
  // Sound: an OpenAPI document is an object, and of its members schemas alone are looked up.
  ajv.addSchema(JSON.parse(JSON.stringify(document)) as object, 'api')
  return (pointer: string, value: unknown): unknown => {
    const check = ajv.getSchema(`api#${pointer}`)
    if (!check) throw new Error(`The document has no schema at ${pointer}`)
    return check(value) ? [] : check.errors
  }
}

const pathOf = (path: string): string => `/paths/${path.replaceAll('/', '~1')}`
const answers = (path: string, method: string): string =>
  `${pathOf(path)}/${method}/responses/200/content/application~1json/schema`
const bodies = (path: string): string => `${pathOf(path)}/post/requestBody/content/application~1json/schema`
const inputs = (path: string): string => `${pathOf(path)}/get/parameters/0/content/application~1json/schema`

describe('openApiDocument', () => {
  it.each<[string, () => OpenApiDocument]>([
    ['a blog', () => openApiDocument(blogModel)],
    ['orders', () => openApiDocument(ordersModel, { title: 'Orders', version: '3', url: '/api/trpc' })],
    ['an org chart', () => openApiDocument(orgModel)],
    ['odd names and every kind of field', () => openApiDocument(oddModel)],
    ['a search', () => openApiDocument(blogModel, { search: true })],
    ['policies', () => openApiDocument(secretsModel, { policies: secretsPolicies })],
  ])('is valid OpenAPI 3.1, with references that lead somewhere: %s', async (_name, write) => {
    const document = write()
    expect(await errorsOf(document)).toEqual([])
    const check = checker(document)
    for (const name of Object.keys(document.components.schemas)) {
      // Compiled with all that it refers to.
      expect(() => check(`/components/schemas/${name}`, {})).not.toThrow()
    }
    const ids = Object.values(document.paths).flatMap((path) =>
      Object.values(path).map((operation) => (operation as { operationId: string }).operationId),
    )
    expect(new Set(ids).size).toBe(ids.length)
  })

  it('is refused by the validator where it is none', async () => {
    const document = openApiDocument(blogModel)
    expect(await errorsOf({ ...document, paths: { nowhere: {} } })).not.toEqual([])
  })

  it('has a path for every procedure of the router, and no other', () => {
    const store = memoryStore(secretsModel)
    const { paths } = openApiDocument(secretsModel, { policies: secretsPolicies, search: true })
    const router = createModelRouter(secretsModel, {
      store,
      policies: secretsPolicies,
      user: () => ({ id: 'ann' }),
      search: oneFound,
    })
    const entries = Object.entries(paths).filter(([path]) => !/^\/sync\/|z$/.test(path))
    const written = entries.map(([path, item]) => `${path.slice(1)} ${'post' in item ? 'mutation' : 'query'}`)
    // oxlint-disable-next-line house/no-zod-internals -- it is tRPC's definition, which says of what type a procedure is
    const record = router._def.record as unknown as Record<string, Record<string, { _def: { type: string } }>>
    const mounted = Object.entries(record).flatMap(([entity, procedures]) =>
      entity === 'search'
        ? ['search query']
        : Object.entries(procedures).map(([name, { _def }]) => `${entity}.${name} ${_def.type}`),
    )
    expect(written.toSorted()).toEqual(mounted.filter((one) => !one.endsWith(' subscription')).toSorted())
    expect(openApiDocument(secretsModel).paths).not.toHaveProperty('/accounts.reveal')
    expect(openApiDocument(secretsModel).paths).not.toHaveProperty('/search')
  })
})

async function serve(model: AnyModel, rows: readonly EntityRow<AnyModel>[]) {
  const store = memoryStore(model)
  await store.load(rows)
  const handler = createFetchHandler(createModelRouter(model, { store }), { endpoint: '/' })
  const check = checker(openApiDocument(model))
  const send = async (path: string, init?: RequestInit): Promise<unknown> =>
    (await handler(new Request(`http://localhost${path}`, init))).json()
  const query = async (path: string, input: Json) => {
    expect([path, check(inputs(path), input)]).toEqual([path, []])
    const answer = await send(`${path}?input=${encodeURIComponent(JSON.stringify(input))}`)
    expect([path, check(answers(path, 'get'), answer)]).toEqual([path, []])
    return answer as { result: { data: Json } }
  }
  const mutate = async (path: string, input: Json) => {
    expect([path, check(bodies(path), input)]).toEqual([path, []])
    const headers = { 'content-type': 'application/json', 'x-throughline': '1' }
    const answer = await send(path, { method: 'POST', headers, body: JSON.stringify(input) })
    return {
      answer: answer as { result?: { data: Json }; error?: Json },
      errors: check(answers(path, 'post'), answer),
    }
  }
  return { query, mutate, check }
}

describe('the answers of a server', () => {
  it.each([
    ['a blog', () => serve(blogModel, blogRows), blogModel],
    ['orders', () => serve(ordersModel, ordersRows), ordersModel],
    ['an org chart', () => serve(orgModel, orgRows), orgModel],
  ])('are as the document says: %s', async (_name, open, model: AnyModel) => {
    const { query, mutate } = await open()
    // What a parent is deleted with has been seen by then.
    for (const name of model.names.toReversed()) {
      const entity = model.entities[name]
      const include = Object.keys(entity?.relations ?? {}).slice(0, 8)
      const { result } = await query(`/${name}.list`, { include, limit: 5 })
      const [first] = result.data['items'] as { row: Json; meta: { version: number } }[]
      if (!first || !entity) throw new Error(`No row of ${name}`)
      const key = Object.fromEntries(entity.path.map((field) => [field, first.row[field]]))
      await query(`/${name}.byId`, { ...key, include, fields: entity.path })
      const updated = await mutate(`/${name}.update`, { key, changes: {}, baseVersion: first.meta.version })
      expect([name, updated.errors]).toEqual([name, []])
      const { createdAt: _, ...row } = first.row
      const many = await mutate(`/${name}.createMany`, { rows: [row] })
      expect([name, many.errors, many.answer.result?.data]).toMatchObject([
        name,
        [],
        { outcomes: [{ status: 'rejected' }] },
      ])
      const again = await mutate(`/${name}.create`, row)
      expect(again.errors).not.toEqual([])
      expect(again.answer.error).toMatchObject({ data: { code: 'CONFLICT' } })
      const gone = await mutate(`/${name}.delete`, { key })
      expect([name, gone.errors]).toEqual([name, []])
      const made = await mutate(`/${name}.create`, row)
      expect([name, made.errors]).toEqual([name, []])
    }
    await query('/sync.snapshot', {})
  })

  it('say errors as the document does, and refuse what it refuses', async () => {
    const { mutate, check } = await serve(blogModel, blogRows)
    const { answer } = await mutate('/authors.update', { key: { id: 'nobody' }, changes: {} })
    expect(check('/components/schemas/Error', answer)).toEqual([])
    const wrong: [string, Json][] = [
      [inputs('/posts.list'), { where: { nom: 1 } }],
      [inputs('/posts.list'), { where: { title: { like: 'x' } } }],
      [inputs('/posts.list'), { include: ['auther'] }],
      [inputs('/posts.list'), { limit: 1001 }],
      [inputs('/posts.byId'), { id: 'x' }],
      [bodies('/authors.create'), { handle: 'x' }],
      [bodies('/authors.update'), { key: { id: 'x' }, changes: { id: 'y' } }],
    ]
    for (const [pointer, input] of wrong) expect([input, check(pointer, input)]).not.toEqual([input, []])
  })

  it('are as the document says where something is searched for', async () => {
    const store = memoryStore(secretsModel)
    const api = createApi(secretsModel, { store, endpoint: '/', search: oneFound, limits: { rate: false } })
    const ask = async (input: Json): Promise<unknown> => {
      const found = encodeURIComponent(JSON.stringify(input))
      return (await api.fetch(new Request(`http://localhost/search?input=${found}`))).json()
    }
    // Sound: it is what the API says of itself.
    const check = checker((await api.openapi()) as OpenApiDocument)
    const answer = await ask({ query: 'an', limit: 5 })
    expect(check(answers('/search', 'get'), answer)).toEqual([])
    expect(answer).toMatchObject({ result: { data: { suggestion: 'ann' } } })
    expect(check(inputs('/search'), { query: 'an', limit: 5 })).toEqual([])
    for (const wrong of [
      {},
      { query: 'a'.repeat(257) },
      { query: 'a', limit: 101 },
      { query: 'a', page: 2 },
    ]) {
      expect([wrong, check(inputs('/search'), wrong)]).not.toEqual([wrong, []])
      expect(await ask(wrong)).toMatchObject({ error: { data: { code: 'BAD_REQUEST' } } })
    }
  })

  it('are as the document says where fields are masked', async () => {
    const store = memoryStore(secretsModel)
    await store.load([{ entity: 'accounts', row: { id: 'a', owner: 'ann', iban: 'DE89370400440532013000' } }])
    const policies = secretsPolicies
    const api = createModelRouter(secretsModel, {
      store,
      policies,
      user: () => ({ id: 'ann' }),
    }).createCaller({})
    const check = checker(openApiDocument(secretsModel, { policies }))
    const page = await api.accounts.list()
    expect(page.items[0]).toMatchObject({ withheld: ['iban'] })
    expect(JSON.stringify(page)).not.toContain('DE89370400440532013000')
    expect(check(answers('/accounts.list', 'get'), { result: { data: page } })).toEqual([])
    const revealed = await api.accounts.reveal({ key: { id: 'a' }, fields: ['iban'] })
    expect(revealed.row).toEqual({ id: 'a', iban: 'DE89370400440532013000' })
    expect(check(answers('/accounts.reveal', 'post'), { result: { data: revealed } })).toEqual([])
  })
})
