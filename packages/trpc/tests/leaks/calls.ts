import { type AnyModel, type AnyModelEntity, isManagedField } from '@throughline/schema'
import { entityOf, operatorsOf } from '@throughline/schema/adapter'
import { makeWriter } from '../../src/wire.ts'
import { canaryFor, withCanaries, withNewKey } from './canaries.ts'
import { linkFields } from './guarded-model.ts'
import { endpoint, type Victim, type World } from './world.ts'

type Values = Readonly<Record<string, unknown>>

/** One call of a procedure. */
export interface Call {
  readonly path: string
  readonly input: unknown
}

/** Makes a procedure's inputs about one row, or about an entity as a whole. */
interface Cases {
  readonly ofEntity?: (entity: AnyModelEntity, model: AnyModel) => readonly unknown[]
  readonly ofRow?: (victim: Victim) => readonly unknown[]
}

/** What is asked of each procedure of an entity; a procedure without cases is a failure. */
const entityCases: Readonly<Record<string, Cases>> = {
  list: {
    ofEntity(entity, model) {
      const names = Object.keys(entity.relations)
      const ordered = entity.fields.filter(
        ({ name, meta }) => meta.indexed || meta.unique || name === entity.path[0],
      )
      return [
        undefined,
        { limit: 1 },
        { include: names.slice(0, 8) },
        { include: names.slice(-8) },
        ...names.map((name) => ({ include: { [name]: { include: relationsBehind(model, entity, name) } } })),
        ...entity.fields.flatMap(({ name }) => [{ fields: [name] }, { orderBy: { [name]: 'asc' } }]),
        ...entity.fields
          .slice(0, 3)
          .flatMap(({ name }) => [
            { fields: [name], include: names.slice(0, 8) },
            { where: { [name]: { like: 'x' } } },
          ]),
        ...ordered.flatMap(({ name }) => [
          { orderBy: { [name]: 'desc' }, limit: 2 },
          { orderBy: { [name]: 'asc' }, limit: 1, where: { [name]: { exists: true } } },
        ]),
      ]
    },
    ofRow({ entity, row, key }) {
      const wire = wireOf(entity, row)
      const links = linkFields(entity).flatMap((name) => [
        { [name]: wire[name] ?? null },
        { [name]: { in: [wire[name] ?? ''] } },
      ])
      const parent = Object.fromEntries(entity.parentFields.map((name) => [name, wire[name]]))
      const values = entity.fields.flatMap((field, index) => {
        const value = wire[field.name]
        const operators = operatorsOf(field)
        if (value === undefined || operators.length === 0) return []
        const begin = typeof value === 'string' ? value.slice(0, 9) : ''
        const more = index % 2 === 0 ? { eq: value, startsWith: begin } : { eq: value, gte: value }
        return Object.entries(more)
          .filter(([operator]) => operators.some((one) => one === operator))
          .map(([operator, operand]) => ({ [field.name]: { [operator]: operand } }))
      })
      const below = values
        .filter((_, index) => index % 3 === 0)
        .map((value) => Object.assign({}, parent, value))
      const parts = Object.entries(key).map(([name, value]) => ({ [name]: value }))
      const conditions = [key, ...parts, parent, ...links, ...values, ...below]
      const include = Object.keys(entity.relations).slice(0, 8)
      return conditions.map((where, index) => (index === 0 ? { where, include } : { where }))
    },
  },
  byId: {
    ofRow: ({ entity, key }) => [
      key,
      { ...key, include: Object.keys(entity.relations).slice(0, 8) },
      { ...key, fields: entity.fields.map(({ name }) => name) },
      ...entity.fields.map(({ name }) => ({ ...key, fields: [name] })),
    ],
  },
  create: {
    ofEntity: () => [{}, { id: 5 }],
    ofRow: ({ entity, row }) => [
      writtenRow(entity, row),
      writtenRow(entity, withNewKey(entity, withCanaries(entity, row))),
    ],
  },
  createMany: {
    ofEntity: () => [{ rows: [] }],
    ofRow: ({ entity, row }) =>
      [true, false].map((atomic) => ({
        rows: [writtenRow(entity, withNewKey(entity, withCanaries(entity, row))), writtenRow(entity, row)],
        atomic,
      })),
  },
  update: {
    ofRow(victim) {
      const { key, version } = victim
      const all = changesOf(victim)
      const based = [7_777, version].map((baseVersion) => ({ key, changes: all[0] ?? {}, baseVersion }))
      return [...based, ...all.map((changes) => ({ key, changes }))]
    },
  },
  delete: {
    // Those that may be done come last of all.
    ofRow: ({ key }) => [{ key, baseVersion: 7_777 }],
  },
  reveal: {
    ofRow({ entity, key }) {
      const fields = entity.fields.map(({ name }) => name)
      return [{ key, fields }, ...fields.map((name) => ({ key, fields: [name] }))]
    },
  },
}

let mutations = 0
const mutationId = (): string => `00000000-0000-4000-9000-${String((mutations += 1)).padStart(12, '0')}`

/** Mutations of every kind that name one row, the harmless first. */
function mutationsOf(victim: Victim): Values[] {
  const { entity, row, key, version } = victim
  const base = () => ({ mutationId: mutationId(), entity: entity.name })
  const [changes = {}] = changesOf(victim)
  return [
    { ...base(), op: 'insert', row: writtenRow(entity, row) },
    { ...base(), op: 'insert', row: writtenRow(entity, withNewKey(entity, withCanaries(entity, row))) },
    { ...base(), op: 'update', key, changes, baseVersion: 7_777 },
    { ...base(), op: 'update', key, changes, baseVersion: version },
    { ...base(), op: 'update', key, changes },
    { ...base(), op: 'update', key, changes: { nom: 1 } },
    { ...base(), op: 'delete', key, baseVersion: 7_777 },
  ]
}

