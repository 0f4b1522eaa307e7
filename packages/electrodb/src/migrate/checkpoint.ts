import type { TableKey } from '../items/table-key.ts'
import { PutCommand, QueryCommand } from '@aws-sdk/lib-dynamodb'
import { StoreError } from '@throughline/schema'
import type { Item } from '../items/item.ts'
import { send } from '../client/send.ts'
import type { Clock } from './clock.ts'
import type { StepCounts } from './migration.types.ts'
import type { Table } from './table-access.ts'

/** The partition of the items that tell how far migrations are. */
const partition = 'MIGRATION'

/** How far one segment of the table was read. */
export interface SegmentState {
  after?: TableKey | undefined
  ended: boolean
}

/** How far a plan is: what is kept in the table. */
export interface MigrationState {
  /** Steps that are done, by their ids. */
  finished: string[]
  /** The step that was begun. */
  step?: string | undefined
  segments: SegmentState[]
  counts: StepCounts
  /** Rows were changed, or may have been, that the feed does not tell of: it has to begin anew. */
  feedIsBehind: boolean
}

/** The state of a plan, with the right to carry it out. */
export interface Checkpoint {
  readonly state: MigrationState
  /** Keeps the state, and the right. @throws {StoreError} `conflict` where another runner has taken over. */
  readonly save: () => Promise<void>
  /** Keeps the right where a third of its time is over. */
  readonly beat: () => Promise<void>
  /** Keeps the state and lets go of the right. */
  readonly close: () => Promise<void>
}

interface CheckpointOptions {
  readonly plan: string
  readonly clock: Clock
  /** Milliseconds. */
  readonly lease: number
  /** Forgets what was finished. */
  readonly again: boolean
  readonly signal?: AbortSignal | undefined
}

export const noCounts: StepCounts = { scanned: 0, rows: 0, written: 0, changed: 0, deleted: 0, refused: 0 }

/** A state that is kept nowhere: a dry run's. */
export function looseCheckpoint(): Checkpoint {
  const nothing = async (): Promise<void> => undefined
  return { state: newState(), save: nothing, beat: nothing, close: nothing }
}

function newState(): MigrationState {
  return { finished: [], segments: [], counts: noCounts, feedIsBehind: false }
}

/**
 * Takes the right to carry out a plan on a table, and reads how far it is.
 *
 * @throws {StoreError} `conflict` where another runner has it, of this plan or of another.
 */
export async function openCheckpoint(table: Table, options: CheckpointOptions): Promise<Checkpoint> {
  const { plan, clock, lease, again } = options
  const owner = crypto.randomUUID()
  const others = await readCheckpoints(table)
  const known = others.find(({ sk }) => sk === plan)
  checkFree(table, others, clock.now())
  // Another plan was begun after this one: what this one did may be undone.
  const isOld = others.some(({ sk, begunAt }) => sk !== plan && Number(begunAt) > Number(known?.['savedAt']))
  const begunAt = known && !isOld && !again ? Number(known['begunAt']) : clock.now()
  // Sound: the item is written below alone.
  const state = known && !isOld && !again ? (known['state'] as MigrationState) : newState()
  let savedAt = 0

  const write = async (until: number, isFirst = false): Promise<void> => {
    savedAt = clock.now()
    // A client may refuse members that are undefined.
    const kept: unknown = JSON.parse(JSON.stringify(state))
    const Item = { pk: partition, sk: plan, owner, leaseUntil: until, begunAt, savedAt, state: kept }
    const free = isFirst ? 'attribute_not_exists(pk) OR leaseUntil <= :now OR ' : ''
    const input = {
      TableName: table.tableName,
      Item,
      ConditionExpression: `${free}#owner = :owner`,
      ExpressionAttributeNames: { '#owner': 'owner' },
      ExpressionAttributeValues: { ':owner': owner, ...(isFirst && { ':now': clock.now() }) },
    }
    try {
      await send(table, new PutCommand(input), { idempotent: true })
    } catch (error) {
      if (error instanceof Error && error.name === 'ConditionalCheckFailedException')
        throw taken(table, error)
      throw error
    }
  }
  const save = inTurn(() => write(clock.now() + lease))

  await write(clock.now() + lease, true)
  const checkpoint: Checkpoint = {
    state,
    save,
    beat: async () => (clock.now() - savedAt > lease / 3 ? save() : undefined),
    close: () => write(0),
  }
  try {
    // Two plans may have begun at one time: both see each other here, or one of them saw the other before.
    const now = await readCheckpoints(table)
    checkFree(
      table,
      now.filter(({ sk }) => sk !== plan),
      clock.now(),
    )
    return checkpoint
  } catch (error) {
    await checkpoint.close()
    throw error
  }
}

async function readCheckpoints({ client, tableName }: Table): Promise<Item[]> {
  const input = {
    TableName: tableName,
    KeyConditionExpression: 'pk = :pk',
    ExpressionAttributeValues: { ':pk': partition },
    ConsistentRead: true,
  }
  // A table has some plans, not a megabyte of them.
  const { Items = [] } = await send({ client }, new QueryCommand(input))
  return Items
}

function checkFree(table: Table, checkpoints: readonly Item[], now: number): void {
  if (checkpoints.some(({ leaseUntil }) => Number(leaseUntil) > now)) throw taken(table)
}

function taken({ tableName }: Table, cause?: unknown): StoreError {
  return new StoreError(
    'conflict',
    `Another runner migrates the table "${tableName}". Wait for it to end, or for its lease to be over where it died.`,
    { cause },
  )
}

/** Runs one call at a time; all that wait meanwhile are answered by one more. */
function inTurn(call: () => Promise<void>): () => Promise<void> {
  let last = Promise.resolve()
  let waiting: Promise<void> | undefined
  const follow = async (): Promise<void> => {
    await last.catch(() => undefined)
    waiting = undefined
    last = call()
    await last
  }
  return () => (waiting ??= follow())
}
