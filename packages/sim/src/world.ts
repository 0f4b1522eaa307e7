import { createDynamoStore, tableLayout, type TableLayout } from '@throughline/electrodb'
import type { SyncStore } from '@throughline/schema'
import { type SyncModel, syncModel } from '@throughline/schema/testing'
import type { HasBug } from './bugs.ts'
import type { Client } from './client.types.ts'
import { directClient, modelledTable, type ModelledTable } from './dynamo/modelled-table.ts'
import { bulkRows, checkEnding, readTable, type Table, versionIn } from './final-checks.ts'
import type { RequestsOptions } from './dynamo-requests.ts'
import { createJudge, type Judge } from './judge.ts'
import { createStreams } from './live-streams.ts'
import { createNetwork } from './network.ts'
import type { FaultRates, Plan, RealSettings, Step } from './plan.types.ts'
import type { SimChange } from './protocol.types.ts'
import { randomOf } from './random.ts'
import { createClients } from './plan-clients.ts'
import { createLedger, type Ledger } from './real-client-ledger.ts'
import { createRights, type Rights } from './rights.ts'
import { rowOf } from './rows.ts'
import type { Scheduler } from './scheduler.ts'
import type { Wall } from './wall.ts'
import { refusingBad, type Server, type ServerOptions, startServer } from './server.ts'

const day = 86_400_000
/** The least that the table keeps tombstones, less what servers' clocks are apart. */
const tombstoneTime = 43 * day
/** Milliseconds in which all has to become quiet, once the faults have stopped. */
const quietTime = 600_000

const noFaults: FaultRates = {
  lost: 0,
  answerLost: 0,
  duplicated: 0,
  slow: 0,
  failed: 0,
  throttled: 0,
  conflicted: 0,
  unanswered: 0,
  undone: 0,
  unprocessed: 0,
  torn: 0,
}

/** A history as it happens. */
interface World {
  readonly plan: Plan
  readonly scheduler: Scheduler
  readonly judge: Judge
  readonly table: ModelledTable
  readonly clients: readonly Client[]
  readonly servers: Server[]
  readonly startServer: (index: number) => Server
  /** A store that no fault touches, and that forgets nothing of the feed. */
  readonly truth: SyncStore<SyncModel>
  readonly wall: Wall
  readonly calm: () => void
  readonly rights: Rights
  /** Of real clients: what they call their mutations. */
  readonly ledger: Ledger
  /** The feed so far, and where it goes on. */
  readonly feed: { readonly changes: SimChange[]; cursor: string }
}

/** Runs a history from its plan to its end; the judge tells what was broken. */
export async function runWorld(plan: Plan, scheduler: Scheduler, wall: Wall, hasBug: HasBug): Promise<Judge> {
  const judge = createJudge(
    (text) => scheduler.note(() => text),
    (row) => versionIn(world.table.items(), row),
    (client, row) => world.rights.wasHidden(client, row),
  )
  const world: World = createWorld(plan, scheduler, wall, judge, hasBug)
  try {
    await runPlan(world)
  } finally {
    for (const client of world.clients) client.end()
  }
  return judge
}

async function runPlan(world: World): Promise<void> {
  const { plan, scheduler, judge } = world
  const before = await begin(world)
  for (const client of world.clients) client.start()
  for (const step of plan.steps) {
    scheduler.afterAlone(step.at, () => {
      scheduler.note(() => `· ${JSON.stringify(step)}`)
      perform(world, step)
    })
  }
  const last = plan.steps.at(-1)?.at ?? 0
  const failed = (): boolean => judge.violations.length > 0
  await scheduler.run(() => failed() || scheduler.now() > last + 1, last + 60_000)
  if (!failed()) await becomeQuiet(world, failed)
  if (!failed()) await end(world, before)
}

const layouts = new Map<number, TableLayout>()

function layoutOf(shards: number): TableLayout {
  const layout = layouts.get(shards) ?? tableLayout(syncModel, { tableName: 'simulated', shards })
  layouts.set(shards, layout)
  return layout
}

