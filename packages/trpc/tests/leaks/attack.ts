import { setTimeout } from 'node:timers/promises'
import { type Call, callsOf, casesOf, changesOf, otherPaths, plainCases } from './calls.ts'
import type { Answer, Asked, OpenStream } from './raw-http.ts'
import { endpoint, maxBatch, type Session, tokenOf, userOf, type Victim, type World } from './world.ts'

/** Canaries that were where they should not be. */
export interface Leak {
  /** What was asked. */
  readonly path: string
  readonly tokens: readonly string[]
  /** What stands around the first of them. */
  readonly excerpt: string
}

/** What was found, and how much was looked at. */
interface Findings {
  readonly leaks: readonly Leak[]
  /** Canaries that the session was told, and may know. */
  readonly told: number
  readonly answers: number
  readonly bytes: number
  /** Answers by status. */
  readonly statuses: ReadonlyMap<number, number>
}

/** Who attacks, and what an attack finds, as it goes on. */
interface Attack {
  readonly world: World
  readonly session: Session
  readonly ask: (asked: Asked) => Promise<Answer>
  /** Many calls in one request, of which each is looked at by itself: what one of them sent is not excused in another. */
  readonly askAll: (calls: readonly Call[], type: string) => Promise<void>
  readonly note: (path: string, text: string, sent: string) => Promise<void>
  readonly findings: () => Findings
}

export const writeHeaders = { 'content-type': 'application/json', 'x-throughline': '1' }

/** Begins an attack: every byte that is answered is looked at. */
function beginAttack(world: World, session: Session): Attack {
  const leaks: Leak[] = []
  const statuses = new Map<number, number>()
  const sums = { answers: 0, bytes: 0 }
  const note: Attack['note'] = async (path, text, sent) => {
    sums.answers += 1
    sums.bytes += text.length
    const isReveal = /^[^?]*\.reveal(?:$|\?)/.test(path)
    const tokens = await world.leaks(session, text, sent, isReveal ? 'reveal' : 'read')
    const [first] = tokens
    if (first === undefined) return
    const at = Math.max(0, text.indexOf(first) - 100)
    leaks.push({ path, tokens, excerpt: text.slice(at, at + 240) })
  }
  const send = async (asked: Asked): Promise<Answer> => {
    const coding = sums.answers % 2 === 0 ? 'gzip' : 'identity'
    const headers = { authorization: tokenOf(session), 'accept-encoding': coding, ...asked.headers }
    const answer = await world.client.ask({ ...asked, headers })
    statuses.set(answer.status, (statuses.get(answer.status) ?? 0) + 1)
    return answer
  }
  return {
    world,
    session,
    note,
    findings: () => ({ leaks, statuses, told: world.told(session), ...sums }),
    async ask(asked) {
      const answer = await send(asked)
      await note(asked.path, `${answer.head}\n${answer.body}`, `${asked.path} ${asked.body ?? ''}`)
      return answer
    },
    async askAll(calls, type) {
      for (const some of chunks(calls)) {
        const { head, body } = await send(batchOf(some, type))
        const parts = JSON.parse(body) as readonly unknown[]
        if (parts.length !== some.length) throw new Error(`${some.length} calls were answered: ${body}`)
        await note('batch', head, '')
        for (const [index, { path, input }] of some.entries()) {
          await note(path, JSON.stringify(parts[index]), JSON.stringify(input) ?? '')
        }
      }
    },
  }
}

/** A call as tRPC has it. */
export function requestOf({ path, input }: Call, type: string | undefined): Asked {
  const json = input === undefined ? undefined : JSON.stringify(input)
  if (type === 'mutation') return { path: `${endpoint}/${path}`, headers: writeHeaders, body: json ?? '' }
  return { path: `${endpoint}/${path}${json === undefined ? '' : `?input=${encodeURIComponent(json)}`}` }
}

/** Several calls in one request. */
export function batchOf(calls: readonly Call[], type: string): Asked {
  const path = `${endpoint}/${calls.map((call) => call.path).join(',')}?batch=1`
  const json = JSON.stringify(Object.fromEntries(calls.map(({ input }, index) => [index, input])))
  if (type === 'mutation') return { path, headers: writeHeaders, body: json }
  return { path: `${path}&input=${encodeURIComponent(json)}` }
}

/** Every procedure about every row: a row's calls in batches, and one call of each procedure by itself. */
async function callAll(
  { world, ask, askAll }: Attack,
  type: 'mutation' | 'query',
  victims: readonly Victim[],
): Promise<void> {
  const alone = new Set<string>()
  for (const calls of callsOf(world, type, victims)) {
    await askAll(calls, type)
    const fresh = calls.filter(
      ({ path }, index) => !alone.has(path) && calls.findIndex((one) => one.path === path) === index,
    )
    for (const call of fresh) {
      alone.add(call.path)
      await ask(requestOf(call, type))
      if (!/^sync|list$|update$/.test(call.path)) continue
      const streamed = batchOf([call], type)
      await ask({ ...streamed, headers: { ...streamed.headers, 'trpc-accept': 'application/jsonl' } })
    }
  }
}

/** A few at a time. */
export function chunks<T>(items: readonly T[], size = maxBatch): T[][] {
  return Array.from({ length: Math.ceil(items.length / size) }, (_, index) =>
    items.slice(index * size, (index + 1) * size),
  )
}

