import {
  accessPatterns,
  accessPatternsMarkdown,
  type EntityLayout,
  type LayoutOptions,
} from '@throughline/electrodb'
import { CliError } from '../cli-error.ts'
import type { Answer, Context } from '../command.ts'
import { openProject, type Project } from '../project/project.ts'
import { textTable } from '../terminal/text-table.ts'

export interface PatternFlags {
  readonly entity?: string
  readonly markdown?: boolean
}

/** `patterns` */
export async function patterns({ flags }: Context<PatternFlags>): Promise<Answer> {
  const { entity } = flags
  const project = await openProject(flags)
  const { model } = project
  if (entity !== undefined && !Object.hasOwn(model.entities, entity)) {
    throw new CliError(
      'usage',
      `The model has no entity "${entity}".`,
      `Take one of: ${model.names.join(', ')}.`,
    )
  }
  const options = layoutOptions(project)
  const found = accessPatterns(model, options).filter(
    (pattern) => entity === undefined || pattern.entity === entity,
  )
  if (flags.markdown) return { json: found, text: accessPatternsMarkdown(model, options) }
  const rows = found.map(({ name, index, keyCondition, consistent, rcu }) => [
    name,
    index,
    keyCondition,
    consistent ? 'yes' : 'no',
    String(rcu),
  ])
  return { json: found, text: textTable(['what', 'index', 'key condition', 'consistent', 'units'], rows) }
}

/** What access patterns are made of; those of a finished layout are read off it. */
export function layoutOptions({ config, layout }: Project): LayoutOptions {
  const { table = {} } = config
  if (!('entities' in table)) return { ...table, tableName: layout.tableName }
  const { tableName, shards, tenancy } = layout
  const entities = Object.values(layout.entities)
  return {
    tableName,
    shards,
    ...(tenancy && { tenancy }),
    local: chosen(entities, ({ lookups }) => {
      const fields = lookups.flatMap((lookup) => (lookup.by === 'local' ? lookup.fields : []))
      return fields.length > 0 ? fields : undefined
    }),
    sparse: chosen(entities, ({ lookups }) => {
      const whens = lookups.flatMap(({ name, when }) => (when ? [[name, when] as const] : []))
      return whens.length > 0 ? Object.fromEntries(whens) : undefined
    }),
    expires: chosen(entities, ({ expires }) => expires),
  }
}

/** What was chosen for entities, by their names; those without a choice are left out. */
function chosen<T>(
  entities: readonly EntityLayout[],
  of: (entity: EntityLayout) => T | undefined,
): Record<string, T> {
  const pairs = entities.flatMap((entity): [string, T][] => {
    const choice = of(entity)
    return choice === undefined ? [] : [[entity.entity, choice]]
  })
  return Object.fromEntries(pairs)
}
