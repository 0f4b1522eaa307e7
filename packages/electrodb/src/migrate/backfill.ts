import { keyId, type TableKey, tableKeyOf } from '../items/table-key.ts'
import { StoreError } from '@throughline/schema'
import type { Item } from '../items/item.ts'
import { holderOf, type Lock, locksOf } from '../items/unique.ts'
import { noCounts } from './checkpoint.ts'
import { copyClientItem, isClientItem } from './copy-clients.ts'
import type { EntityBackfill, MigrationStep, RefusedRow, StepCounts } from './migration.types.ts'
import { resetFeeds } from './reset-feeds.ts'
import { backfillFinder, type Rewrite, rewriteItem, type RewriteRules } from './rewrite-row.ts'
import { mostNamed, type RunContext, type StepOutcome } from './run-context.ts'
import { forEachOf, itemCount, markFilter, newSegments, scanTable } from './scan-table.ts'
import { readItems } from './table-access.ts'
import { type LockMove, writeRow, writeUnits } from './write-row.ts'

type BackfillStep = Extract<MigrationStep, { kind: 'backfill' | 'remove_fields' }>

/** One pass over the table that rewrites rows. */
interface Pass {
  readonly context: RunContext
  readonly step: BackfillStep
  readonly rules: RewriteRules
  readonly find: ReturnType<typeof backfillFinder>
  readonly rows: RefusedRow[]
  /** The rows that values are held for, by the keys of their locks, where nothing is written that would tell. */
  readonly planned: Map<string, string>
  /** Resolves once it is kept that the feed has to begin anew. */
  readonly announce: () => Promise<void>
}

/** Items of the target table that tell who holds the values that a page's rows take. */
type Known = ReadonlyMap<string, Item>

/** What became of a row. */
type RowOutcome = 'changed' | 'refused' | 'same' | 'written'

/** Rows of one page that are written at one time. */
const parallel = 8
const tries = 12

/**
 * Reads the table and brings the rows of some entities into their new form, each where no other write comes first.
 *
 * @throws {StoreError} `invalid`, once all rows were read, where some cannot be brought there; they are as they were.
 */
export async function runBackfill(context: RunContext, step: BackfillStep): Promise<StepOutcome> {
  const { checkpoint, dryRun, options, clock, source, target, signal } = context
  const { state } = checkpoint
  const copies = source.tableName !== target.tableName
  const total = await itemCount(source, signal)
  const now = new Date(clock.now()).toISOString()
  let announced: Promise<void> | undefined
  const pass: Pass = {
    context,
    step,
    rules: { upgrades: options.upgrades, strips: step.kind === 'remove_fields', copies, now },
    find: backfillFinder(step.entities),
    rows: [],
    planned: new Map(),
    announce: () => {
      state.feedIsBehind = true
      return (announced ??= checkpoint.save())
    },
  }
  if (step.kind === 'backfill' && step.resetsFeed && !dryRun) await pass.announce()
  const marks = step.entities.flatMap(({ entity, singular }) => [
    singular,
    options.model.entities[entity]?.singular ?? singular,
  ])
  try {
    await scanTable(context, {
      segments: state.segments,
      // Of a copy, what clients have sent goes along.
      filter: copies ? {} : markFilter([...new Set(marks)]),
      onPage: async (items, scanned) => ({ ...(await rewritePage(pass, items)), scanned }),
      onSaved: () => context.tell(step, state.counts.scanned, total),
    })
  } finally {
    // Also where the run ends here: clients are not to wait for the next one.
    if (state.feedIsBehind) await resetFeeds(context)
    state.feedIsBehind = false
  }
  if (state.counts.refused > 0 && !dryRun) {
    const { refused } = state.counts
    // The next run reads all rows again: those that are done stay as they are.
    Object.assign(state, { segments: newSegments(state.segments.length), counts: noCounts })
    await checkpoint.save()
    throw refusal(step, refused, pass.rows)
  }
  return { counts: state.counts, rows: pass.rows }
}

function refusal({ id }: BackfillStep, refused: number, rows: readonly RefusedRow[]): StoreError {
  const named = rows.map(({ pk, sk, message }) => `${pk} / ${sk}: ${message}`).join('\n')
  return new StoreError(
    'invalid',
    `${refused} ${refused === 1 ? 'row' : 'rows'} could not be rewritten by "${id}"; all others were. Correct them or the upgrades, then run the migration again.\n${named}`,
  )
}

/** Rewrites the rows of a page, some at a time. */
async function rewritePage(pass: Pass, items: readonly Item[]): Promise<Partial<StepCounts>> {
  const { target, signal } = pass.context
  const rows = items.filter((item) => backfillOf(pass, item))
  const first = new Map(rows.map((item) => [item, attempt(() => rewriteOnce(pass, item))]))
  const keys = [...first.values()].flatMap((rewrite) => (rewrite ? neededKeys(pass, rewrite) : []))
  const known = await readItems(target, keys, signal)
  const outcomes: RowOutcome[] = []
  await forEachOf(rows, parallel, async (item) => {
    try {
      outcomes.push(await rewriteRow(pass, item, first.get(item), known))
    } catch (error) {
      if (!(error instanceof StoreError) || !isAboutRow(error)) throw error
      outcomes.push('refused')
      if (pass.rows.length >= mostNamed) return
      const { entity = '' } = backfillOf(pass, item) ?? {}
      pass.rows.push({ entity, ...tableKeyOf(item), message: error.message })
    }
  })
  const clients = pass.rules.copies && !pass.context.dryRun ? items.filter(isClientItem) : []
  await forEachOf(clients, parallel, (item) => copyClientItem(pass.context, item))
  const count = (...wanted: RowOutcome[]): number =>
    outcomes.filter((outcome) => wanted.includes(outcome)).length
  return {
    rows: rows.length,
    written: count('changed', 'written'),
    changed: count('changed'),
    refused: count('refused'),
  }
}

