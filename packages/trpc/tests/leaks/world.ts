import type { AnyModel, AnyModelEntity, KeyValues, SyncStore } from '@throughline/schema'
import { entityOf, keyOf } from '@throughline/schema/adapter'
import type { Policies } from '@throughline/schema/policy'
import { memoryStore } from '@throughline/schema/testing'
import { TRPCError } from '@trpc/server'
import type * as z from 'zod'
import { type ApiOptions, createApi } from '../../src/http/create-api.ts'
import { serve } from '../../src/http/node/serve.ts'
import { anyStore } from '../any-store.ts'
import { type CanaryRow, canaryRows, restartCanaries, tokensIn, tokensOf } from './canaries.ts'
import { type RawClient, rawClient, readable } from './raw-http.ts'
import {
  createOracle,
  type Oracle,
  policiesOf,
  type Role,
  roles,
  type Rules,
  rulesFor,
  type User,
} from './rules.ts'
import { scanSearch } from './scan-search.ts'
import type { Subject } from './subjects.ts'

const tenants = ['a', 'b'] as const
type Tenant = (typeof tenants)[number]

/** Who asks, and of which tenant: what the server keeps behind a token. */
export interface Session {
  readonly tenant: Tenant
  readonly user: User
}

/** A row of the table, as somebody who should not know it names it. */
export interface Victim extends CanaryRow {
  readonly key: KeyValues
  readonly version: number
}

/** A model over HTTP, of which each tenant has a store of its own. */
export interface World {
  readonly model: AnyModel
  readonly rules: Rules
  readonly oracle: Oracle
  readonly policies: Policies<AnyModel, User>
  readonly stores: Readonly<Record<Tenant, SyncStore>>
  readonly client: RawClient
  /** By path: `query`, `mutation` or `subscription`. */
  readonly procedures: ReadonlyMap<string, string>
  /** The paths of the description that are no procedures. */
  readonly plainPaths: readonly string[]
  readonly description: unknown
  /** The schemas of a procedure's input. */
  readonly inputsOf: (path: string) => readonly z.ZodType[]
  /** The rows that a tenant begins with. */
  readonly rows: (tenant: Tenant) => readonly Victim[]
  /** Puts every tenant's rows back as they were. */
  readonly reset: () => Promise<void>
  /** The rows that a tenant has now. */
  readonly victims: (tenant: Tenant) => Promise<Victim[]>
  /** The user's cursor of now. */
  readonly cursorOf: (session: Session) => Promise<string>
  /** Canaries of an answer that its reader may nowhere read, or have revealed, and that were not in what was sent. */
  readonly leaks: (
    session: Session,
    answer: string,
    sent: string,
    right: 'read' | 'reveal',
  ) => Promise<string[]>
  /** Where a canary has ever stood. */
  readonly placesOf: (tenant: Tenant, token: string) => readonly Place[]
  /** How many canaries a session was told that it may know. */
  readonly told: (session: Session) => number
  readonly close: () => Promise<void>
}

export const endpoint = '/api'
/** Most calls of a batch. */
export const maxBatch = 40

/** Who has this role; users of neighboring roles have different shades. */
export const userOf = (role: Role, shade = roles.indexOf(role) % 2): User => ({
  id: `${role}-${shade}`,
  role,
  shade,
})

/** What a session sends to be known by. */
export const tokenOf = ({ tenant, user }: Session): string => `Bearer ${tenant}:${user.role}:${user.shade}`

function sessionOf(token: string): Session {
  const [, tenant, role, shade] = /^Bearer (a|b):(\w+):(\d)$/.exec(token) ?? []
  const [known, owner] = [roles.find((one) => one === role), tenants.find((one) => one === tenant)]
  if (!known || !owner) throw new TRPCError({ code: 'UNAUTHORIZED', message: 'Sign in first.' })
  return { tenant: owner, user: userOf(known, Number(shade)) }
}

type Options = Partial<ApiOptions<AnyModel, Session, User>> & {
  /** Without policies: `forgotten` ones that should be there, or all of a tenant is `open` to all of its users. */
  readonly unguarded?: 'forgotten' | 'open'
}

