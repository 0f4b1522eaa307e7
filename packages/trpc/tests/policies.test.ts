import { type AnyModelEntity, StoreError } from '@throughline/schema'
import { memoryStore } from '@throughline/schema/testing'
import { initTRPC } from '@trpc/server'
import { beforeEach, describe, expect, it } from 'vitest'
import { createFetchHandler } from '../src/http/fetch-handler.ts'
import { createModelRouter } from '../src/model-router.ts'
import { uuid } from './library-model.ts'
import { casesModel, casesPolicies, type Role, roles, type User } from './policies-model.ts'

const caseRow = (n: number, owner: string) => ({
  id: uuid(n),
  owner,
  title: `Canary-title-${n}`,
  fee: `Canary-fee-${n}`,
  iban: `DE${n}93704004405320${n}000`,
})
const noteRow = (n: number, of: number) => ({
  id: uuid(n),
  caseId: uuid(of),
  text: `Canary-note-${n}`,
  verdict: `Canary-verdict-${n}`,
})
const secretRow = { id: uuid(31), text: 'Canary-secret-31' }

const cases = [caseRow(11, 'ann'), caseRow(12, 'bob')]
const notes = [noteRow(21, 11), noteRow(22, 12)]
const entities: readonly AnyModelEntity[] = Object.values(casesModel.entities)
const keys = {
  cases: cases.map(({ id }) => ({ id })),
  notes: notes.map(({ id, caseId }) => ({ id, caseId })),
  secrets: [{ id: secretRow.id }],
  entries: [{ id: uuid(99) }],
}
const keysOf = (name: string): readonly object[] =>
  Object.hasOwn(keys, name) ? keys[name as keyof typeof keys] : []

/** What a role must never receive, told apart from the policies. */
const hidden: Record<Role, readonly string[]> = {
  admin: [],
  clerk: [
    ...Object.values(caseRow(12, 'bob')).filter((value) => !['bob', uuid(12)].includes(value)),
    ...cases.map(({ iban }) => iban),
    ...notes.map(({ verdict }) => verdict),
    secretRow.text,
  ],
  guest: [
    ...cases.flatMap(({ fee, iban }) => [fee, iban]),
    ...notes.flatMap(({ text, verdict }) => [text, verdict]),
    secretRow.text,
  ],
  writer: ['Canary', ...cases.map(({ iban }) => iban)],
}

const t = initTRPC.context<{ user: User }>().create()
const store = memoryStore(casesModel, { feedBefore: true })
const handler = createFetchHandler(
  createModelRouter(casesModel, {
    store,
    policies: casesPolicies,
    user: ({ user }) => user,
    procedure: t.procedure,
  }),
  {
    endpoint: '/',
    limits: { rate: false },
    createContext: ({ req }) => {
      const [id = '', role] = (req.headers.get('authorization') ?? '').split(':')
      return { user: { id, role: role as Role } }
    },
  },
)

async function seed(): Promise<void> {
  await store.clear()
  await store.load([
    ...cases.map((row) => ({ entity: 'cases' as const, row })),
    ...notes.map((row) => ({ entity: 'notes' as const, row })),
    { entity: 'secrets', row: secretRow },
  ])
}
beforeEach(seed)

interface Answer {
  readonly status: number
  readonly text: string
  readonly body: {
    readonly result?: { readonly data: unknown }
    readonly error?: { readonly data: { readonly code: string } }
  }
}

async function send(role: Role, path: string, init: RequestInit = {}): Promise<Answer> {
  const headers = new Headers(init.headers)
  headers.set('authorization', `ann:${role}`)
  const response = await handler(new Request(`http://localhost/${path}`, { ...init, headers }))
  const text = await response.text()
  const all = `${text} ${JSON.stringify([...response.headers])}`
  return { status: response.status, text: all, body: JSON.parse(text) as Answer['body'] }
}
const query = (role: Role, path: string, input: unknown = {}): Promise<Answer> =>
  send(role, `${path}?input=${encodeURIComponent(JSON.stringify(input))}`)
const mutate = (role: Role, path: string, input: unknown): Promise<Answer> =>
  send(role, path, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-throughline': '1' },
    body: JSON.stringify(input),
  })

