import { canonicalText } from '../src/memory/plain-data.ts'
import { memoryStore } from '../src/memory/memory-store.ts'
import type { AnyModel, AnyModelEntity } from '../src/model.types.ts'
import type { Mutation, StoredRow } from '../src/mutation.types.ts'
import { keyOf } from '../src/key.ts'
import { entityOf } from '../src/plan-write.ts'
import { definePolicies } from '../src/policy/define-policies.ts'
import type { Policies } from '../src/policy/policy.types.ts'
import type { SyncStore } from '../src/sync.types.ts'
import { blogModel } from '../src/testing/blog-model.ts'
import { blogRows } from '../src/testing/blog-rows.ts'
import { contractModel } from '../src/testing/contract-model.ts'
import { written } from '../src/testing/model-rows.ts'
import { ordersModel } from '../src/testing/orders-model.ts'
import { ordersRows } from '../src/testing/orders-rows.ts'
import { orgModel } from '../src/testing/org-model.ts'
import { orgRows } from '../src/testing/org-rows.ts'
import { readAll } from '../src/testing/read-all.ts'
import { createReplica, type Replica } from '../src/testing/replica.ts'
import { syncModel } from '../src/testing/sync-model.ts'
import { uuidOf } from '../src/testing/uuid-of.ts'
import { canaryFor, type Watch, watchStore, withCanaries } from './canaries.ts'
import {
  anyRules,
  createOracle,
  nameOf,
  type Oracle,
  type Pick,
  roles,
  type ShadedUser,
} from './policy-oracle.ts'
import { studio } from './studio.ts'

type Values = Readonly<Record<string, unknown>>

/** A model with rows of it. */
export interface Subject {
  readonly model: AnyModel
  readonly rows: readonly { readonly entity: string; readonly row: object }[]
  readonly audit?: string
}

const at = '2026-01-01T00:00:00.000Z'
const studioRows = [1, 2, 3].flatMap((id) => [
  {
    entity: 'members',
    row: {
      id: uuidOf(id),
      name: 'N',
      team: 'T',
      iban: 'I',
      note: 'S',
      pay: id,
      papers: { passport: 'P' },
      createdAt: at,
    },
  },
  { entity: 'jobs', row: { id: uuidOf(10 + id), memberId: uuidOf(id), title: 'T', price: id } },
])
const teamRows = [1, 2].flatMap((team) => [
  { entity: 'teams', row: { id: uuidOf(team), name: 'N', slug: 'S' } },
  { entity: 'projects', row: { teamId: uuidOf(team), number: 1, name: 'P' } },
  {
    entity: 'tasks',
    row: { id: uuidOf(10 + team), teamId: uuidOf(team), projectNumber: 1, title: 'T', labels: ['l'] },
  },
])
const boardRows = [1, 2].flatMap((board) => [
  { entity: 'boards', row: { id: uuidOf(board), title: 'B' } },
  {
    entity: 'cards',
    row: { id: uuidOf(10 + board), boardId: uuidOf(board), title: 'C', note: 'N', points: 1, tags: [] },
  },
  { entity: 'members', row: { id: uuidOf(20 + board), boardId: uuidOf(board), name: 'M' } },
])

/** Models that know nothing of policies. */
export const subjects: Readonly<Record<string, Subject>> = {
  blog: { model: blogModel, rows: blogRows },
  orders: { model: ordersModel, rows: ordersRows },
  org: { model: orgModel, rows: orgRows },
  teams: { model: syncModel, rows: teamRows },
  boards: { model: contractModel, rows: boardRows },
  studio: { model: studio, rows: studioRows, audit: 'trail' },
}

export const users: readonly ShadedUser[] = roles.flatMap((role) =>
  [0, 1].map((shade) => ({ id: `${role}${shade}`, role, shade })),
)

/** Everything that a run of steps works with. */
export interface World {
  readonly subject: Subject
  readonly store: SyncStore
  readonly policies: Policies<AnyModel, ShadedUser>
  readonly oracle: Oracle
  readonly watch: Watch
  readonly pick: Pick
  readonly replicas: ReadonlyMap<ShadedUser, Replica>
  /** Fails where an answer holds what this user may not know of. */
  readonly check: (user: ShadedUser, answer: unknown, sent?: unknown) => void
}