function backfillOf({ context, find }: Pass, item: Item): EntityBackfill | undefined {
  const tenant = context.itemsOf(item)
  return tenant && find(tenant, item)
}

function rewriteOnce({ context, find, rules }: Pass, item: Item): Rewrite | undefined {
  const tenant = context.itemsOf(item)
  const backfill = tenant && find(tenant, item)
  return tenant && backfill && rewriteItem(tenant, backfill, item, rules)
}

/** The keys of the items in the target table that a row's writing depends on. */
function neededKeys({ rules }: Pass, { takes, item }: Rewrite): TableKey[] {
  return [...takes.map(({ key }) => key), ...(rules.copies ? [tableKeyOf(item)] : [])]
}

function attempt<T>(call: () => T): T | undefined {
  try {
    return call()
  } catch {
    // The row itself is told of when it is its turn.
    return undefined
  }
}

function isAboutRow({ code }: StoreError): boolean {
  return code === 'invalid' || code === 'not_configured' || code === 'too_large' || code === 'already_exists'
}

/** Rewrites one row; a write that comes first is read, and the row done again. */
async function rewriteRow(
  pass: Pass,
  item: Item,
  first: Rewrite | undefined,
  locks: Known,
): Promise<RowOutcome> {
  const { rules, context } = pass
  const { source, target, dryRun, clock, signal, writes, checkpoint } = context
  let [current, known]: [Item | undefined, Known] = [item, locks]
  let rewrite = first ?? rewriteOnce(pass, item)
  for (let failures = 0; failures < tries; failures += 1) {
    // It was deleted meanwhile.
    if (!current || !rewrite) return 'same'
    if (rules.copies && isCopied(rewrite, known)) return 'same'
    const moves = await lockMoves(pass, rewrite, known)
    if (!rules.copies && !rewrite.differs && moves.length === 0) return 'same'
    const outcome = rewrite.changed ? 'changed' : 'written'
    if (dryRun) return outcome
    if (rewrite.changed) await pass.announce()
    const write = { rewrite, moves, ...(!rules.copies && { before: current }) }
    await writes.take(writeUnits(write))
    await checkpoint.beat()
    if ((await writeRow(target, write)) === 'written') return outcome
    await clock.sleep(Math.random() * 50 * 2 ** Math.min(failures, 5), signal)
    const key = tableKeyOf(current)
    current = (await readItems(source, [key], signal)).get(keyId(key))
    rewrite = current && rewriteOnce(pass, current)
    known = await readItems(target, rewrite ? neededKeys(pass, rewrite) : [], signal)
  }
  throw new StoreError('throttled', `Other writes came first ${tries} times. Run the migration again later.`)
}

/** Whether the other table has this version of the row, or a later one. */
function isCopied({ item }: Rewrite, known: Known): boolean {
  const there = known.get(keyId(tableKeyOf(item)))
  return there !== undefined && Number(there['version']) >= Number(item['version'])
}

/**
 * The values that a row takes and does not hold yet.
 *
 * @throws {StoreError} `already_exists` where another row has one of them.
 */
async function lockMoves(pass: Pass, rewrite: Rewrite, known: Known): Promise<LockMove[]> {
  const { context, planned } = pass
  const own = keyId(tableKeyOf(rewrite.item))
  const moves: LockMove[] = []
  for (const lock of rewrite.takes) {
    const id = keyId(lock.key)
    const held = known.get(id)
    const holder = held ? holderOf(held) : null
    if (holder && keyId(holder) === own) continue
    const idle = holder
      ? (await readItems(context.target, [holder], context.signal)).get(keyId(holder))
      : undefined
    if (holder && idle && hasValue(pass, idle, id)) throw duplicate(rewrite, lock.field, keyId(holder))
    const before = planned.get(id) ?? own
    if (before !== own) throw duplicate(rewrite, lock.field, before)
    if (context.dryRun) planned.set(id, own)
    moves.push({ lock, holder, idle })
  }
  return moves
}

/** Whether the row that a value is held for has it, once it is rewritten. */
function hasValue(pass: Pass, item: Item, lock: string): boolean {
  const tenant = pass.context.itemsOf(item)
  if (pass.rules.copies) {
    const items = tenant?.writer.ownerOf(item)
    return items !== undefined && holds(locksOf(items, items.toStored(item).row), lock)
  }
  if (!backfillOf(pass, item)) return false
  const rewrite = attempt(() => rewriteOnce(pass, item))
  // A row that cannot be rewritten keeps what is held for it.
  return !rewrite || holds(rewrite.locks, lock)
}

function holds(locks: readonly Lock[], id: string): boolean {
  return locks.some(({ key }) => keyId(key) === id)
}

function duplicate({ items: { entity } }: Rewrite, field: string, other: string): StoreError {
  const message = `Its "${field}" is that of another ${entity.singular}, ${other.replace('\n', ' / ')}. Change or delete one of them.`
  return new StoreError('already_exists', message)
}
