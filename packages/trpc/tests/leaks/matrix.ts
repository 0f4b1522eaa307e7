import { setTimeout } from 'node:timers/promises'
import { batchOf } from './attack.ts'
import { type Call, changesOf, writtenRow } from './calls.ts'
import { withNewKey } from './canaries.ts'
import type { Answer, Asked } from './raw-http.ts'
import { type Role, roles } from './rules.ts'
import { endpoint, maxBatch, type Session, tokenOf, userOf, type Victim, type World } from './world.ts'

/** What became of one call, in a word. */
type Word = 'absent' | 'conflict' | 'denied' | 'invalid' | 'null' | 'ok'

const words: Readonly<Record<string, Word>> = {
  BAD_REQUEST: 'invalid',
  CONFLICT: 'conflict',
  FORBIDDEN: 'denied',
  NOT_FOUND: 'absent',
  already_exists: 'conflict',
  denied: 'denied',
  invalid: 'invalid',
  not_found: 'absent',
  parent_not_found: 'invalid',
}

interface Answered {
  readonly result?: {
    readonly data: {
      readonly outcomes?: readonly Outcome[]
      readonly items?: readonly unknown[]
      readonly total?: number
    } | null
  }
  readonly error?: { readonly data: { readonly code: string } }
}

interface Outcome {
  readonly status: string
  readonly code?: string
  readonly stored?: object | null
}

let mutations = 0
const mutationOf = ({ entity, key, row, version }: Victim, op: 'insert' | 'update'): object => {
  mutations += 1
  const base = {
    op,
    mutationId: `00000000-0000-4000-9000-${String(mutations).padStart(12, '0')}`,
    entity: entity.name,
  }
  if (op === 'insert') return { ...base, row: writtenRow(entity, withNewKey(entity, row)) }
  const victim: Victim = { entity, key, row, version }
  return { ...base, key, changes: changesOf(victim)[0] ?? {}, baseVersion: version }
}

/** The one right way to call each procedure about a row. */
const callOf: Readonly<Record<string, (victim: Victim) => unknown>> = {
  byId: ({ key }) => key,
  create: ({ entity, row }) => writtenRow(entity, withNewKey(entity, row)),
  createMany: ({ entity, row }) => ({ rows: [writtenRow(entity, withNewKey(entity, row))] }),
  update: ({ key, version, ...victim }) => ({
    key,
    baseVersion: version,
    changes: changesOf({ key, version, ...victim })[0] ?? {},
  }),
  delete: ({ key, version }) => ({ key, baseVersion: version }),
  reveal: ({ entity, key }) => ({
    key,
    fields: entity.fields
      .filter(({ name, managed }) => !managed && !entity.path.includes(name))
      .map(({ name }) => name),
  }),
  push: (victim) => ({ mutations: [mutationOf(victim, 'update')] }),
  transact: (victim) => ({ mutations: [mutationOf(victim, 'insert')] }),
}

/** What each role gets of each procedure, really asked: a line for a procedure, a column for a role. */
export async function accessTable(
  world: World,
): Promise<{ readonly text: string; readonly cells: ReadonlyMap<string, string> }> {
  const cells = new Map<string, string>()
  for (const role of roles) {
    const session: Session = { tenant: 'a', user: userOf(role) }
    await world.reset()
    for (const [path, type] of world.procedures) {
      cells.set(`${path} ${role}`, await cellOf(world, session, path, type))
      if (type === 'mutation') await world.reset()
    }
  }
  const lines = [...world.procedures.keys()].map((path) =>
    [path].concat(roles.map((role) => cells.get(`${path} ${role}`) ?? '')),
  )
  const table = [['', ...roles], ...lines]
  const widths =
    table[0]?.map((_, column) => Math.max(...table.map((line) => line[column]?.length ?? 0))) ?? []
  const text = table
    .map((line) =>
      line
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join(' | ')
        .trimEnd(),
    )
    .join('\n')
  return { text: `\n${text}\n`, cells }
}

async function cellOf(world: World, session: Session, path: string, type: string): Promise<string> {
  const victims = (await world.victims(session.tenant)).toReversed()
  const [name = '', method = ''] = path.split('.')
  const ask = ({ headers, ...asked }: Asked): Promise<Answer> =>
    world.client.ask({ ...asked, headers: { ...headers, authorization: tokenOf(session) } })
  if (path === 'sync.live') return liveCell(world, session)
  if (method === 'list' || path === 'sync.snapshot' || path === 'sync.pull') {
    const cursor = method === 'pull' ? { cursor: await world.cursorOf(session) } : {}
    const { body } = await ask(batchOf([{ path, input: { limit: 1000, ...cursor } }], type))
    const [answer] = JSON.parse(body) as Answered[]
    const items = answer?.result?.data?.items
    const all = victims.filter(({ entity }) => name === 'sync' || entity.name === name)
    return items ? `${items.length} of ${all.length}` : wordOf(answer)
  }
  if (path === 'search') {
    // All keys have it.
    const { body } = await ask(batchOf([{ path, input: { query: '0000-4000-8000', limit: 100 } }], type))
    const [answer] = JSON.parse(body) as Answered[]
    return `${answer?.result?.data?.total} of ${victims.length}`
  }
  const make = callOf[method]
  if (!make)
    throw new Error(
      `There is no case for the procedure "${path}": say in tests/leaks/matrix.ts how it is called.`,
    )
  const calls = victims
    .filter(({ entity }) => entity.name === name || name === 'sync')
    .map((victim): Call => ({ path, input: make(victim) }))
  const found: string[] = []
  for (let at = 0; at < calls.length; at += maxBatch) {
    const { body } = await ask(batchOf(calls.slice(at, at + maxBatch), type))
    found.push(...(JSON.parse(body) as Answered[]).map(wordOf))
  }
  const counts = [...new Set(found)]
    .toSorted()
    .map((word) => [word, found.filter((one) => one === word).length] as const)
  const [only, ...others] = counts
  if (!only) return '-'
  return others.length === 0 ? only[0] : counts.map(([word, count]) => `${count} ${word}`).join(', ')
}

function wordOf(answer: Answered | undefined): string {
  const code = answer?.error?.data.code
  if (code !== undefined) return words[code] ?? code
  const data = answer?.result?.data
  const [outcome] = data?.outcomes ?? []
  if (!outcome) return 'ok'
  if (outcome.status === 'applied') return outcome.stored === null ? 'null' : 'ok'
  return words[outcome.code ?? ''] ?? outcome.status
}

async function liveCell(world: World, session: Session): Promise<string> {
  const input = encodeURIComponent(JSON.stringify({ cursor: await world.cursorOf(session) }))
  const headers = { authorization: tokenOf(session), accept: 'text/event-stream' }
  const stream = await world.client.open({ path: `${endpoint}/sync.live?input=${input}`, headers })
  for (let waits = 0; waits < 5000 && !stream.text().includes('"kind"'); waits += 1) {
    await setTimeout(2)
  }
  stream.close()
  return /"kind":"(\w+)"/.exec(stream.text())?.[1] ?? 'nothing'
}

/** How many rows of an entity a role may do this with, by the rules alone. */
export async function allowed(
  world: World,
  role: Role,
  operation: 'delete' | 'read',
  name: string,
): Promise<readonly [number, number]> {
  const rows = (await world.victims('a')).filter(({ entity }) => entity.name === name)
  const may = rows.filter(
    ({ row }) =>
      world.oracle.may(userOf(role), 'read', name, row) &&
      world.oracle.may(userOf(role), operation, name, row),
  )
  return [may.length, rows.length]
}
