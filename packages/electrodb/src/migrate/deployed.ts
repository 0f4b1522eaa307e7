import { gunzipSync, gzipSync } from 'node:zlib'
import { GetCommand, PutCommand } from '@aws-sdk/lib-dynamodb'
import { type AnyModel, StoreError } from '@throughline/schema'
import { type ModelJSON, modelToJSON, parseModelJSON } from '@throughline/schema/data'
import { type Retrying, send } from '../client/send.ts'
import { guarded } from '../connection.ts'
import type { TableLayout } from '../layout/table-layout.ts'
import type { KeptLayout } from './migration.types.ts'

/** Which model and layout the rows of a table follow: what `planMigration` takes as `from`. */
export interface Deployed {
  readonly model: ModelJSON
  readonly layout: KeptLayout
  /** ISO date-time. */
  readonly writtenAt: string
}

/** Beside the record of the layout: no entity has this partition. */
const key = { pk: 'LAYOUT', sk: 'MODEL' } as const

/**
 * Reads which model a table's rows follow, as {@link writeDeployed} left it in the table itself, strongly consistent.
 *
 * @returns `undefined` where nobody wrote it.
 * @throws {StoreError} `not_configured` where what is written there is of a later version.
 */
export async function readDeployed(
  connection: Retrying,
  tableName: string,
  signal?: AbortSignal,
): Promise<Deployed | undefined> {
  return guarded({ client: connection.client, tableName }, async () => {
    const command = new GetCommand({ TableName: tableName, Key: key, ConsistentRead: true })
    const { Item } = await send(connection, command, { signal })
    const { data, writtenAt }: Record<string, unknown> = Item ?? {}
    if (!(data instanceof Uint8Array) || typeof writtenAt !== 'string') return undefined
    try {
      // Sound: written below; the model's part is checked by the parser.
      const { model, layout } = JSON.parse(gunzipSync(data).toString()) as {
        model: unknown
        layout: KeptLayout
      }
      return { model: parseModelJSON(model), layout, writtenAt }
    } catch (cause) {
      const message = `What the table "${tableName}" says of its model cannot be read. Update @throughline/electrodb.`
      throw new StoreError('not_configured', message, { cause })
    }
  })
}

/**
 * Writes down in a table which model and layout its rows follow from now on.
 *
 * The layout is that for all tenants, also in the table of one of them.
 */
export async function writeDeployed(
  connection: Retrying,
  tableName: string,
  { model, layout }: { readonly model: AnyModel; readonly layout: TableLayout },
): Promise<void> {
  const data = gzipSync(JSON.stringify({ model: modelToJSON(model), layout }))
  const command = new PutCommand({
    TableName: tableName,
    Item: { ...key, data, writtenAt: new Date().toISOString() },
  })
  await guarded({ client: connection.client, tableName }, () =>
    send(connection, command, { idempotent: true }),
  )
}