function createWorld(plan: Plan, scheduler: Scheduler, wall: Wall, judge: Judge, hasBug: HasBug): World {
  const { seed, settings } = plan
  const { feedDays, feedBefore = false } = settings
  let rates = settings.rates
  const layout = layoutOf(settings.shards)
  const table = tableOf(plan, layout, scheduler, wall)
  const servers: Server[] = []
  const clients: Client[] = []
  const [random, failRandom] = [randomOf(seed, 'network'), randomOf(seed, 'fail')]
  const network = createNetwork({ scheduler, random, rates: () => rates, servers: () => servers })
  const requests = requestsTo(table, { plan, scheduler, wall, judge, hasBug, rates: () => rates })
  const ledger = createLedger(judge)
  const rights = createRights(judge)
  const start = (index: number): Server =>
    startServer({
      name: `server${index}`,
      layout,
      requests,
      feedTtl: feedDays * day,
      feedBefore,
      wall: wall.now,
      skew: settings.serverSkews[index] ?? 0,
      hasBug,
      ...(settings.real && { open: openFor(settings.real, rights) }),
      isFailing: () => failRandom.chance(rates.failed),
      poke: (poke) => {
        for (const client of clients) network.poke(poke, client.poke)
      },
    })
  for (let index = 0; index < settings.servers; index += 1) servers.push(start(index))
  const streamRandom = randomOf(seed, 'streams')
  const openStream = createStreams({
    scheduler,
    random: streamRandom,
    rates: () => rates,
    servers: () => servers,
  })
  const isCalm = (): boolean => rates === noFaults
  clients.push(
    ...createClients(plan, { scheduler, wall, judge, network, ledger, openStream, hasBug, isCalm }),
  )
  return {
    plan,
    scheduler,
    judge,
    table,
    clients,
    servers,
    startServer: start,
    rights,
    ledger,
    truth: truthOf(table, layout, wall),
    wall,
    calm: () => {
      rates = noFaults
    },
    feed: { changes: [], cursor: '' },
  }
}

function openFor(real: RealSettings, rights: Rights): ServerOptions['open'] {
  return (store, user) => refusingBad(real.rights ? rights.open(store, user) : store)
}

function requestsTo(
  table: ModelledTable,
  {
    plan,
    wall,
    judge,
    ...options
  }: Pick<RequestsOptions, 'hasBug' | 'rates' | 'scheduler'> & Pick<World, 'judge' | 'plan' | 'wall'>,
): RequestsOptions {
  return {
    ...options,
    table,
    random: randomOf(plan.seed, 'dynamo'),
    offset: () => wall.now() - options.scheduler.now(),
    fail: (error) => judge.violate('model', stackOf(error)),
  }
}

function stackOf(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error)
}

function tableOf(
  { seed, settings }: Plan,
  layout: TableLayout,
  scheduler: Scheduler,
  wall: Wall,
): ModelledTable {
  const { lag, stagger } = settings
  const [lagRandom, staggerRandom] = [randomOf(seed, 'lag'), randomOf(seed, 'stagger')]
  return modelledTable({
    layout,
    now: wall.now,
    lag: () => (lag === 0 ? 0 : lagRandom.below(lag)),
    // Not yet while the table is filled, which waits for nothing.
    stagger: () => (stagger === 0 || scheduler.steps() === 0 ? 0 : staggerRandom.below(stagger)),
  })
}

function truthOf(table: ModelledTable, layout: TableLayout, wall: Wall): SyncStore<SyncModel> {
  return createDynamoStore(syncModel, {
    client: directClient(table),
    layout,
    now: () => new Date(wall.now()).toISOString(),
    feedTtl: 36_500 * day,
    cursorSecret: 'a secret of the one who looks on, as long as others',
  })
}

/** Puts in what is there from the beginning. */
async function begin({ plan, truth, feed, wall }: World): Promise<Table> {
  const { bulk } = plan.settings
  if (bulk > 0) await truth.load(bulkRows(bulk))
  // Longer than indexes lag.
  wall.pass(60_000)
  feed.cursor = await truth.heads()
  return readTable(truth)
}

async function readFeed({ truth, feed, judge }: World): Promise<void> {
  for (let more = true; more;) {
    const answer = await truth.pull({ cursor: feed.cursor, limit: 1_000 })
    if (answer.kind === 'reset') return judge.violate('feed', 'the feed does not reach back to its beginning')
    feed.changes.push(...answer.changes)
    ;({ cursor: feed.cursor, more } = answer)
  }
}

