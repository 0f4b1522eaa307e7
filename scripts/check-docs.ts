// The TypeScript blocks of the documentation, compiled as a reader would: each a module of its own, in the folder of
// the package it belongs to, against the built types.
import { existsSync } from 'node:fs'
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join, relative } from 'node:path'
import type { CheckResult } from './lib/check.types.ts'
import { fromProblems } from './lib/problems.ts'
import { run } from './lib/run.ts'
import { ROOT, publishable, workspaces } from './lib/workspace.ts'

/** Git-ignored; in the root it holds the tsconfig, in a package its blocks. */
const FOLDER = '.docs-blocks'

export interface DocsBlock {
  readonly language: 'ts' | 'tsx'
  readonly code: string
  /** Line of its first line of code in the document, from 1. */
  readonly line: number
}

interface Document {
  /** Path from the root. */
  readonly file: string
  /** The workspace folder its blocks stand in. */
  readonly host: string
}

interface WrittenBlock {
  readonly path: string
  readonly file: string
  readonly line: number
}

/** The `ts` and `tsx` fences of a markdown text, and what is wrong with a fence. */
export function docsBlocks(markdown: string): {
  blocks: DocsBlock[]
  problems: { line: number; text: string }[]
} {
  const blocks: DocsBlock[] = []
  const problems: { line: number; text: string }[] = []
  const lines = markdown.split('\n')
  for (let index = 0; index < lines.length; index += 1) {
    const open = /^(\s*)(`{3,}|~{3,})(.*)$/.exec(lines[index] ?? '')
    if (!open) continue
    const [, indent = '', fence = '', info = ''] = open
    const start = index + 1
    for (index = start; index < lines.length && lines[index]?.trim() !== fence; index += 1);
    const [language = '', ...rest] = info.trim().split(/\s+/)
    if (/^(typescript|mts|cts)$/i.test(language))
      problems.push({ line: start, text: 'write ```ts or ```tsx.' })
    if (language !== 'ts' && language !== 'tsx') continue
    if (rest.length > 0)
      problems.push({ line: start, text: `"${rest.join(' ')}" is not allowed: every block is compiled.` })
    const code = lines
      .slice(start, index)
      .map((line) => (line.startsWith(indent) ? line.slice(indent.length) : line))
    blocks.push({ language, code: code.join('\n'), line: start + 1 })
  }
  return { blocks, problems }
}

/** Compiles every block of the documentation; errors are told with file and line of the document. */
export async function checkDocs(): Promise<CheckResult> {
  const documents = documentsToCheck()
  const problems = documents
    .filter(({ file }) => !existsSync(join(ROOT, file)))
    .map(({ file }) => `${file}: is missing.`)
  try {
    const written: WrittenBlock[] = []
    for (const document of documents.filter(({ file }) => existsSync(join(ROOT, file)))) {
      const { blocks, problems: found } = docsBlocks(await readFile(join(ROOT, document.file), 'utf8'))
      problems.push(...found.map(({ line, text }) => `${document.file}:${line}: ${text}`))
      written.push(...(await writeBlocks(document, blocks)))
    }
    if (written.length === 0)
      problems.push('The documentation has no ts or tsx block, so nothing was compiled.')
    else problems.push(...(await compile(written)))
    return fromProblems(problems, `${written.length} blocks`)
  } finally {
    const folders = new Set(['.', ...documents.map(({ host }) => host)])
    await Promise.all(
      [...folders].map((folder) => rm(join(ROOT, folder, FOLDER), { recursive: true, force: true })),
    )
  }
}

/** A package's README stands in its package; the root's documents in the app, which depends on every package. */
function documentsToCheck(): Document[] {
  const app = workspaces().find(({ tags }) => tags.includes('app'))
  if (!app) throw new Error('No workspace is tagged "app"; the root documents are compiled there.')
  return [
    { file: 'README.md', host: app.folder },
    { file: 'ARCHITECTURE.md', host: app.folder },
    ...publishable().map(({ folder }) => ({ file: join(folder, 'README.md'), host: folder })),
  ]
}

async function writeBlocks({ file, host }: Document, blocks: readonly DocsBlock[]): Promise<WrittenBlock[]> {
  const folder = join(ROOT, host, FOLDER)
  await mkdir(folder, { recursive: true })
  return Promise.all(
    blocks.map(async ({ language, code, line }) => {
      const path = join(folder, `${file.replaceAll(/\W/g, '-').toLowerCase()}-${line}.${language}`)
      await writeFile(path, code)
      return { path, file, line }
    }),
  )
}

async function compile(blocks: readonly WrittenBlock[]): Promise<string[]> {
  const folder = join(ROOT, FOLDER)
  await mkdir(folder, { recursive: true })
  const config = {
    extends: '../tsconfig.base.json',
    compilerOptions: {
      noEmit: true,
      // No source condition: what a reader gets is `dist`.
      customConditions: [],
      moduleDetection: 'force',
      noUnusedLocals: false,
      noUnusedParameters: false,
    },
    files: blocks.map(({ path }) => path),
  }
  await writeFile(join(folder, 'tsconfig.json'), JSON.stringify(config))
  const { code, output } = await run('tsc', ['-p', folder, '--pretty', 'false'])
  if (code === 0) return []
  const problems = output
    .trim()
    .split('\n')
    .map((line) => atDocument(line, blocks))
  return problems.some(Boolean) ? problems : [`tsc exited with ${code} and said nothing.`]
}

/** `packages/x/.docs-blocks/readme-12.ts(3,5): error …` as `packages/x/README.md:14:5: error …`. */
export function atDocument(line: string, blocks: readonly WrittenBlock[]): string {
  const match = /^(.+?)\((\d+),(\d+)\): (.*)$/.exec(line)
  if (!match) return line
  const [, path = '', row = '', column = '', text = ''] = match
  const block = blocks.find((candidate) => relative(ROOT, candidate.path) === path || candidate.path === path)
  return block ? `${block.file}:${block.line + Number(row) - 1}:${column}: ${text}` : line
}
