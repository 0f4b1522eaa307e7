import { definePolicies } from '@throughline/schema/policy'
import type { SyncStore } from '@throughline/schema'
import { type SyncModel, syncModel } from '@throughline/schema/testing'
import type { Judge } from './judge.ts'
import type { EntityName, Role } from './plan.types.ts'
import { rowOf } from './rows.ts'

type Values = Readonly<Record<string, unknown>>

interface User {
  readonly id: string
  readonly role: Role
}

/** What some do not see. */
const hiddenTeam = 't2'

const entityRules = (teamIn: (row: Values) => unknown) => {
  const isShown = ({ row }: { readonly row: Values }): boolean => teamIn(row) !== hiddenTeam
  const write = { all: true, some: isShown }
  return {
    read: { all: true, reader: true, some: isShown },
    create: write,
    update: write,
    delete: write,
  }
}

const policies = definePolicies(syncModel, {
  roles: ['all', 'reader', 'some'],
  principal: ({ id, role }: User) => ({ id, role }),
  attributes: ({ role }) => role,
  entities: {
    teams: entityRules(({ id }) => id),
    projects: entityRules(({ teamId }) => teamId),
    tasks: entityRules(({ teamId }) => teamId),
  },
})

/** Who may see and write what, as it changes. */
export interface Rights {
  /** What the users of a client may from now on. */
  readonly change: (client: string, role: Role) => void
  /** Whether a client may see a row, named as among all. */
  readonly sees: (client: string, row: string) => boolean
  /** Whether it was, once, taken from its sight: it may go and come back as it was. */
  readonly wasHidden: (client: string, row: string) => boolean
  /** The store as a user sees it, all of whose answers are looked at. */
  readonly open: (store: SyncStore<SyncModel>, user: string) => SyncStore<SyncModel>
}

export function createRights(judge: Judge): Rights {
  const roles = new Map<string, Role>()
  const limited = new Set<string>()
  const roleOf = (client: string): Role => roles.get(client) ?? 'all'
  const sees = (role: Role, row: string): boolean => role !== 'some' || teamOf(row) !== hiddenTeam
  return {
    change(client, role) {
      roles.set(client, role)
      if (role === 'some') limited.add(client)
    },
    sees: (client, row) => sees(roleOf(client), row),
    wasHidden: (client, row) => limited.has(client) && teamOf(row) === hiddenTeam,
    open(store, user) {
      const role = roleOf(user.split('-')[0] ?? '')
      const look = (entity: EntityName, values: Values): void => {
        const row = rowOf(entity, values)
        if (!sees(role, row)) judge.violate('I9', `${user} is told of ${row}, which they may not see`)
      }
      return lookedAt(policies.open(store, { id: user, role }), look)
    },
  }
}

function teamOf(row: string): string {
  return row.split('/')[0] ?? ''
}

/** A store, each row of whose answers is looked at. */
function lookedAt(
  store: SyncStore<SyncModel>,
  look: (entity: EntityName, values: Values) => void,
): SyncStore<SyncModel> {
  return {
    ...store,
    async pull(options) {
      const page = await store.pull(options)
      if (page.kind === 'reset') return page
      for (const change of page.changes) if (change.op === 'put') look(change.entity, change.stored.row)
      return page
    },
    async snapshot(options) {
      const page = await store.snapshot(options)
      for (const { entity, row } of page.items) look(entity, row)
      return page
    },
    async list(entity, options) {
      const page = await store.list(entity, options)
      for (const { row } of page.items) look(entity, row)
      return page
    },
    async query(entity, options) {
      const page = await store.query(entity, options)
      for (const { row } of page.items) look(entity, row)
      return page
    },
    async push(mutations, options) {
      const outcomes = await store.push(mutations, options)
      for (const [index, outcome] of outcomes.entries()) {
        const entity = mutations[index]?.entity
        if (entity && 'stored' in outcome && outcome.stored) look(entity, outcome.stored.row)
      }
      return outcomes
    },
  }
}
