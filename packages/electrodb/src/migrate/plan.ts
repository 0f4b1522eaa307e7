import { StoreError } from '@throughline/schema'
import { canonicalText } from '@throughline/schema/adapter'
import { diffModels, modelToJSON } from '@throughline/schema/data'
import type { IndexLayout, TableLayout } from '../layout/table-layout.ts'
import {
  backfillOf,
  type EntityPair,
  pairEntities,
  rekeyed,
  removedEntities,
  tableKeys,
} from './compare-entities.ts'
import type {
  EntityBackfill,
  KeptLayout,
  MigrationInput,
  MigrationPlan,
  MigrationStep,
  RemovedEntity,
} from './migration.types.ts'
import { planProblems } from './plan-problems.ts'

/**
 * Plans what brings a table from one model and layout to another, as plain data: its steps, and what may stand in their way.
 *
 * Nothing is read; what depends on the rows is found by a dry run of `migrate`. Where rows cannot stay under their keys the
 * plan is to copy them: a table of the new layout's name is made, and the old one stays as it is.
 *
 * @throws {ModelDataError} `unknown_rename` for a hint that does not fit the two models.
 * @throws {StoreError} `invalid` for layouts that are not of these models.
 */
export function planMigration(input: MigrationInput): MigrationPlan {
  const { from, to, renames = {} } = input
  checkLayout('from', Object.keys(from.model.entities), from.layout)
  checkLayout('to', to.model.names, to.layout)
  const changes = diffModels(from.model, to.model, { renames })
  const pairs = pairEntities(input, changes)
  const moves = moveReasons(input, pairs)
  return {
    format: 1,
    from: { layout: from.layout },
    to: { model: modelToJSON(to.model), layout: to.layout, version: to.upgrades?.version ?? 1 },
    steps: moves.length > 0 ? copySteps(input, pairs, moves) : placeSteps(input, pairs),
    problems: planProblems(input, pairs, moves),
  }
}

function checkLayout(side: string, names: readonly string[], { entities }: KeptLayout): void {
  const [has, wants] = [Object.keys(entities), names].map((list) => list.toSorted().join(', '))
  if (has === wants) return
  throw new StoreError(
    'invalid',
    `\`${side}.layout\` is not of \`${side}.model\`: it has the entities ${has}, and the model has ${wants}. Take the layout that tableLayout makes of the model.`,
  )
}

/** Why rows cannot stay in the table that they are in. */
function moveReasons({ from, to }: MigrationInput, pairs: readonly EntityPair[]): string[] {
  const localIndexes = to.layout.indexes.filter(
    (index) =>
      index.type === 'local' &&
      !from.layout.indexes.some((other) => canonicalText(other) === canonicalText(index)),
  )
  return [
    ...(from.layout.tableName === to.layout.tableName ? [] : [`the table is "${to.layout.tableName}"`]),
    ...(from.layout.tenancy === to.layout.tenancy ? [] : [`the tenancy is another`]),
    ...localIndexes.map(
      ({ name }) => `${name} is new, and DynamoDB makes local indexes with the table alone`,
    ),
    ...pairs.flatMap((pair) => rekeyed(to.model, pair)),
  ]
}

function copySteps(
  { from, to }: MigrationInput,
  pairs: readonly EntityPair[],
  moves: readonly string[],
): MigrationStep[] {
  const { tableName } = to.layout
  const entities = pairs.map((pair): EntityBackfill => {
    const backfill = backfillOf(pair, to.upgrades)
    return {
      entity: pair.after.entity,
      singular: pair.before.singular,
      keys: tableKeys(pair.before),
      renamed: pair.renamed,
      removed: [],
      reasons: [...(backfill?.reasons ?? []), `copied to "${tableName}"`],
      unique: pair.after.unique.map(({ field }) => field),
    }
  })
  return [
    {
      id: 'new_table',
      kind: 'new_table',
      phase: 'expand',
      tableName,
      message: `Create the table "${tableName}" (${moves.join('; ')}).`,
      destructive: false,
      inPlace: false,
    },
    {
      id: 'backfill',
      kind: 'backfill',
      phase: 'backfill',
      entities,
      resetsFeed: false,
      message: `Copy the rows of ${entities.map(({ entity }) => entity).join(', ')} from "${from.layout.tableName}" to "${tableName}". Nothing may be written to the old table from then on; clients begin with a snapshot. What the model has no more stays behind.`,
      destructive: false,
      inPlace: false,
    },
  ]
}

