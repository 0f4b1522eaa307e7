import { type Count, fake } from '@throughline/faker'
import type { AnyModel, EntityRow } from '@throughline/schema'
import { CliError } from '../cli-error.ts'
import type { SeedConfig } from '../config.ts'

export interface CountFlags {
  readonly count?: number
  readonly counts?: string
  readonly seed?: number
}

export interface SeedRows {
  readonly rows: AsyncIterable<EntityRow<AnyModel>> | Iterable<EntityRow<AnyModel>>
  readonly seed: number
  /** Absent where the configuration makes the rows itself. */
  readonly counts?: Readonly<Record<string, Count>>
}

/** Makes the rows of a seed: the configuration's own, or `fake`'s with its counts and those of the flags over them. */
export function seedRows(model: AnyModel, config: SeedConfig, flags: CountFlags): SeedRows {
  const seed = flags.seed ?? config.seed ?? 1
  if (config.rows) {
    if (flags.counts !== undefined) {
      throw new CliError(
        'usage',
        'The configuration makes the rows itself (`seed.rows`), and takes no --counts.',
        'Use --count.',
      )
    }
    return { seed, rows: config.rows({ count: flags.count ?? 100, seed }) }
  }
  const counts = countsOf(model, config, flags)
  const { seed: _seed, counts: _counts, rows: _rows, ...options } = config
  return { seed, counts, rows: fake(model, { ...options, seed, counts }) }
}

function countsOf(model: AnyModel, config: SeedConfig, { count, counts }: CountFlags): Record<string, Count> {
  const configured: Readonly<Record<string, Count | undefined>> = config.counts ?? {}
  const result: Record<string, Count> = {}
  for (const { name, parent } of Object.values(model.entities)) {
    const isRoot = parent === undefined
    const given = configured[name]
    result[name] = (isRoot ? (count ?? given) : given) ?? (isRoot ? 100 : [1, 3])
  }
  for (const [name, own] of parseCounts(counts ?? '')) {
    const entity = Object.hasOwn(model.entities, name) ? model.entities[name] : undefined
    if (!entity) {
      throw new CliError(
        'usage',
        `The model has no entity "${name}".`,
        `Take one of: ${model.names.join(', ')}.`,
      )
    }
    if (entity.parent === undefined && Array.isArray(own)) {
      throw new CliError(
        'usage',
        `"${name}" is a root: it takes one number, not a range.`,
        `Write ${name}=${own[1]}.`,
      )
    }
    result[name] = own
  }
  return result
}

function parseCounts(text: string): [name: string, count: Count][] {
  return text
    .split(',')
    .filter((part) => part.trim() !== '')
    .map((part) => {
      const [, name, min, max] = /^\s*([^=\s]+)\s*=\s*(\d+)(?:-(\d+))?\s*$/.exec(part) ?? []
      if (name === undefined || (max !== undefined && Number(max) < Number(min))) {
        throw new CliError(
          'usage',
          `"${part.trim()}" is no count.`,
          'Write authors=50 or books=0-4, with commas between.',
        )
      }
      return [name, max === undefined ? Number(min) : [Number(min), Number(max)]]
    })
}

/** How many rows counts make, by the middle of each range. */
export function expectedRows(model: AnyModel, counts: Readonly<Record<string, Count>>): number {
  const known = new Map<string, number>()
  const rowsOf = (name: string): number => {
    const before = known.get(name)
    if (before !== undefined) return before
    const count = counts[name] ?? 0
    const own = typeof count === 'number' ? count : (count[0] + count[1]) / 2
    const parent = model.entities[name]?.parent
    const rows = parent === undefined ? own : own * rowsOf(parent)
    known.set(name, rows)
    return rows
  }
  return Math.round(model.names.reduce((sum, name) => sum + rowsOf(name), 0))
}
