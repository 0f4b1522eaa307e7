import type { TableDescription } from '@aws-sdk/client-dynamodb'
import { layoutHash } from '@throughline/electrodb'
import { readDeployed } from '@throughline/electrodb/migrate'
import { diffModels } from '@throughline/schema/data'
import type { Answer, Context } from '../command.ts'
import { type Connected, connect } from '../project/project.ts'
import { counted, figure } from '../terminal/text-table.ts'
import { describeTable } from './describe-table.ts'
import { isSameLayout } from './plan-table.ts'

interface Follows {
  /** `unknown` where the table says nothing of a model. */
  readonly model: 'another' | 'this' | 'unknown'
  readonly changes: number
  readonly since?: string
}

/** `table status` */
export async function status({ flags, output }: Context<object>): Promise<Answer> {
  const connected = await connect(flags)
  const { layout, place } = connected
  const table = await describeTable(connected)
  const { paint } = output
  if (!table) {
    return {
      json: { table: layout.tableName, exists: false },
      text: `${paint.warn('•')} There is no table ${place}.\n  ${paint.dim('→')} Make it: throughline table create`,
    }
  }
  const follows = await followsOf(connected)
  const facts = factsOf(table)
  const hash = await layoutHash(layout)
  return {
    json: {
      table: layout.tableName,
      exists: true,
      ...facts,
      layout: { version: layout.version, hash },
      ...follows,
    },
    text: [
      paint.strong(`Table ${place}`),
      `  state    ${facts.status}${facts.billing === undefined ? '' : `, ${facts.billing}`}`,
      `  items    about ${figure(facts.items)}, ${figure(Math.round(facts.bytes / 1024))} KB`,
      `  indexes  ${facts.indexes.map(({ name, status: state }) => `${name} ${state}`).join(', ')}`,
      `  layout   version ${layout.version}, ${hash.slice(0, 12)}`,
      `  model    ${followsText(follows)}`,
    ].join('\n'),
  }
}

function factsOf(table: TableDescription) {
  const { GlobalSecondaryIndexes = [], LocalSecondaryIndexes = [] } = table
  return {
    status: table.TableStatus ?? 'unknown',
    billing: table.BillingModeSummary?.BillingMode,
    items: table.ItemCount ?? 0,
    bytes: table.TableSizeBytes ?? 0,
    indexes: [
      ...GlobalSecondaryIndexes.map(({ IndexName = '', IndexStatus = 'unknown' }) => ({
        name: IndexName,
        status: IndexStatus,
      })),
      ...LocalSecondaryIndexes.map(({ IndexName = '' }) => ({ name: IndexName, status: 'ACTIVE' })),
    ],
  }
}

async function followsOf({ client, layout, sharedLayout, model, config }: Connected): Promise<Follows> {
  const deployed = await readDeployed({ client }, layout.tableName)
  if (!deployed) return { model: 'unknown', changes: 0 }
  const { length: changes } = diffModels(deployed.model, model, { renames: config.renames ?? {} })
  const isSame = changes === 0 && (await isSameLayout(deployed.layout, sharedLayout))
  return { model: isSame ? 'this' : 'another', changes, since: deployed.writtenAt }
}

function followsText({ model, changes, since = '' }: Follows): string {
  if (model === 'this') return `this one, since ${since}`
  if (model === 'another')
    return `an earlier one, of ${since} (${counted(changes, 'change')}): throughline table diff`
  return 'the table does not say which: throughline table create notes it'
}