/** Every procedure of every entity, with each row, in ways that would tell of it. */
async function callAll(role: Role): Promise<string> {
  const texts: string[] = []
  const note = async (answer: Promise<Answer>): Promise<Answer> => {
    const done = await answer
    texts.push(done.text)
    return done
  }
  for (const { name, fields, relations } of entities) {
    const include = Object.keys(relations)
    await note(query(role, `${name}.list`, { include }))
    await note(
      query(role, `${name}.list`, {
        include: Object.fromEntries(include.map((to) => [to, { include: [] }])),
      }),
    )
    for (const field of fields) {
      for (const value of ['Canary', 'DE', ...hidden[role]]) {
        await note(query(role, `${name}.list`, { where: { [field.name]: { startsWith: value } }, include }))
      }
      await note(query(role, `${name}.list`, { fields: [field.name], orderBy: { [field.name]: 'asc' } }))
      await note(query(role, `${name}.list`, { where: { [field.name]: { like: 'x' } } }))
    }
    for (const key of keysOf(name)) {
      await note(query(role, `${name}.byId`, { ...key, include }))
      await note(query(role, `${name}.byId`, { ...key, fields: fields.map((field) => field.name) }))
      await note(mutate(role, `${name}.reveal`, { key, fields: ['text'] }))
      const row = { ...key, owner: 'ann', title: 'x', iban: 'DE1', text: 'x', verdict: 'x', fee: 'x' }
      const known = Object.fromEntries(
        Object.entries(row).filter(([field]) => fields.some((one) => one.name === field)),
      )
      await note(mutate(role, `${name}.create`, known))
      await note(mutate(role, `${name}.createMany`, { rows: [known, known] }))
      await note(mutate(role, `${name}.createMany`, { rows: [known, known], atomic: true }))
      for (const baseVersion of [undefined, 7]) {
        await note(mutate(role, `${name}.update`, { key, changes: {}, baseVersion }))
        await note(mutate(role, `${name}.update`, { key, changes: { id: 5, nom: 1 }, baseVersion }))
        await note(mutate(role, `${name}.delete`, { key, baseVersion: baseVersion ?? 8 }))
        const mutation = { op: 'update', mutationId: uuid(1), entity: name, key, changes: {}, baseVersion }
        await note(mutate(role, 'sync.push', { mutations: [mutation] }))
        await note(mutate(role, 'sync.transact', { mutations: [mutation] }))
      }
    }
  }
  const { body } = await note(query(role, 'sync.snapshot'))
  const feed = (body.result?.data as { readonly feed?: string } | undefined)?.feed
  await mutate('admin', 'cases.update', { key: { id: uuid(12) }, changes: { title: 'Canary-title-12' } })
  await mutate('admin', 'notes.update', {
    key: { id: uuid(22), caseId: uuid(12) },
    changes: { text: 'Canary-note-22' },
  })
  await note(query(role, 'sync.pull', { cursor: feed ?? 'x' }))
  return texts.join('\n')
}

describe('no answer of any procedure holds what its user may not see', () => {
  it.each(roles.filter((role) => role !== 'admin'))('as %s', async (role) => {
    const text = await callAll(role)
    expect(hidden[role].filter((canary) => text.includes(canary))).toEqual([])
  })

  it('and the scan finds them where they are', async () => {
    const text = await callAll('admin')
    expect(hidden.guest.filter((canary) => !text.includes(canary))).toEqual([])
  })
})

/** What became of a call, in a word. */
function told({ body: { error, result } }: Answer): string {
  if (error) return error.data.code
  const data = result?.data as
    | { readonly items?: readonly unknown[]; readonly row?: object }
    | null
    | undefined
  if (data?.items) return `${data.items.length} rows`
  return data === null ? 'done, null' : data?.row ? 'the row' : 'done'
}