function perform(world: World, step: Step): void {
  switch (step.kind) {
    case 'edit':
      return world.clients[step.client]?.edit(step.edit)
    case 'retry':
    case 'signOut':
      return world.clients[step.client]?.[step.kind]()
    case 'crash':
    case 'expire':
      return world.clients[step.client]?.[step.kind](step.time)
    case 'offline':
      return world.clients[step.client]?.goOffline(step.time)
    case 'clientClock':
      return world.clients[step.client]?.jump(step.by)
    case 'serverClock':
      return world.servers[step.server]?.jump(step.by)
    case 'kill':
      return kill(world, step.server, step.time)
    case 'days':
      return world.wall.pass(step.days * day)
    case 'sweep':
      return sweep(world)
    case 'freeze':
      return world.clients[step.client]?.freeze?.(step.tab, step.time)
    case 'evict':
      return world.clients[step.client]?.evict?.(step.isGone)
    case 'rights':
      return world.rights.change(world.clients[step.client]?.name ?? '', step.role)
  }
}

function kill({ servers, scheduler, startServer: start }: World, index: number, time: number): void {
  const server = servers[index]
  if (!server?.isAlive()) return
  server.kill()
  scheduler.after(time, () => {
    servers[index] = start(index)
  })
}

/** DynamoDB deletes what has expired; who looks on has read it before. */
function sweep(world: World): void {
  const begun = world.wall.now()
  void readFeed(world).then(() => {
    world.table.expire(begun)
    for (const row of deletedBefore(world.feed.changes, begun - tombstoneTime))
      world.judge.forgetTombstone(row)
  })
}

/** The rows whose last change is a delete that long ago. */
function deletedBefore(changes: readonly SimChange[], moment: number): string[] {
  const last = new Map(changes.map((change) => [rowOf(change.entity, change.key), change]))
  return [...last].flatMap(([row, change]) =>
    change.op === 'delete' && Date.parse(change.deletedAt) < moment ? [row] : [],
  )
}

/** Ends all faults, and waits until everybody has sent and read everything. */
async function becomeQuiet(world: World, failed: () => boolean): Promise<void> {
  const { scheduler, clients, servers, judge, plan } = world
  world.calm()
  scheduler.note(() => '· the faults end')
  for (const [index, server] of servers.entries()) {
    if (!server.isAlive()) servers[index] = world.startServer(index)
  }
  for (const client of clients) client.calm()
  const isSent = (): boolean => failed() || clients.every((client) => client.waiting().length === 0)
  // What was on its way may still be written, and indexes lag behind it.
  const reloads = plan.settings.real?.unopenable ? 40_000 : 0
  const calmAt = scheduler.now() + 40_000 + reloads + plan.settings.lag
  if (!(await scheduler.run(() => isSent() && scheduler.now() >= calmAt, quietTime))) {
    const left = clients.flatMap(({ name, waiting }) => waiting().map((what) => `${what} by ${name}`))
    return judge.violate('I8', `ten minutes after the last fault there are left: ${left.join(', ')}`)
  }
  // What was sent late is in no index yet.
  if (plan.settings.lag > 0 && scheduler.now() > calmAt) await scheduler.run(() => false, plan.settings.lag)
  const since = scheduler.now()
  // A store that listens to a stream asks for nothing by itself.
  if (plan.settings.real) for (const client of clients) scheduler.after(1, client.refresh)
  const isRead = (): boolean => failed() || (isSent() && clients.every((client) => client.pulledAt() > since))
  if (!(await scheduler.run(isRead, quietTime)))
    judge.violate('I8', 'not every client has read the whole feed in ten minutes')
}

async function end(world: World, before: Table): Promise<void> {
  const { judge, clients, truth, table, feed } = world
  await readFeed(world)
  world.ledger.conclude(feed.changes)
  checkEnding({
    judge,
    clients,
    feed: world.ledger.inEdits(feed.changes),
    before,
    table: await readTable(truth),
    items: table.items(),
    sees: world.rights.sees,
  })
}
