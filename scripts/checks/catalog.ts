import type { Check } from '../lib/check.types.ts'
import { fromProblems } from '../lib/problems.ts'
import { ROOT, readJson, workspaces } from '../lib/workspace.ts'
import type { Manifest } from '../lib/workspace.ts'

/** Versions live in one place; a package says `catalog:`, or `workspace:` for one of ours. Peers are ranges. */
export const catalog: Check = {
  name: 'catalog',
  guards: 'every dependency says catalog: or workspace:, and ours are workspace:^',
  async run() {
    const manifests = [{ folder: '.', manifest: readJson<Manifest>(`${ROOT}/package.json`) }, ...workspaces()]
    const names = manifests.map(({ manifest }) => manifest.name)
    const problems = manifests.flatMap(({ folder, manifest }) =>
      outsideCatalog(manifest, names).map((problem) => `${folder}/package.json: ${problem}`),
    )
    return fromProblems(problems, `${manifests.length} manifests`)
  },
}

/** The dependencies of a manifest that name a version of their own. */
export function outsideCatalog(manifest: Manifest, ours: readonly string[]): string[] {
  const declared = { ...manifest.dependencies, ...manifest.devDependencies, ...manifest.optionalDependencies }
  const versions = Object.entries(declared).filter(([name, range]) =>
    ours.includes(name) ? range !== 'workspace:^' : range !== 'catalog:',
  )
  const peers = Object.entries(manifest.peerDependencies ?? {}).filter(
    ([name, range]) => range.startsWith('catalog:') || (ours.includes(name) && range !== 'workspace:^'),
  )
  return [
    ...versions.map(
      ([name, range]) =>
        `"${name}" is "${range}"; write ${ours.includes(name) ? 'workspace:^' : 'catalog:'}.`,
    ),
    ...peers.map(([name, range]) => `peer "${name}" is "${range}"; a peer is a range that users can meet.`),
  ]
}