/** Pages of lists and snapshots, as far as their cursors lead. */
async function followPages({ world, ask }: Attack): Promise<void> {
  for (const [path, type] of world.procedures) {
    if (type !== 'query' || !/\.(list|snapshot)$/.test(path)) continue
    let cursor: string | null = null
    for (let page = 0; page < 3; page += 1) {
      const input = { limit: 1, ...(cursor !== null && { cursor }) }
      const { body } = await ask(requestOf({ path, input }, type))
      cursor =
        (JSON.parse(body) as { result?: { data: { cursor: string | null } } }).result?.data.cursor ?? null
      if (cursor === null) break
    }
  }
}

async function readSync({ world, ask }: Attack, cursor: string): Promise<void> {
  for (const path of ['sync.snapshot', 'sync.pull']) {
    for (const input of casesOf(path).ofCursor?.(cursor) ?? []) await ask(requestOf({ path, input }, 'query'))
  }
  for (const path of world.plainPaths) {
    const cases = plainCases[path]
    if (!cases)
      throw new Error(`There is no case for "${path}": say in tests/leaks/calls.ts how it is called.`)
    for (const query of cases(cursor)) {
      await ask({ path: `${endpoint}${path}${query}` })
      await ask({ path: `${endpoint}${path}${query}`, headers: { 'accept-encoding': 'gzip' } })
    }
  }
  for (const path of otherPaths) await ask({ path })
  for (const path of world.plainPaths) await ask({ path: `${endpoint}${path}`, method: 'HEAD' })
}

/** Streams of a session, each in its own way. */
async function listen({ world, session }: Attack, cursor: string): Promise<Map<string, OpenStream>> {
  const headers = { authorization: tokenOf(session), accept: 'text/event-stream' }
  const encoded = encodeURIComponent(cursor)
  const paths = [
    `${endpoint}/sync/live?cursor=${encoded}`,
    `${endpoint}/sync.live?input=${encodeURIComponent(JSON.stringify({ cursor }))}`,
  ]
  const opened = [
    ...paths.map((path) => ({ path, headers })),
    { path: `${endpoint}/sync/live?cursor=x`, headers: { ...headers, 'last-event-id': cursor } },
  ]
  const streams = await Promise.all(opened.map((asked) => world.client.open(asked)))
  return new Map(streams.map((stream, index) => [`${index} ${opened[index]?.path}`, stream]))
}

/** Somebody else writes new canaries over each row, and takes some away. */
async function disturb(world: World, tenant: Session['tenant']): Promise<void> {
  const headers = { ...writeHeaders, authorization: tokenOf({ tenant, user: userOf('admin') }) }
  const victims = (await world.victims(tenant)).filter(({ entity }) =>
    world.procedures.has(`${entity.name}.list`),
  )
  const mutations = victims.map((victim, index) => {
    const { entity, key } = victim
    const base = { mutationId: crypto.randomUUID(), entity: entity.name, key }
    const isDoomed = index % 5 === 4 && entity.children.length === 0
    const changes = Object.assign({}, ...changesOf(victim)) as object
    return Object.assign(base, isDoomed ? { op: 'delete' } : { op: 'update', changes })
  })
  // A few at a time: what is too much for an event would be told by none.
  for (const some of chunks(mutations, 6)) {
    await world.client.ask({
      path: `${endpoint}/sync.push`,
      headers,
      body: JSON.stringify({ mutations: some }),
    })
  }
}

/** How an attack goes about it. */
interface AttackOptions {
  /** The tenant whose rows it is about; the session's own when absent. */
  readonly of?: Session['tenant']
  /** One row of each entity is enough. */
  readonly brief?: boolean
}

/** All that one session can do to the rows of a tenant, its own or another, while others write there. */
export async function attackAll(
  world: World,
  session: Session,
  { of = session.tenant, brief = false }: AttackOptions = {},
): Promise<Findings> {
  await world.reset()
  for (const path of world.procedures.keys()) casesOf(path)
  const attack = beginAttack(world, session)
  /** Some rows of each entity, in sight and not. */
  const victims = async (most: number): Promise<Victim[]> => {
    const { user } = session
    const all = await world.victims(of)
    return all.filter(({ entity, row }, index) => {
      const sees = (one: Victim): boolean => world.oracle.may(user, 'read', entity.name, one.row)
      const alike = all.slice(0, index).filter((one) => one.entity === entity)
      const same = alike.filter((one) => sees(one) === world.oracle.may(user, 'read', entity.name, row))
      return brief ? alike.length === 0 : same.length < most
    })
  }
  const cursor = await world.cursorOf(session)
  // Somebody who sees everything listens too, and is told first.
  const all: Session = { tenant: of, user: userOf('admin') }
  const neighbors = await listen(beginAttack(world, all), await world.cursorOf(all))
  const streams = await listen(attack, cursor)
  await disturb(world, of)
  await callAll(attack, 'query', await victims(1))
  await followPages(attack)
  await readSync(attack, cursor)
  await callAll(attack, 'mutation', await victims(1))
  await disturb(world, of)
  await deleteAll(attack, await victims(9))
  await readSync(attack, cursor)
  // A sign of life comes after all that was told before it.
  await setTimeout(40)
  for (const [path, stream] of streams) {
    await attack.note(path, stream.text(), path)
    stream.close()
  }
  for (const stream of neighbors.values()) stream.close()
  return attack.findings()
}

/** The children before what they belong to, which would take them along. */
async function deleteAll({ world, askAll }: Attack, victims: readonly Victim[]): Promise<void> {
  const doomed = victims.toReversed().filter(({ entity }) => world.procedures.has(`${entity.name}.delete`))
  for (const isBased of [true, false]) {
    const calls = doomed.map(({ entity, key, version }) => ({
      path: `${entity.name}.delete`,
      input: { key, ...(isBased && { baseVersion: version }) },
    }))
    await askAll(calls, 'mutation')
  }
}