function placeSteps(
  { from, to, renames = {} }: MigrationInput,
  pairs: readonly EntityPair[],
): MigrationStep[] {
  const [was, is] = [from.layout, to.layout].map(globalIndexes)
  const added = without(is, was)
  const gone = without(was, is)
  const backfills = pairs.flatMap((pair) => backfillOf(pair, to.upgrades) ?? [])
  const rewritten = backfills.filter(({ reasons }) => reasons.length > 0)
  const stripped = backfills.filter(({ removed }) => removed.length > 0)
  const removed = removedEntities({ from, to, renames })
  const locks = goneLocks(from.layout, to.layout)
  // The feed tells of rows by their shard, and by the name of their entity.
  const isRenamed = pairs.some(({ before, after }) => before.entity !== after.entity)
  const movesFeed = isRenamed || from.layout.shards !== to.layout.shards
  return [
    ...added.map(addIndex),
    ...(from.layout.ttl === to.layout.ttl ? [] : [enableTtl(to.layout)]),
    ...(rewritten.length > 0 ? [rewriteRows(rewritten, movesFeed)] : []),
    ...gone.map(removeIndex),
    ...(stripped.length > 0 ? [removeFields(stripped)] : []),
    ...(locks.length > 0 ? [removeUnique(locks)] : []),
    ...removed.map(removeEntity),
  ]
}

function globalIndexes({ indexes }: KeptLayout): IndexLayout[] {
  return indexes.filter(({ type }) => type !== 'local')
}

function without(some: readonly IndexLayout[] = [], others: readonly IndexLayout[] = []): IndexLayout[] {
  return some.filter(({ name }) => !others.some((other) => other.name === name))
}

/** Partitions of values that no row holds any more. */
function goneLocks(from: KeptLayout, to: TableLayout): string[] {
  const partitions = (layout: KeptLayout): string[] =>
    Object.values(layout.entities).flatMap(({ unique }) => unique.map(({ pk }) => pk))
  const held = partitions(to)
  return partitions(from).filter((pk) => !held.includes(pk))
}

const safe = { destructive: false, inPlace: true } as const

function addIndex(index: IndexLayout): MigrationStep {
  const message = `Add ${index.name} (${index.pk}, ${index.sk}), and wait until it is active.`
  return { id: `add_index:${index.name}`, kind: 'add_index', phase: 'expand', index, message, ...safe }
}

function enableTtl({ ttl }: TableLayout): MigrationStep {
  const message = `Have DynamoDB delete items whose second in "${ttl}" is past.`
  return { id: 'enable_ttl', kind: 'enable_ttl', phase: 'expand', attribute: ttl, message, ...safe }
}

function rewriteRows(entities: readonly EntityBackfill[], resetsFeed: boolean): MigrationStep {
  const parts = entities.map(({ entity, reasons }) => `${entity} (${reasons.join(', ')})`)
  const message = `Rewrite the rows of ${parts.join('; ')}.`
  return { id: 'backfill', kind: 'backfill', phase: 'backfill', entities, resetsFeed, message, ...safe }
}

function removeIndex(index: IndexLayout): MigrationStep {
  const message = `Remove ${index.name}, which the new layout lacks, and wait until it is gone.`
  return {
    id: `remove_index:${index.name}`,
    kind: 'remove_index',
    phase: 'contract',
    index,
    message,
    ...safe,
  }
}

function removeFields(entities: readonly EntityBackfill[]): MigrationStep {
  const fields = entities.flatMap(({ entity, removed }) => removed.map((field) => `${entity}.${field}`))
  const message = `Delete the fields ${fields.join(', ')}, which the model no longer has, from stored rows.`
  const id = 'remove_fields'
  return { id, kind: id, phase: 'contract', entities, message, destructive: true, inPlace: true }
}

function removeUnique(partitions: readonly string[]): MigrationStep {
  const message = `Delete the items in ${partitions.join(', ')}, which hold values that need not be unique any more.`
  return { id: 'remove_unique', kind: 'remove_unique', phase: 'contract', partitions, message, ...safe }
}

function removeEntity(removed: RemovedEntity): MigrationStep {
  const message = `Delete the rows of ${removed.entity}, which the model no longer has.`
  const id = `remove_entity:${removed.entity}`
  return {
    id,
    kind: 'remove_entity',
    phase: 'contract',
    ...removed,
    message,
    destructive: true,
    inPlace: true,
  }
}
