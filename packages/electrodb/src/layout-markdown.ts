import type { AnyModel } from '@throughline/schema'
import { accessPatterns } from './access-patterns.ts'
import type { LayoutOptions, TableLayout } from './table-layout.ts'

/** The access patterns of a model as a Markdown table. */
export function accessPatternsMarkdown(model: AnyModel, options: LayoutOptions = {}): string {
  const rows = accessPatterns(model, options).map(({ name, example, index, keyCondition, cost, rcu }) => [
    name,
    code(example),
    index,
    code(keyCondition),
    `${cost} (${rcu} for ${name.startsWith('one ') ? 'a row' : '100 rows'} of 1 KB)`,
  ])
  return table(['what', 'call', 'index', 'key condition', 'cost'], rows)
}

/** A table's layout as Markdown: the keys of each entity, the slots of its lookups, its unique values. */
export function tableLayoutMarkdown(layout: TableLayout): string {
  const entities = Object.values(layout.entities)
  const keys = entities.map(({ entity, keys: { pk, sk, gsi1pk, gsi1sk, gsi2pk, gsi2sk } }) => [
    entity,
    code(pk),
    code(sk),
    gsi1pk === undefined ? '–' : `${code(gsi1pk)} / ${code(gsi1sk ?? '')}`,
    `${code(gsi2pk)} / ${code(gsi2sk)}`,
  ])
  const lookups = entities.flatMap(({ entity, lookups: slots }) =>
    slots.map(({ name, fields, by, index, pk, sk }) => [
      `${entity}.${name}`,
      fields.join(', '),
      by,
      index,
      `${code(pk)} / ${code(sk)}`,
    ]),
  )
  const unique = entities.flatMap((entry) =>
    entry.unique.map(({ field, pk, sk }) => [`${entry.entity}.${field}`, code(pk), code(sk)]),
  )
  return [
    `# The table \`${layout.tableName}\``,
    table(['entity', layout.key.pk, layout.key.sk, 'GSI1', 'GSI2'], keys),
    ...(lookups.length > 0
      ? ['## Lookups', table(['lookup', 'fields', 'by', 'index', 'partition / sort key'], lookups)]
      : []),
    ...(unique.length > 0 ? ['## Unique values', table(['field', 'pk', 'sk'], unique)] : []),
  ].join('\n\n')
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n')
}

function code(text: string): string {
  return `\`${text.replaceAll('|', '\\|')}\``
}