/** Serves a subject's model over HTTP. */
export async function openWorld(subject: Subject, { unguarded, ...options }: Options = {}): Promise<World> {
  const { model } = subject
  restartCanaries()
  const rules = rulesFor(model)
  const oracle = createOracle(rules)
  const policies = policiesOf(model, rules)
  const rows = { a: canaryRows(subject, 'a'), b: canaryRows(subject, 'b') }
  const open = (): SyncStore => anyStore(memoryStore(model, { feedBefore: true, shards: 2 }))
  const stores = { a: open(), b: open() }
  const api = createApi<AnyModel, Session, User, Policies<AnyModel, User> | undefined>(model, {
    endpoint,
    store: ({ tenant }) => stores[tenant],
    policies: unguarded ? undefined : policies,
    user: ({ user }) => user,
    createContext: ({ req }) => sessionOf(req.headers.get('authorization') ?? ''),
    limits: { rate: false, maxBatch, maxUrlLength: 100_000 },
    sync: { pollInterval: 5, heartbeat: 20, cacheBytes: 4_000_000 },
    search: scanSearch,
    ...options,
  })
  const server = await serve(api, { port: 0, hostname: '127.0.0.1', handleSignals: false })
  const client = rawClient(server.url)
  const watches = { a: watch(stores.a), b: watch(stores.b) }
  /** What each session was found to see: it may know of that from then on. */
  let known = new Map<string, Set<string>>()
  const isOpenTo = ({ tenant, user }: Session, right: 'read' | 'reveal', token: string): boolean =>
    watches[tenant]
      .placesOf(token)
      .some(
        ({ entity, field, row }) =>
          unguarded === 'open' ||
          oracle.sees(user, entity, field, row) ||
          (right === 'reveal' &&
            oracle.may(user, 'read', entity, row) &&
            oracle.mayField(user, 'reveal', entity, field, row)),
      )
  const description = (await api.openapi()) as { readonly paths: Readonly<Record<string, object>> }
  const defined = proceduresOf(api.router)
  const procedures = new Map(defined.map(([path, { type }]) => [path, type]))
  return {
    model,
    rules,
    oracle,
    policies,
    stores,
    client,
    procedures,
    plainPaths: Object.keys(description.paths).filter((path) => !procedures.has(path.slice(1))),
    description,
    inputsOf: (path) => defined.find(([name]) => name === path)?.[1].inputs ?? [],
    rows: (tenant) =>
      rows[tenant].map(({ entity, row }) => ({ entity, row, version: 1, key: keyOf(entity, row) })),
    async reset() {
      known = new Map()
      for (const tenant of tenants) {
        await stores[tenant].clear()
        await stores[tenant].load(rows[tenant].map(({ entity, row }) => ({ entity: entity.name, row })))
        await watches[tenant].begin()
      }
    },
    async victims(tenant) {
      const { items } = await stores[tenant].snapshot({ limit: 1000 })
      return items.map(({ entity: name, row, meta: { version } }) => {
        const entity: AnyModelEntity = entityOf(model, name)
        return { entity, row, version, key: keyOf(entity, row) }
      })
    },
    cursorOf: ({ tenant, user }) =>
      (unguarded ? stores[tenant] : policies.open(stores[tenant], user)).heads(),
    async leaks(session, answer, sent, right) {
      const name = `${tokenOf(session)} ${right}`
      const seen = known.get(name) ?? new Set()
      known.set(name, seen)
      const found = [...tokensOf(readable(answer))].filter((token) => !seen.has(token))
      if (found.length === 0) return []
      await Promise.all(tenants.map((one) => watches[one].catchUp()))
      const own = tokensOf(readable(sent))
      return found.filter((token) => {
        const isCanary = tenants.some((one) => watches[one].placesOf(token).length > 0)
        if (!isCanary || own.has(token)) return false
        if (!isOpenTo(session, right, token)) return true
        seen.add(token)
        return false
      })
    },
    placesOf: (tenant, token) => watches[tenant].placesOf(token),
    told: (session) => known.get(`${tokenOf(session)} read`)?.size ?? 0,
    async close() {
      client.close()
      await server.close()
    },
  }
}

interface Procedure {
  readonly type: string
  readonly inputs: readonly z.ZodType[]
}

/** Every procedure that a router has, by path, as tRPC's own adapters read it. */
function proceduresOf(router: object): readonly (readonly [string, Procedure])[] {
  type Defined<T> = { readonly _def: T }
  const { _def } = router as Defined<{ readonly procedures: Readonly<Record<string, Defined<Procedure>>> }>
  return Object.entries(_def.procedures).map(([path, { _def: defined }]) => [path, defined])
}

/** A field of a row, as it was. */
interface Place {
  readonly entity: string
  readonly field: string
  readonly row: Readonly<Record<string, unknown>>
}

/** Remembers where each canary of a store has ever stood. */
function watch(store: SyncStore) {
  let places = new Map<string, Place[]>()
  let cursor = ''
  const remember = (entity: string, row: Place['row']): void => {
    for (const [field, value] of Object.entries(row)) {
      for (const token of tokensIn(value)) {
        const known = places.get(token)
        if (known) known.push({ entity, field, row })
        else places.set(token, [{ entity, field, row }])
      }
    }
  }
  return {
    placesOf: (token: string): readonly Place[] => places.get(token) ?? [],
    async begin(): Promise<void> {
      places = new Map()
      cursor = await store.heads()
      const { items } = await store.snapshot({ limit: 1000 })
      for (const { entity, row } of items) remember(entity, row)
    },
    async catchUp(): Promise<void> {
      for (let more = true; more;) {
        const page = await store.pull({ cursor, limit: 1000 })
        if (page.kind === 'reset') throw new Error('The feed was lost.')
        for (const change of page.changes) if (change.op === 'put') remember(change.entity, change.stored.row)
        ;({ cursor, more } = page)
      }
    },
  }
}
