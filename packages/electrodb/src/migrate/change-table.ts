import {
  DescribeTableCommand,
  type GlobalSecondaryIndexDescription,
  type TableDescription,
  UpdateTableCommand,
  type UpdateTableCommandInput,
} from '@aws-sdk/client-dynamodb'
import { StoreError } from '@throughline/schema'
import { send } from '../client/send.ts'
import { createTable, enableTtl } from '../layout/table.ts'
import type { IndexLayout } from '../layout/table-layout.ts'
import { noCounts } from './checkpoint.ts'
import type { MigrationStep } from './migration.types.ts'
import type { RunContext, StepOutcome } from './run-context.ts'

type TableStep = Extract<MigrationStep, { kind: 'add_index' | 'enable_ttl' | 'new_table' | 'remove_index' }>

/** How long to wait between two looks at a table; milliseconds. */
const firstWait = 100
const longestWait = 5_000
/** Another change of the table is on the way, or too many are. */
const busy: ReadonlySet<string> = new Set(['LimitExceededException', 'ResourceInUseException'])

/** Changes the table itself, and waits until the change is there; nothing where it is there already. */
export async function changeTable(context: RunContext, step: TableStep): Promise<StepOutcome> {
  const done: StepOutcome = { counts: noCounts, rows: [] }
  const { source, layout, dryRun } = context
  if (dryRun) return done
  switch (step.kind) {
    case 'add_index':
    case 'remove_index':
      await changeIndex(context, step, step.index)
      return done
    case 'enable_ttl':
      await enableTtl(source.client, { ...layout, ttl: 'ttl' })
      return done
    case 'new_table':
      await createTable(source.client, layout)
      return done
  }
}

/** Of a table, DynamoDB takes one change of an index at a time. */
async function changeIndex(context: RunContext, step: TableStep, index: IndexLayout): Promise<void> {
  const { clock, signal, checkpoint, source } = context
  const isWanted = step.kind === 'add_index'
  for (let looks = 0; ; looks += 1) {
    const table = await describe(context)
    const found = table.GlobalSecondaryIndexes?.find(({ IndexName }) => IndexName === index.name)
    if (found && isWanted) checkIndex(source.tableName, index, found)
    if (isSettled(table)) {
      if (isWanted === Boolean(found)) return
      await update(
        context,
        isWanted
          ? creation(index, table)
          : { GlobalSecondaryIndexUpdates: [{ Delete: { IndexName: index.name } }] },
      )
    }
    context.tell(step, looks, 0)
    await clock.sleep(Math.min(firstWait * 2 ** Math.min(looks, 10), longestWait), signal)
    await checkpoint.beat()
  }
}

async function describe({ source: { client, tableName }, signal }: RunContext): Promise<TableDescription> {
  const command = new DescribeTableCommand({ TableName: tableName })
  const { Table } = await send({ client }, command, { signal })
  return Table ?? {}
}

function isSettled({ TableStatus, GlobalSecondaryIndexes = [] }: TableDescription): boolean {
  return (
    TableStatus === 'ACTIVE' && GlobalSecondaryIndexes.every(({ IndexStatus }) => IndexStatus === 'ACTIVE')
  )
}

async function update(
  { source: { client, tableName } }: RunContext,
  change: Omit<UpdateTableCommandInput, 'TableName'>,
): Promise<void> {
  try {
    const command = new UpdateTableCommand({ TableName: tableName, ...change })
    await send({ client }, command)
  } catch (error) {
    // The next look tells when it is its turn.
    if (!(error instanceof Error && busy.has(error.name))) throw error
  }
}

function creation(
  { name, pk, sk }: IndexLayout,
  { BillingModeSummary, ProvisionedThroughput: table }: TableDescription,
): Omit<UpdateTableCommandInput, 'TableName'> {
  const isOnDemand = BillingModeSummary?.BillingMode === 'PAY_PER_REQUEST'
  const [ReadCapacityUnits, WriteCapacityUnits] = [table?.ReadCapacityUnits, table?.WriteCapacityUnits]
  return {
    AttributeDefinitions: [pk, sk].map((AttributeName) => ({ AttributeName, AttributeType: 'S' })),
    GlobalSecondaryIndexUpdates: [
      {
        Create: {
          IndexName: name,
          KeySchema: [
            { AttributeName: pk, KeyType: 'HASH' },
            { AttributeName: sk, KeyType: 'RANGE' },
          ],
          Projection: { ProjectionType: 'ALL' },
          // As much as the table has.
          ...(!isOnDemand && { ProvisionedThroughput: { ReadCapacityUnits, WriteCapacityUnits } }),
        },
      },
    ],
  }
}

function checkIndex(
  tableName: string,
  { name, pk, sk }: IndexLayout,
  found: GlobalSecondaryIndexDescription,
): void {
  const names = found.KeySchema?.map(({ AttributeName }) => AttributeName).join('/')
  const projection = found.Projection?.ProjectionType
  if (names === `${pk}/${sk}` && projection === 'ALL') return
  throw new StoreError(
    'not_configured',
    `The table "${tableName}" has an index ${name} of ${names} with the projection ${projection}, and ${pk}/${sk} with ALL is wanted. Remove it, then run the migration again.`,
  )
}
