// The packages as a user gets them: packed, installed with npm in an empty ESM project, imported by Node and
// type-checked in strict mode, with one copy of @tanstack/db.
import { existsSync } from 'node:fs'
import { readFile, readdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { CheckResult } from './lib/check.types.ts'
import { packPackages } from './lib/pack-packages.ts'
import type { PackedPackage } from './lib/pack-packages.ts'
import { fromProblems } from './lib/problems.ts'
import { run } from './lib/run.ts'
import { withTempFolder } from './lib/temp-folder.ts'
import { ROOT, publishable } from './lib/workspace.ts'
import type { Manifest, Workspace } from './lib/workspace.ts'

/** Exports that plain Node cannot load, with the reason; they are type-checked all the same. */
const NOT_IN_PLAIN_NODE: Record<string, string> = {
  '@throughline/schema/testing': 'its contract suites call vitest, which runs only inside a test run',
}

/** Packs, installs, imports and type-checks every publishable package. */
export function checkPacked(): Promise<CheckResult> {
  return withTempFolder('packed', async (folder) => {
    const packages = await packPackages(publishable(), folder)
    const unpacked = packages.flatMap(({ problem }) => (problem ? [problem] : []))
    if (unpacked.length > 0 || packages.length === 0) {
      return fromProblems([...unpacked, ...(packages.length === 0 ? ['No package is publishable.'] : [])], '')
    }
    const specifiers = packages.flatMap(({ workspace }) => moduleSpecifiers(workspace))
    await writeProject(folder, packages, specifiers)
    const install = await run(
      'npm',
      ['install', '--prefer-offline', '--no-audit', '--no-fund', '--loglevel=error'],
      {
        cwd: folder,
      },
    )
    if (install.code !== 0) return fromProblems([`npm install failed:\n${install.output.trim()}`], '')
    const problems = [
      ...(await importProblems(folder)),
      ...(await typeProblems(folder)),
      ...(await commandProblems(folder, packages)),
      ...(await copyProblems(folder, '@tanstack/db')),
    ]
    return fromProblems(problems, `${specifiers.length} entry points of ${packages.length} packages`)
  })
}

/** What a user can import from a package: its export subpaths that are modules. */
export function moduleSpecifiers({ manifest }: Pick<Workspace, 'manifest'>): string[] {
  return Object.entries(manifest.exports ?? {})
    .filter(
      ([path, target]) =>
        path !== './package.json' && !path.includes('*') && JSON.stringify(target).includes('.js"'),
    )
    .map(([path]) => manifest.name + path.slice(1))
}

async function writeProject(
  folder: string,
  packages: readonly PackedPackage[],
  specifiers: readonly string[],
): Promise<void> {
  const versions = await catalogVersions()
  const manifests = packages.map(({ workspace }) => workspace.manifest)
  const peers = peerNames(manifests)
  const types = [
    'typescript',
    '@types/node',
    ...(peers.includes('react') ? ['@types/react', '@types/react-dom'] : []),
  ]
  const tarballs = packages.map(({ workspace, tarball }): [string, string] => [
    workspace.manifest.name,
    `file:${tarball ?? ''}`,
  ])
  const fromCatalog = [...new Set([...peers, ...types])].map((name): [string, string] => {
    const version = versions.get(name)
    if (!version)
      throw new Error(`${name} is a peer but has no version in the catalog of pnpm-workspace.yaml.`)
    return [name, version]
  })
  const files = {
    'package.json': JSON.stringify({
      name: 'packed',
      version: '0.0.0',
      private: true,
      type: 'module',
      dependencies: Object.fromEntries([...tarballs, ...fromCatalog]),
    }),
    'tsconfig.json': JSON.stringify({
      compilerOptions: {
        target: 'es2023',
        lib: ['es2023', 'dom', 'dom.iterable'],
        module: 'nodenext',
        strict: true,
        noEmit: true,
        skipLibCheck: false,
        jsx: 'react-jsx',
        types: ['node'],
      },
      files: ['types.ts'],
    }),
    'types.ts': moduleUsing(specifiers),
    'import.js': importerOf(specifiers.filter((specifier) => !(specifier in NOT_IN_PLAIN_NODE))),
  }
  await Promise.all(Object.entries(files).map(([name, text]) => writeFile(join(folder, name), text)))
}

/** A module that imports each specifier and fails on one that exports nothing. */
function moduleUsing(specifiers: readonly string[]): string {
  const imports = specifiers.map((specifier, index) => `import * as m${index} from '${specifier}'`)
  const tests = specifiers.map(
    (specifier, index) =>
      `if (Object.keys(m${index}).length === 0) throw new Error('${specifier} exports nothing')`,
  )
  return [...imports, ...tests, ''].join('\n')
}

/** A script that imports each specifier by itself, so that one that fails does not hide the next. */
function importerOf(specifiers: readonly string[]): string {
  return `for (const specifier of ${JSON.stringify(specifiers)}) {
  await import(specifier).catch((error) => {
    console.error(specifier + ': ' + error.message)
    process.exitCode = 1
  })
}
`
}

/** The packages of others that ours want beside them. */
export function peerNames(manifests: readonly Manifest[]): string[] {
  const ours = new Set(manifests.map(({ name }) => name))
  const wanted = manifests.flatMap(({ peerDependencies }) => Object.keys(peerDependencies ?? {}))
  return [...new Set(wanted)].filter((name) => !ours.has(name))
}

async function importProblems(folder: string): Promise<string[]> {
  const { code, output } = await run('node', ['import.js'], { cwd: folder })
  return code === 0 ? [] : [`--- import in Node\n${output.trim() || `node exited with ${code}`}`]
}

/** Each command of a package says its version. */
async function commandProblems(folder: string, packages: readonly PackedPackage[]): Promise<string[]> {
  const problems: string[] = []
  for (const { manifest } of packages.map(({ workspace }) => workspace)) {
    for (const name of Object.keys(manifest.bin ?? {})) {
      const { code, output } = await run(join(folder, 'node_modules/.bin', name), ['--version'], {
        cwd: folder,
      })
      if (code !== 0 || !output.includes(manifest.version))
        problems.push(`--- ${name} --version\n${output.trim()}`)
    }
  }
  return problems
}

/** Errors in our types and in their use; those inside another project's declarations are theirs. */
async function typeProblems(folder: string): Promise<string[]> {
  const { code, output } = await run(
    join(folder, 'node_modules/.bin/tsc'),
    ['-p', '.', '--pretty', 'false'],
    { cwd: folder },
  )
  if (code === 0) return []
  const errors = output.split('\n').filter((line) => /error TS/.test(line))
  if (errors.length === 0) return [`--- tsc exited with ${code}\n${output.trim()}`]
  const ours = errors.filter(
    (line) => !line.startsWith('node_modules/') || line.startsWith('node_modules/@throughline/'),
  )
  return ours.length === 0 ? [] : [`--- tsc --strict\n${ours.join('\n')}`]
}

async function copyProblems(folder: string, name: string): Promise<string[]> {
  const copies = await findCopies(join(folder, 'node_modules'), name)
  return copies.length === 1 ? [] : [`${copies.length} copies of ${name}, 1 wanted: ${copies.join(', ')}`]
}

/** The folders below a node_modules that hold a package of this name, nested ones included. */
async function findCopies(modules: string, name: string): Promise<string[]> {
  if (!existsSync(modules)) return []
  const entries = await readdir(modules)
  const scoped = await Promise.all(
    entries.map(async (entry) =>
      entry.startsWith('@')
        ? (await readdir(join(modules, entry))).map((inner) => `${entry}/${inner}`)
        : [entry],
    ),
  )
  const packages = scoped.flat()
  const nested = await Promise.all(
    packages.map((entry) => findCopies(join(modules, entry, 'node_modules'), name)),
  )
  return [
    ...packages.filter((entry) => entry === name).map((entry) => join(modules, entry)),
    ...nested.flat(),
  ]
}

/** The catalog of pnpm-workspace.yaml: `name: version` lines, names quoted where YAML wants it. */
export async function catalogVersions(): Promise<Map<string, string>> {
  const text = await readFile(join(ROOT, 'pnpm-workspace.yaml'), 'utf8')
  const block = /^catalog:\n((?: {2}.*\n?)+)/m.exec(text)?.[1] ?? ''
  const entries = [...block.matchAll(/^ {2}'?([^':\s]+)'?:\s*'?([^'\s#]+)/gm)].map(
    (match): [string, string] => [match[1] ?? '', match[2] ?? ''],
  )
  if (entries.length === 0) throw new Error('pnpm-workspace.yaml has no catalog that could be read.')
  return new Map(entries)
}
