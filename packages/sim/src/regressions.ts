import { readdir, readFile } from 'node:fs/promises'
import type { Plan } from './plan.types.ts'

/** A history that has once broken something, as small as it could be made. */
export interface Regression {
  /** What it has shown, in a sentence. */
  readonly about: string
  /** It still breaks what it has broken: nobody has mended it yet. */
  readonly open?: boolean
  readonly plan: Plan
}

const folder = new URL('../regressions/', import.meta.url)

/** All of the folder, by file name. */
export async function readRegressions(): Promise<ReadonlyMap<string, Regression>> {
  const names = (await readdir(folder)).filter((name) => name.endsWith('.json'))
  return new Map(
    await Promise.all(
      names.toSorted().map(async (name) => {
        // Sound: as `replay --keep` writes them.
        const regression = JSON.parse(await readFile(new URL(name, folder), 'utf8')) as Regression
        return [name, regression] as const
      }),
    ),
  )
}