/** What is asked of each procedure of `sync`, and of the search; `live` is listened to, and is here to be known. */
const syncCases: Readonly<
  Record<string, Cases & { readonly ofCursor?: (cursor: string) => readonly unknown[] }>
> = {
  'sync.snapshot': { ofCursor: (cursor) => [undefined, { limit: 1 }, { limit: 997 }, { cursor }] },
  'sync.pull': { ofCursor: (cursor) => [{ cursor }, { cursor, limit: 1 }, { cursor: 'x' }] },
  'sync.push': {
    ofRow: (victim) => [
      // Apart: the inserts have the row's own values in them.
      { mutations: mutationsOf(victim).slice(2) },
      { mutations: mutationsOf(victim).slice(0, 2) },
      { mutations: mutationsOf(victim).slice(2, 4), clientId: mutationId(), seq: 1 },
      { mutations: mutationsOf(victim).slice(0, 1), clientId: 'shared', seq: 9 },
    ],
  },
  'sync.transact': {
    ofRow: (victim) =>
      mutationsOf(victim)
        .toReversed()
        .map((mutation) => ({ mutations: [mutation] })),
  },
  'sync.live': {},
  search: {
    ofRow: ({ entity, row }) => [
      ...['zq', '2091-', '91', '0000-4000', 'nothing', ''].map((query) => ({ query, limit: 100 })),
      ...Object.values(wireOf(entity, row)).map((value) => ({ query: wordOf(value), offset: 0 })),
    ],
  },
}

/** A value as it is searched for. */
export function wordOf(value: unknown): string {
  return (typeof value === 'string' ? value : (JSON.stringify(value) ?? '')).slice(0, 256)
}

/** The cases of a procedure. @throws where there are none: a new procedure needs some. */
export function casesOf(
  path: string,
): Cases & { readonly ofCursor?: (cursor: string) => readonly unknown[] } {
  const cases = syncCases[path] ?? entityCases[path.split('.')[1] ?? '']
  if (cases) return cases
  throw new Error(
    `There is no case for the procedure "${path}": say in tests/leaks/calls.ts how it is called.`,
  )
}

/** Every call about an entity, and about each of these rows. */
export function callsOf(
  { procedures, model }: World,
  type: 'mutation' | 'query',
  victims: readonly Victim[],
): Call[][] {
  const paths = [...procedures].filter(([, one]) => one === type).map(([path]) => path)
  const entities = new Set(victims.map(({ entity }) => entity))
  const general = [...entities].map((entity) =>
    paths
      .filter((path) => path.startsWith(`${entity.name}.`))
      .flatMap((path) => (casesOf(path).ofEntity?.(entity, model) ?? []).map((input) => ({ path, input }))),
  )
  const single = victims.map((victim) =>
    paths
      .filter(
        (path) => path === 'search' || path.startsWith('sync.') || path.startsWith(`${victim.entity.name}.`),
      )
      .flatMap((path) => (casesOf(path).ofRow?.(victim) ?? []).map((input) => ({ path, input }))),
  )
  return [...general, ...single]
}

/** The endpoints that are no procedures, as they are asked; one that is described and not here is a failure. */
export const plainCases: Readonly<Record<string, (cursor: string) => readonly string[]>> = {
  '/sync/snapshot': (cursor) => ['', '?limit=1', '?limit=996', `?cursor=${encodeURIComponent(cursor)}`],
  '/sync/snapshot.ndjson': () => [''],
  '/sync/pull': (cursor) => [
    `?cursor=${encodeURIComponent(cursor)}`,
    `?cursor=${encodeURIComponent(cursor)}&limit=1`,
    '?cursor=x',
  ],
  '/sync/live': () => ['?cursor=x', ''],
  '/healthz': () => [''],
  '/readyz': () => [''],
}

/** Beside those that are described: the description, the root's own health, and what is not there. */
export const otherPaths = [
  `${endpoint}/openapi.json`,
  '/healthz',
  '/readyz',
  `${endpoint}/nothing`,
  `${endpoint}/sync/nothing`,
  '/',
]

/** The row as a client writes it. */
export function writtenRow(entity: AnyModelEntity, row: Values): Values {
  return Object.fromEntries(Object.entries(wireOf(entity, row)).filter(([name]) => !isManagedField(name)))
}

/** Values as JSON has them. */
export function wireOf(entity: AnyModelEntity, row: Values): Values {
  return makeWriter(entity, 'input')(row)
}

/** Changes that may be made: of one field, of each that leads to another row, and none. */
export function changesOf({ entity, row }: Victim): Values[] {
  const others = entity.fields.filter(
    ({ name, managed }) => !managed && !entity.path.includes(name) && row[name] !== undefined,
  )
  const links = linkFields(entity)
  const plain = others
    .filter(({ name }) => !links.includes(name))
    .map((field) => ({ [field.name]: canaryFor(entity, field, row) }))
  const linked = others.filter(({ name }) => links.includes(name)).map(({ name }) => ({ [name]: row[name] }))
  return [...plain, ...linked, {}].map((changes) => wireOf(entity, changes))
}

/** As many relations of what a relation leads to as may be asked for beside it. */
function relationsBehind(model: AnyModel, { relations }: AnyModelEntity, name: string): readonly string[] {
  const relation = relations[name]
  if (!relation || relation.kind === 'morphTo') return []
  return Object.keys(entityOf(model, relation.target).relations).slice(0, 7)
}
