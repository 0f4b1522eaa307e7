import type { FieldSpec } from '@throughline/schema'
import { entityOf } from '@throughline/schema/adapter'
import { batchOf, chunks } from './attack.ts'
import { type Call, changesOf, wireOf, wordOf, writtenRow } from './calls.ts'
import { canaryFor, tokensIn, withNewKey } from './canaries.ts'
import { linkFields } from './guarded-model.ts'
import type { User } from './rules.ts'
import { type Session, tokenOf, type Victim, type World } from './world.ts'

/** The same call about something that is there, and that is not to be known, and about something that is nowhere. */
interface Pair {
  readonly hidden: Call
  readonly nowhere: Call
}

/** Pairs of calls that must be answered alike, if nobody is to learn whether a row is there, or which value it has. */
function pairsOf(world: World, { user }: Session, victims: readonly Victim[]): Pair[] {
  return victims.flatMap((victim) => {
    const isSeen = world.oracle.may(user, 'read', victim.entity.name, victim.row)
    const guesses = victim.entity.fields.flatMap((field) => guessesOf(world, user, victim, field))
    if (isSeen) return guesses
    const absent = { ...victim, row: withNewKey(victim.entity, victim.row) }
    const [there, nowhere] = [victim, absent].map((one) => callsAbout(world, one, victims))
    const pairs = (there ?? []).map((call, index) => ({ hidden: call, nowhere: nowhere?.[index] ?? call }))
    return guesses.concat(pairs)
  })
}

/** Asking for the value that a field has, and for one that nothing has; and setting it, where it may not be set. */
function guessesOf({ oracle }: World, user: User, { entity, row, key }: Victim, field: FieldSpec): Pair[] {
  const { name, meta } = field
  const isSeen = oracle.may(user, 'read', entity.name, row)
  if (isSeen && oracle.sees(user, entity.name, name, row)) return []
  const guess = canaryFor(entity, field, row)
  const isOfKey = entity.path.includes(name) || linkFields(entity).includes(name)
  // That a unique value is taken has to be said.
  if (isOfKey || meta.unique || typeof guess === 'object' || tokensIn(row[name]).size === 0) return []
  const parent = Object.fromEntries(entity.parentFields.map((one) => [one, row[one]]))
  const ask = (value: unknown, where: object = {}): Call => ({
    path: `${entity.name}.list`,
    input: { where: wireOf(entity, { ...where, [name]: value }) },
  })
  const set = (value: unknown): Call => ({
    path: `${entity.name}.update`,
    input: { key, changes: wireOf(entity, { [name]: value }) },
  })
  const maySet =
    oracle.may(user, 'update', entity.name, row) && oracle.mayField(user, 'write', entity.name, name, row)
  const find = (value: unknown): Call => ({
    path: 'search',
    input: { query: wordOf(wireOf(entity, { [name]: value })[name]) },
  })
  const asked = [
    { hidden: find(row[name]), nowhere: find(guess) },
    { hidden: ask(row[name]), nowhere: ask(guess) },
    // As an entity of its own, and among the rows of its parent.
    { hidden: ask(row[name], parent), nowhere: ask(guess, parent) },
  ]
  return isSeen && !maySet ? asked.concat({ hidden: set(row[name]), nowhere: set(guess) }) : asked
}

/** All that can be asked of one row by its key, and of rows below it. */
function callsAbout({ model }: World, victim: Victim, victims: readonly Victim[]): Call[] {
  const { entity, row } = victim
  const key = Object.fromEntries(entity.path.map((field) => [field, row[field]]))
  const below = entity.children.flatMap((name): Call[] => {
    const child = entityOf(model, name)
    const template = victims.find((other) => other.entity === child)?.row
    if (!template) return []
    const path = child.parentFields.map((field, index) => [field, row[entity.path[index] ?? '']] as const)
    const made = withNewKey(child, { ...template, ...Object.fromEntries(path) })
    return [{ path: `${name}.create`, input: writtenRow(child, made) }]
  })
  return below.concat(callsByKey(victim, key))
}

/** What can be asked of one row by its key, but to create it: that a key is taken has to be said. */
function callsByKey(victim: Victim, key: Readonly<Record<string, unknown>>): Call[] {
  const { name, fields, relations } = victim.entity
  const [changes = {}] = changesOf(victim)
  const mutation = { mutationId: '00000000-0000-4000-9000-999999999999', entity: name, key }
  const mutations = [
    { ...mutation, op: 'update', changes },
    { ...mutation, op: 'update', changes, baseVersion: 1 },
    { ...mutation, op: 'update', changes, baseVersion: 2 },
    { ...mutation, op: 'update', changes: { nom: 1 } },
    { ...mutation, op: 'delete' },
    { ...mutation, op: 'delete', baseVersion: 2 },
  ]
  return [
    { path: `${name}.byId`, input: { ...key, include: Object.keys(relations).slice(0, 8) } },
    { path: `${name}.list`, input: { where: key } },
    { path: `${name}.reveal`, input: { key, fields: fields.map((field) => field.name) } },
    ...[undefined, 1, 2].flatMap((baseVersion) => [
      { path: `${name}.update`, input: { key, changes, baseVersion } },
      { path: `${name}.delete`, input: { key, baseVersion } },
    ]),
    ...mutations.flatMap((one) => [
      { path: 'sync.push', input: { mutations: [one] } },
      { path: 'sync.transact', input: { mutations: [one] } },
    ]),
  ]
}

/** The pairs that are told apart by their answers, with both of these. */
export async function toldApart(
  world: World,
  session: Session,
  most: number,
): Promise<{ readonly asked: number; readonly found: string[] }> {
  await world.reset()
  const all = await world.victims(session.tenant)
  const victims = all.filter(
    ({ entity }, index) => all.slice(0, index).filter((one) => one.entity === entity).length < most,
  )
  const pairs = pairsOf(world, session, victims)
  const found: string[] = []
  for (const type of ['query', 'mutation']) {
    const some = pairs.filter(({ hidden }) => world.procedures.get(hidden.path) === type)
    const [one, other] = [
      await answersTo(
        world,
        session,
        type,
        some.map(({ hidden }) => hidden),
      ),
      await answersTo(
        world,
        session,
        type,
        some.map(({ nowhere }) => nowhere),
      ),
    ]
    for (const [index, { hidden }] of some.entries()) {
      if (one[index] === other[index]) continue
      found.push(`${hidden.path} ${JSON.stringify(hidden.input)}\n  ${one[index]}\n  ${other[index]}`)
    }
  }
  return { asked: pairs.length, found }
}

/** What each call is answered, of a few in one request: refused as they are, none of them changes what another finds. */
async function answersTo(
  world: World,
  session: Session,
  type: string,
  calls: readonly Call[],
): Promise<string[]> {
  const answers: string[] = []
  for (const some of chunks(calls)) {
    const { headers, ...asked } = batchOf(some, type)
    const authorized = { ...headers, authorization: tokenOf(session) }
    const { body } = await world.client.ask({ ...asked, headers: authorized })
    answers.push(...(JSON.parse(body) as readonly unknown[]).map((answer) => plain(JSON.stringify(answer))))
  }
  return answers
}

/** An answer without the values that were asked for, which both may repeat. */
function plain(body: string): string {
  return [...tokensIn(body)]
    .reduce((text, token) => text.replaceAll(token, '*'), body)
    .replaceAll(/NEW-\d+|n\d+/g, '*')
}
