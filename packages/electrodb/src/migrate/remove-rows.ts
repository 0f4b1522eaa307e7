import { tableKeyOf } from '../items/table-key.ts'
import { DeleteCommand } from '@aws-sdk/lib-dynamodb'
import { entityAttribute, type Item } from '../items/item.ts'
import { send } from '../client/send.ts'
import type { MigrationStep, RefusedRow } from './migration.types.ts'
import { mostNamed, type RunContext, type StepOutcome } from './run-context.ts'
import { forEachOf, itemCount, markFilter, scanTable, type ScanOptions } from './scan-table.ts'
import { templateTest } from './table-access.ts'

type RemoveStep = Extract<MigrationStep, { kind: 'remove_entity' | 'remove_unique' }>

const parallel = 8

/** Deletes the rows of an entity that is gone, or the items that held values as unique; lists them where it is not to. */
export async function removeRows(context: RunContext, step: RemoveStep): Promise<StepOutcome> {
  const { checkpoint, dryRun, source, signal, writes } = context
  const { state } = checkpoint
  const total = await itemCount(source, signal)
  const isGone = goneTest(step)
  const named: RefusedRow[] = []
  await scanTable(context, {
    segments: state.segments,
    filter: filterOf(step),
    onPage: async (items, scanned) => {
      const gone = items.filter(isGone)
      const rows = step.kind === 'remove_entity' ? gone.slice(0, mostNamed - named.length) : []
      named.push(
        ...rows.map((item) => {
          const { pk, sk } = tableKeyOf(item)
          return { entity: step.kind === 'remove_entity' ? step.entity : '', pk, sk, message: step.message }
        }),
      )
      await forEachOf(dryRun ? [] : gone, parallel, async (item) => {
        await writes.take(1)
        await checkpoint.beat()
        await deleteItem(context, item)
      })
      return { scanned, rows: gone.length, deleted: gone.length }
    },
    onSaved: () => context.tell(step, state.counts.scanned, total),
  })
  return { counts: state.counts, rows: named }
}

function goneTest(step: RemoveStep): (item: Item) => boolean {
  if (step.kind === 'remove_unique') {
    const tests = step.partitions.map(templateTest)
    return (item) => item['holderPk'] !== undefined && tests.some((test) => test(item['pk']))
  }
  const [pk, sk] = [templateTest(step.keys.pk), templateTest(step.keys.sk)]
  return (item) => item[entityAttribute] === step.singular && pk(item['pk']) && sk(item['sk'])
}

function filterOf(step: RemoveStep): ScanOptions['filter'] {
  if (step.kind === 'remove_entity') {
    return { ...markFilter([step.singular]), ProjectionExpression: 'pk, sk, #mark' }
  }
  return { FilterExpression: 'attribute_exists(holderPk)', ProjectionExpression: 'pk, sk, holderPk' }
}

async function deleteItem({ source: { client, tableName } }: RunContext, item: Item): Promise<void> {
  // Another item may stand there meanwhile.
  const name = item['holderPk'] === undefined ? entityAttribute : 'holderPk'
  const input = {
    TableName: tableName,
    Key: { ...tableKeyOf(item) },
    ConditionExpression: '#name = :value',
    ExpressionAttributeNames: { '#name': name },
    ExpressionAttributeValues: { ':value': item[name] },
  }
  try {
    await send({ client }, new DeleteCommand(input), { idempotent: true })
  } catch (error) {
    if (!(error instanceof Error && error.name === 'ConditionalCheckFailedException')) throw error
  }
}
