import { deleteTable } from '@throughline/electrodb'
import type { Answer, Context } from '../command.ts'
import { connect } from '../project/project.ts'
import { confirmed } from '../terminal/confirm.ts'
import { counted } from '../terminal/text-table.ts'
import { describeTable } from './describe-table.ts'

export interface DropFlags {
  readonly yes?: boolean
}

/** `table drop` */
export async function drop({ flags, output, signal }: Context<DropFlags>): Promise<Answer> {
  const connected = await connect(flags)
  const { client, layout, place } = connected
  const table = await describeTable(connected)
  if (!table) {
    return { json: { table: layout.tableName, dropped: false }, text: `There is no table ${place}.` }
  }
  const items = counted(table.ItemCount ?? 0, 'item')
  await confirmed({
    question: `Delete the table ${place} with about ${items}?`,
    yes: flags.yes === true,
    signal,
  })
  await deleteTable(client, layout)
  return {
    json: { table: layout.tableName, dropped: true },
    text: `${output.paint.good('✓')} Deleted the table ${place}.`,
  }
}