export async function openWorld(subject: Subject, pick: Pick): Promise<World> {
  const { model, audit } = subject
  const rules = anyRules(model, pick, audit)
  const policies = definePolicies<AnyModel, ShadedUser, ShadedUser['role']>(model, {
    roles,
    principal: (user) => user,
    entities: rules,
    ...(audit !== undefined && { audit }),
  })
  const store = memoryStore(model, { feedBefore: true, shards: 2, pageWork: 3 })
  await store.load(
    subject.rows.map(({ entity, row }) => ({
      entity,
      row: withCanaries(entityOf(model, entity), row as Values),
    })),
  )
  const oracle = createOracle(model, rules)
  const watch = await watchStore(store, model, oracle)
  const replicas = new Map(users.map((user) => [user, createReplica(policies.open(store, user))]))
  const check: World['check'] = (user, answer, sent) => {
    const leaks = watch.leaks(user, answer, sent)
    if (leaks.length > 0)
      throw new Error(`${user.id} was told of ${leaks.join(', ')} by ${canonicalText(answer)}`)
  }
  return { subject, store, policies, oracle, watch, pick, replicas, check }
}

export const oneOf = <T>(pick: Pick, items: readonly T[]): T => {
  const item = items[pick(items.length)]
  if (item === undefined) throw new Error('There is nothing to choose from.')
  return item
}

/** All rows as they are. */
export async function tableOf({ store }: World): Promise<{ entity: string; stored: StoredRow }[]> {
  const { items } = await readAll((cursor) => store.snapshot({ limit: 1000, cursor }))
  return items.map(({ entity, row, meta }) => ({ entity, stored: { row, meta } }))
}

/** All rows as a user sees them, by name. */
export function seenBy(
  { oracle, subject }: World,
  user: ShadedUser,
  table: Awaited<ReturnType<typeof tableOf>>,
): Map<string, StoredRow> {
  return new Map(
    table.flatMap(({ entity, stored }) => {
      const seen = oracle.see(user, entity, stored)
      return seen === undefined ? [] : [[nameOf(subject.model, entity, stored.row), seen] as const]
    }),
  )
}

let mutations = 0
/** A write of some row, right or wrong. */
export async function anyMutation({ subject, store, pick }: World): Promise<Mutation> {
  const { model, rows, audit } = subject
  const entity = entityOf(
    model,
    oneOf(
      pick,
      model.names.filter((name) => name !== audit && rows.some((row) => row.entity === name)),
    ),
  )
  const template = oneOf(
    pick,
    rows.filter((row) => row.entity === entity.name),
  ).row as Values
  const live = (await store.list(entity.name, { limit: 1000 })).items
  const target = live.length > 0 && pick(8) > 0 ? oneOf(pick, live) : undefined
  const row = target?.row ?? template
  const base = {
    mutationId: `10000000-0000-4000-8000-${String((mutations += 1)).padStart(12, '0')}`,
    entity: entity.name,
  }
  const drawn = pick(10)
  if (drawn < 3) {
    const isNew = entity.key.includes('id') && pick(3) > 0
    const fresh = { ...withCanaries(entity, written(row)), ...(isNew && { id: uuidOf(1000 + mutations) }) }
    return { ...base, op: 'insert', row: fresh }
  }
  const key = keyOf(entity, row)
  const version = pick(3) === 0 && { baseVersion: 1 + pick(3) }
  if (drawn < 4) return { ...base, op: 'delete', key, ...version }
  return { ...base, op: 'update', key, changes: anyChanges(entity, row, live, pick), ...version }
}

function anyChanges(entity: AnyModelEntity, row: Values, others: readonly StoredRow[], pick: Pick): Values {
  const names = entity.fields
    .filter(({ name, managed }) => !managed && !entity.path.includes(name))
    .map(({ name }) => name)
  if (names.length === 0) return {}
  const chosen = [oneOf(pick, names), oneOf(pick, names)].slice(pick(2))
  const changes = chosen.map((name) => {
    const other = others.length > 0 && pick(3) === 0 ? oneOf(pick, others).row[name] : row[name]
    return [name, canaryFor(entity, name) ?? other] as const
  })
  return Object.fromEntries(changes)
}
