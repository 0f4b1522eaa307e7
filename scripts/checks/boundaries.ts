import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Check } from '../lib/check.types.ts'
import { repositoryFiles } from '../lib/files.ts'
import { fromProblems } from '../lib/problems.ts'
import { run } from '../lib/run.ts'
import { ROOT, knowsDomains, workspaces } from '../lib/workspace.ts'

const TAGS = ['core', 'adapter', 'tool', 'domain', 'app']
/** What follows `from`, `import` or `require(`, in code and in type positions. */
const SPECIFIER = /(?:\bfrom|\bimport|\brequire)\s*\(?\s*['"]([^'"]+)['"]/g

/** The star of the packages: turbo checks the tags, this file that nothing generic names a domain, in tests neither. */
export const boundaries: Check = {
  name: 'boundaries',
  guards: 'packages import only what their tag allows; nothing generic imports a domain, not even its tests',
  async run() {
    const problems = [...untagged(), ...(await domainImports())]
    const { code, output } = await run('turbo', ['boundaries', '--no-color'])
    const checked = Number(/Checked (\d+) files/.exec(output)?.[1] ?? 0)
    if (code !== 0) problems.push(output.trim())
    else if (checked === 0) problems.push(`turbo boundaries read no file: ${output.trim()}`)
    return fromProblems(problems, `${checked} files`)
  },
}

/** Without a tag turbo lets a package import anything. */
function untagged(): string[] {
  return workspaces()
    .filter(({ tags }) => tags.length !== 1 || !TAGS.includes(tags[0] ?? ''))
    .map(
      ({ folder, tags }) =>
        `${folder}/turbo.json: wants exactly one tag of ${TAGS.join(', ')}; it has [${tags.join(', ')}].`,
    )
}

async function domainImports(): Promise<string[]> {
  const all = workspaces()
  const domains = all.filter(({ tags }) => tags.includes('domain'))
  if (domains.length === 0)
    return ['No package is tagged as a domain, so the rule about domains checks nothing.']
  const names = domains.map(({ manifest }) => manifest.name)
  const folders = domains.map(({ folder }) => folder)
  const problems: string[] = []
  for (const { folder, manifest } of all.filter((workspace) => !knowsDomains(workspace))) {
    const depended = Object.keys({
      ...manifest.dependencies,
      ...manifest.devDependencies,
      ...manifest.peerDependencies,
    })
    for (const name of depended.filter((dependency) => names.includes(dependency))) {
      problems.push(`${folder}/package.json: depends on the domain ${name}.`)
    }
    for (const file of (await repositoryFiles(folder)).filter((path) =>
      /\.(?:[cm]?[jt]sx?|mdx|md)$/.test(path),
    )) {
      const source = await readFile(join(ROOT, file), 'utf8')
      for (const specifier of domainSpecifiers(source, file, names, folders)) {
        problems.push(`${file}: imports "${specifier}"; nothing generic may know a domain.`)
      }
    }
  }
  return problems
}

/** The imports of `source` that name a domain, by its package name or by a path into its folder. */
export function domainSpecifiers(
  source: string,
  file: string,
  names: readonly string[],
  folders: readonly string[],
): string[] {
  return [...source.matchAll(SPECIFIER)]
    .map((match) => match[1] ?? '')
    .filter((specifier) => {
      if (names.some((name) => specifier === name || specifier.startsWith(`${name}/`))) return true
      if (!specifier.startsWith('.')) return false
      const target = join(file, '..', specifier)
      return folders.some((folder) => target === folder || target.startsWith(`${folder}/`))
    })
}
