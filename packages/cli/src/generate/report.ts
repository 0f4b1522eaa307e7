import type { Output } from '../terminal/output.ts'
import { figure } from '../terminal/text-table.ts'
import type { Entity } from './entities/entity.types.ts'
import type { ApiDocument, Note } from './read/document.types.ts'

interface EntityReport {
  readonly name: string
  readonly path: string
  readonly key: string
  readonly parent?: string
  /** What the API can do with its rows. */
  readonly can: readonly ('create' | 'delete' | 'list' | 'read' | 'update')[]
  readonly sync: 'confirmed' | 'optimistic' | 'read-only'
  readonly relations: Readonly<Record<string, string>>
}

/** What was made of a description, and what was left out. */
export interface GenerateReport {
  readonly title: string
  readonly version: string
  readonly schemas: number
  readonly operations: number
  readonly files: number
  readonly bytes: number
  readonly entities: readonly EntityReport[]
  readonly notes: readonly Note[]
}

export function reportOf(
  api: ApiDocument,
  entities: readonly Entity[],
  notes: readonly Note[],
  files: ReadonlyMap<string, string>,
): GenerateReport {
  return {
    title: api.title,
    version: api.version,
    schemas: api.schemas.size,
    operations: api.operations.length,
    files: files.size,
    bytes: [...files.values()].reduce((sum, text) => sum + Buffer.byteLength(text), 0),
    entities: entities.map(entityReport),
    notes,
  }
}

function entityReport({
  name,
  key,
  parent,
  list,
  get,
  create,
  update,
  remove,
  sync,
  relations,
}: Entity): EntityReport {
  const calls = { list, read: get, create, update, delete: remove } as const
  const isWritten = create ?? update ?? remove
  return {
    name,
    path: list.operation.path,
    key,
    ...(parent !== undefined && { parent }),
    // Sound: the names of the calls above.
    can: Object.entries(calls).flatMap(([verb, call]) => (call ? [verb as keyof typeof calls] : [])),
    sync: isWritten ? sync.change : 'read-only',
    relations: Object.fromEntries(
      relations.flatMap((relation) =>
        relation.kind === 'none' ? [] : [[`${relation.name} (${relation.field})`, relation.target]],
      ),
    ),
  }
}

const titles = {
  entity: 'Lists that are no entity',
  relation: 'Fields that are no relation',
  field: 'Fields that are taken in another way, or left out',
  operation: 'Calls that are in the client alone',
  schema: 'Schemas that are taken in another way',
} satisfies Record<Note['kind'], string>

/** Notes of a kind that people read at once. */
const shown = 6

/** The report for people; `--json` has all of it. */
export function reportText(
  { title, version, schemas, operations, entities, notes, files, bytes }: GenerateReport,
  { paint }: Output,
): string {
  const lines = [
    `${paint.strong(title.slice(0, 80))} ${version.slice(0, 40)}: ${figure(schemas)} schemas, ${figure(operations)} calls, ${figure(entities.length)} entities; ${figure(files)} files, ${figure(Math.round(bytes / 1024))} kB`,
    ...entities.map(({ name, path, can, sync, parent, relations }) => {
      const related = Object.entries(relations).map(([from, to]) => `${from} → ${to}`)
      const more = [
        can.join(', '),
        sync,
        ...(parent === undefined ? [] : [`below ${parent}`]),
        ...related,
      ].join('; ')
      return `  ${paint.good('✓')} ${name} ${paint.dim(path)}: ${more}`
    }),
  ]
  // Sound: of the object above.
  for (const kind of Object.keys(titles) as Note['kind'][]) {
    const own = notes.filter((note) => note.kind === kind)
    if (own.length === 0) continue
    lines.push(`${paint.warn('•')} ${titles[kind]} (${figure(own.length)})`)
    for (const { where, message } of own.slice(0, shown)) lines.push(`    ${where.slice(0, 120)}: ${message}`)
    if (own.length > shown)
      lines.push(paint.dim(`    … and ${figure(own.length - shown)} more; --json has all`))
  }
  return lines.join('\n')
}
