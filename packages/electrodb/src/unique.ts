import { GetCommand } from '@aws-sdk/lib-dynamodb'
import type { Connection } from './connection.ts'
import type { EntityItems, Item } from './item.ts'
import { type Lock, type Step, type TableKey, transact, type TransactionResult } from './transaction.ts'

type Values = Readonly<Record<string, unknown>>

/** The values of a row's unique fields, as the keys of the items that hold them. */
export function locksOf({ unique }: EntityItems, row: Values): Lock[] {
  return unique.flatMap(({ field, key }) => {
    const lock = key(row)
    return lock ? [{ field, key: lock }] : []
  })
}

/** The item that holds a value for the row of this key. */
export function lockItem({ key }: Lock, holder: TableKey): Item {
  return { ...key, holderPk: holder.pk, holderSk: holder.sk }
}

/** Takes the values that a row has not had before, and lets go of those that it has no more. */
export function lockSteps(
  { tableName }: Pick<Connection, 'tableName'>,
  items: EntityItems,
  rows: { readonly before?: Values | undefined; readonly after?: Values | undefined },
): Step[] {
  const [before, after] = [rows.before, rows.after].map((row) => (row ? locksOf(items, row) : []))
  const holder = items.key(rows.after ?? rows.before ?? {})
  const without = (some: readonly Lock[] = [], others: readonly Lock[] = []): Lock[] =>
    some.filter(({ key }) => !others.some((other) => other.key.pk === key.pk && other.key.sk === key.sk))
  return [
    ...without(after, before).map((lock): Step => {
      const action = {
        Put: { TableName: tableName, Item: lockItem(lock, holder), ...heldBy(holder, 'or free') },
      }
      return { role: 'unique', action, lock }
    }),
    ...without(before, after).map((lock): Step => {
      const action = { Delete: { TableName: tableName, Key: lock.key, ...heldBy(holder, 'or free') } }
      return { role: 'release', action, lock }
    }),
  ]
}

/**
 * Writes all steps or none, as `transact` does.
 *
 * A value that is held for a row that no longer has it (one that was written past the store: loaded over, or through
 * ElectroDB) is taken over; one that another row holds is not let go.
 */
export async function transactWithLocks(
  connection: Connection,
  items: EntityItems,
  steps: readonly Step[],
): Promise<TransactionResult> {
  const result = await transact(connection, steps)
  if (result.kind !== 'failed') return result
  const { step: failed } = result
  if (failed.role === 'release') {
    return transactWithLocks(
      connection,
      items,
      steps.filter((step) => step !== failed),
    )
  }
  if (failed.role !== 'unique' || !failed.lock) return result
  const takeover = await takeoverSteps(connection, items, failed)
  if (!takeover) return result
  return transactWithLocks(
    connection,
    items,
    steps.flatMap((step) => (step === failed ? takeover : [step])),
  )
}

/** The steps in the place of one that met a holder; `undefined` where that holder has the value. */
async function takeoverSteps(
  { client, tableName }: Connection,
  items: EntityItems,
  step: Step,
): Promise<Step[] | undefined> {
  const { action, lock } = step
  const read = async (Key: TableKey): Promise<Item | undefined> =>
    (await client.send(new GetCommand({ TableName: tableName, Key, ConsistentRead: true }))).Item
  const item = lock && (await read(lock.key))
  // It was let go meanwhile. With the row's role, the whole mutation is tried anew where something comes in between.
  if (!lock || !item) return [{ role: 'row', action }]
  const holder = { pk: String(item['holderPk']), sk: String(item['holderSk']) }
  const row = await read(holder)
  const stored = row && items.owns(row) ? items.toStored(row) : undefined
  const isHeld =
    stored && locksOf(items, stored.row).some(({ key }) => key.sk === lock.key.sk && key.pk === lock.key.pk)
  if (isHeld) return undefined
  return [
    {
      role: 'row',
      action: { Put: { ...action.Put, TableName: tableName, Item: action.Put?.Item, ...heldBy(holder) } },
    },
    {
      role: 'row',
      action: { ConditionCheck: { TableName: tableName, Key: holder, ...unchanged(stored?.meta.version) } },
    },
  ]
}

function heldBy({ pk, sk }: TableKey, orFree?: 'or free') {
  const held = 'holderPk = :holderPk AND holderSk = :holderSk'
  return {
    ConditionExpression: orFree ? `attribute_not_exists(pk) OR (${held})` : held,
    ExpressionAttributeValues: { ':holderPk': pk, ':holderSk': sk },
  }
}

function unchanged(version: number | undefined) {
  return version === undefined
    ? { ConditionExpression: 'attribute_not_exists(pk)' }
    : {
        ConditionExpression: '#version = :version',
        ExpressionAttributeNames: { '#version': 'version' },
        ExpressionAttributeValues: { ':version': version },
      }
}
