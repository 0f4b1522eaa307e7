import { existsSync, readFileSync, readdirSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'

export const ROOT = dirname(dirname(dirname(fileURLToPath(import.meta.url))))

export interface Manifest {
  readonly name: string
  readonly version: string
  readonly private?: boolean
  readonly dependencies?: Record<string, string>
  readonly devDependencies?: Record<string, string>
  readonly optionalDependencies?: Record<string, string>
  readonly peerDependencies?: Record<string, string>
  readonly exports?: Record<string, unknown>
  /** Commands by name: the files that they run. */
  readonly bin?: Record<string, string>
}

export interface Workspace {
  /** Folder from the root, as `packages/schema`. */
  readonly folder: string
  readonly path: string
  readonly manifest: Manifest
  /** The tags of its turbo.json: core, adapter, tool, domain or app. */
  readonly tags: readonly string[]
}

/** Reads a JSON file; the caller names the shape it wrote or relies on. */
// oxlint-disable-next-line typescript/no-unnecessary-type-parameters -- the parameter is how the caller names it
export function readJson<TValue>(path: string): TValue {
  // Sound as far as the file is ours: manifests, tool reports and configs of this repo.
  return JSON.parse(readFileSync(path, 'utf8')) as TValue
}

/** Every package and app of the monorepo, in the order of their folders. */
export function workspaces(): Workspace[] {
  return ['packages', 'apps', 'examples'].flatMap((group) =>
    readdirSync(join(ROOT, group))
      .map((name) => join(ROOT, group, name))
      .filter((path) => existsSync(join(path, 'package.json')))
      .map(readWorkspace),
  )
}

/** The packages that go to the registry. */
export function publishable(): Workspace[] {
  return workspaces().filter(({ manifest }) => manifest.private !== true)
}

/** True for what may know a domain: the domains themselves and the apps. */
export function knowsDomains(workspace: Workspace): boolean {
  return workspace.tags.includes('domain') || workspace.tags.includes('app')
}

function readWorkspace(path: string): Workspace {
  const turbo = join(path, 'turbo.json')
  const { tags = [] } = existsSync(turbo) ? readJson<{ tags?: string[] }>(turbo) : {}
  return {
    folder: relative(ROOT, path),
    path,
    manifest: readJson<Manifest>(join(path, 'package.json')),
    tags,
  }
}
