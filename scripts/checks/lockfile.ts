import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Check } from '../lib/check.types.ts'
import { repositoryFiles } from '../lib/files.ts'
import { fromProblems } from '../lib/problems.ts'
import { run } from '../lib/run.ts'
import { ROOT } from '../lib/workspace.ts'

/** In pieces, so that this file does not name what it looks for. */
const REGISTRY_HOSTS = [
  ['registry', 'npmjs', 'org'],
  ['registry', 'yarnpkg', 'com'],
  ['registry', 'npmmirror', 'com'],
  ['npm', 'pkg', 'github', 'com'],
].map((parts) => parts.join('.'))

/** The lockfile is the same for everybody: it matches the manifests and names no server to fetch from. */
export const lockfile: Check = {
  name: 'lockfile',
  guards: 'the lockfile matches the manifests; neither it nor any file names a registry',
  async run() {
    const problems = resolvedUrls(await readFile(join(ROOT, 'pnpm-lock.yaml'), 'utf8'))
    const hosts = [...new Set([...REGISTRY_HOSTS, await configuredHost()])]
    const files = await repositoryFiles()
    for (const file of files) {
      const text = await readFile(join(ROOT, file), 'utf8')
      for (const host of hosts.filter((name) => text.includes(name)))
        problems.push(`${file}: names the registry ${host}.`)
    }
    const { code, output } = await run('pnpm', [
      'install',
      '--frozen-lockfile',
      '--lockfile-only',
      '--offline',
    ])
    if (code !== 0) problems.push(`pnpm-lock.yaml does not match the manifests:\n${output.trim()}`)
    return fromProblems(problems, `${files.length} files`)
  },
}

/** The lines of a lockfile that fix where a package comes from. */
export function resolvedUrls(text: string): string[] {
  const lines = text.split('\n')
  if (!lines.some((line) => line.includes('integrity:'))) return ['pnpm-lock.yaml: holds no package.']
  return lines.flatMap((line, index) =>
    /tarball:|\bhttps?:\/\/|git\+/.test(line)
      ? [`pnpm-lock.yaml:${index + 1}: names a source: ${line.trim()}`]
      : [],
  )
}

async function configuredHost(): Promise<string> {
  const { code, stdout, output } = await run('pnpm', ['config', 'get', 'registry'])
  if (code !== 0) throw new Error(`pnpm did not say its registry: ${output.trim()}`)
  return new URL(stdout.trim()).host
}
