import type { AnyModel } from '@throughline/schema'
import { accessPatterns } from './access-patterns.ts'
import type { LayoutOptions, LookupLayout, TableLayout, Tenancy } from './table-layout.ts'

/** The access patterns of a model as a Markdown table. */
export function accessPatternsMarkdown(model: AnyModel, options: LayoutOptions = {}): string {
  const rows = accessPatterns(model, options).map((pattern) => [
    pattern.name,
    code(pattern.example),
    pattern.index,
    code(pattern.keyCondition),
    pattern.consistent ? 'yes' : 'no',
    `${pattern.cost} (${pattern.rcu} for ${pattern.rows === 1 ? 'a row' : `${pattern.rows} rows`} of 1 KB)`,
  ])
  return table(['what', 'call', 'index', 'key condition', 'consistent', 'cost'], rows)
}

/** A table's layout as Markdown: the keys of each entity, the slots of its lookups, its unique values, what expires. */
export function tableLayoutMarkdown(layout: TableLayout): string {
  const entities = Object.values(layout.entities)
  const keys = entities.map(({ entity, keys: { pk, sk, gsi1pk, gsi1sk, gsi2pk, gsi2sk } }) => [
    entity,
    code(pk),
    code(sk),
    gsi1pk === undefined ? '–' : `${code(gsi1pk)} / ${code(gsi1sk ?? '')}`,
    `${code(gsi2pk)} / ${code(gsi2sk)}`,
  ])
  const slots = entities.flatMap(({ entity, lookups }) => lookups.map((lookup) => ({ entity, lookup })))
  const isLocal = ({ lookup }: Slot): boolean => lookup.by === 'local'
  return [
    `# The table \`${layout.tableName}\``,
    ...(layout.tenancy ? [tenancies[layout.tenancy]] : []),
    table(['entity', layout.key.pk, layout.key.sk, 'GSI1', 'GSI2'], keys),
    ...slotSection(
      '## Lookups',
      slots.filter((slot) => !isLocal(slot)),
    ),
    ...slotSection('## Local indexes', slots.filter(isLocal), localWarning),
    ...section(
      '## Unique values',
      ['field', 'pk', 'sk'],
      entities.flatMap(({ entity, unique }) =>
        unique.map(({ field, pk, sk }) => [`${entity}.${field}`, code(pk), code(sk)]),
      ),
    ),
    ...section(
      '## Expiry',
      ['entity', 'by', 'attribute'],
      entities.flatMap(({ entity, expires }) =>
        expires === undefined ? [] : [[entity, expires, code(layout.ttl)]],
      ),
    ),
  ].join('\n\n')
}

const tenancies: Readonly<Record<Tenancy, string>> = {
  attribute:
    'Tenants share the table: each has partitions of its own in the indexes, and its name in the attribute `tenant` of its items.',
  prefix: 'Tenants share the table: each has partitions of its own.',
  table: 'Each tenant has a table of its own, named by this one and the tenant.',
}

const localWarning =
  '**A table with local indexes keeps at most 10 GB under one partition key**: a root with all below it, once in the table ' +
  'and once in each of these indexes. A write beyond that is refused. Local indexes are made with the table, and can ' +
  'neither be added nor removed later.'

interface Slot {
  readonly entity: string
  readonly lookup: LookupLayout
}

function slotSection(title: string, slots: readonly Slot[], note?: string): string[] {
  const rows = slots.map(({ entity, lookup: { name, fields, by, index, pk, sk, when } }) => [
    `${entity}.${name}`,
    fields.join(', ') + (when ? `, where ${code(JSON.stringify(when))}` : ''),
    by,
    index,
    `${code(pk)} / ${code(sk)}`,
  ])
  return section(title, ['lookup', 'fields', 'by', 'index', 'partition / sort key'], rows, note)
}

function section(
  title: string,
  head: readonly string[],
  rows: readonly (readonly string[])[],
  note?: string,
): string[] {
  return rows.length === 0 ? [] : [title, ...(note === undefined ? [] : [note]), table(head, rows)]
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n')
}

function code(text: string): string {
  return `\`${text.replaceAll('|', '\\|')}\``
}