describe('what a user may see and do', () => {
  it('holds on included rows too', async () => {
    const { body } = await query('clerk', 'notes.list', { include: ['case'] })
    expect(body.result?.data).toMatchObject({
      items: [
        {
          row: { text: 'Canary-note-21' },
          related: { case: { row: { title: 'Canary-title-11' }, withheld: ['iban'] } },
        },
        { row: { text: 'Canary-note-22' }, related: { case: null } },
      ],
    })
    const guest = await query('guest', 'cases.list', { include: ['notes'] })
    expect(guest.body.result?.data).toMatchObject({
      items: [{ related: { notes: [] } }, { related: { notes: [] } }],
    })
  })

  it('answers null to who may write a row that they never see', async () => {
    const row = { ...caseRow(13, 'ann'), fee: undefined }
    expect((await mutate('writer', 'cases.create', row)).body).toEqual({ result: { data: null } })
    const many = await mutate('writer', 'cases.createMany', { rows: [{ ...row, id: uuid(14) }] })
    expect(many.body.result?.data).toEqual({ outcomes: [{ status: 'applied', stored: null }] })
    expect((await store.get('cases', { id: uuid(14) }))?.row.title).toBe('Canary-title-13')
  })

  it('reveals to who may, and the trail tells of it', async () => {
    const { body } = await mutate('clerk', 'cases.reveal', { key: { id: uuid(11) }, fields: ['iban'] })
    expect(body.result?.data).toMatchObject({ row: { id: uuid(11), iban: cases[0]?.iban } })
    const { items } = await store.list('entries')
    expect(items.map(({ row: { action, actor, entity } }) => [action, actor, entity])).toEqual([
      ['reveal', 'ann', 'cases'],
    ])
    expect((await mutate('guest', 'cases.reveal', { key: { id: uuid(11) }, fields: ['iban'] })).status).toBe(
      403,
    )
    expect((await mutate('clerk', 'cases.reveal', { key: { id: uuid(12) }, fields: ['iban'] })).status).toBe(
      404,
    )
    expect((await mutate('clerk', 'cases.reveal', { key: { id: uuid(11) }, fields: ['nom'] })).status).toBe(
      400,
    )
  })

  it('by role and procedure', async () => {
    const matrix: Record<string, Record<string, string>> = {}
    for (const { name, fields } of entities.filter((entity) => entity.name !== 'entries')) {
      const [key = {}] = keysOf(name)
      const field = name === 'cases' ? 'title' : 'text'
      const values = { ...key, owner: 'ann', title: 'x', iban: 'x', text: 'x' }
      const known = Object.entries(values).filter(([own]) => fields.some((one) => one.name === own))
      const row = (): object => ({ ...Object.fromEntries(known), id: crypto.randomUUID() })
      const calls: readonly [string, () => unknown][] = [
        ['list', () => ({})],
        ['byId', () => key],
        ['create', row],
        ['createMany', () => ({ rows: [row()], atomic: true })],
        ['update', () => ({ key, changes: { [field]: 'y' } })],
        ['reveal', () => ({ key, fields: [field] })],
        ['delete', () => ({ key })],
      ]
      for (const [procedure, input] of calls) {
        const answers: Record<string, string> = {}
        for (const role of roles) {
          await seed()
          const call = procedure === 'list' || procedure === 'byId' ? query : mutate
          answers[role] = told(await call(role, `${name}.${procedure}`, input()))
        }
        matrix[`${name}.${procedure}`] = answers
      }
    }
    expect(matrix).toMatchSnapshot()
  })

  it('is what a clerk’s own condition says, of rows that move out of their sight', async () => {
    const moved = await mutate('clerk', 'cases.update', { key: { id: uuid(11) }, changes: { owner: 'bob' } })
    expect(moved.body).toEqual({ result: { data: null } })
    expect((await query('clerk', 'cases.byId', { id: uuid(11) })).status).toBe(404)
    expect(
      (await mutate('clerk', 'cases.update', { key: { id: uuid(11) }, changes: { owner: 'ann' } })).status,
    ).toBe(404)
  })
})

describe('a router with policies', () => {
  const user = (): User => ({ id: 'ann', role: 'admin' })

  it('is not made with those of another model', () => {
    const { entities: same } = casesModel
    const other = { ...casesModel, entities: same } as typeof casesModel
    expect(() => createModelRouter(other, { store, policies: casesPolicies, user })).toThrow(
      /policies are those of/,
    )
  })

  it('answers what the policies say of a store that tells too little', async () => {
    const blind = { ...store, feedBefore: false }
    const api = createModelRouter(casesModel, { store: blind, policies: casesPolicies, user }).createCaller(
      {},
    )
    const error: unknown = await api.cases.list().catch((thrown: unknown) => thrown)
    expect(error).toMatchObject({ code: 'SERVICE_UNAVAILABLE' })
    expect((error as Error).cause).toBeInstanceOf(StoreError)
  })

  it('has nothing to reveal without them', () => {
    expect(createModelRouter(casesModel, { store }).cases).not.toHaveProperty('reveal')
  })

  it('opens the store of the context', async () => {
    const tenants = {
      a: memoryStore(casesModel, { feedBefore: true }),
      b: memoryStore(casesModel, { feedBefore: true }),
    }
    await tenants.b.load([{ entity: 'secrets', row: secretRow }])
    const router = createModelRouter(casesModel, {
      store: ({ tenant }: { readonly tenant: 'a' | 'b' }) => Promise.resolve(tenants[tenant]),
      policies: casesPolicies,
      user,
    })
    expect((await router.createCaller({ tenant: 'a' }).secrets.list()).items).toEqual([])
    expect((await router.createCaller({ tenant: 'b' }).secrets.list()).items).toHaveLength(1)
  })
})
