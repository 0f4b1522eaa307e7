import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { run } from './run.ts'
import type { Workspace } from './workspace.ts'

export interface PackedPackage {
  readonly workspace: Workspace
  /** Path of the .tgz, or the reason why there is none. */
  readonly tarball?: string
  readonly problem?: string
}

/** Packs each package as it would be published, into a folder of `into`. Needs their `dist`. */
export async function packPackages(packages: readonly Workspace[], into: string): Promise<PackedPackage[]> {
  const packed: PackedPackage[] = []
  for (const workspace of packages) {
    const target = join(into, workspace.folder.replaceAll(/[^\w-]/g, '-'))
    const { code, output } = await run('pnpm', ['pack', '--pack-destination', target], {
      cwd: workspace.path,
    })
    const file = code === 0 ? (await readdir(target)).find((name) => name.endsWith('.tgz')) : undefined
    packed.push(
      file
        ? { workspace, tarball: join(target, file) }
        : { workspace, problem: `${workspace.folder}: pnpm pack failed: ${output.trim()}` },
    )
  }
  return packed
}
