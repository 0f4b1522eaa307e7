import type { Dirent } from 'node:fs'
import { lstat, mkdir, readdir, readFile, rm, rmdir } from 'node:fs/promises'
import path from 'node:path'
import { CliError } from '../cli-error.ts'
import { writeWhole } from '../model/write-artefact.ts'
import { mark } from './make-files.ts'

/** How a folder differs from what would be made. */
export interface OutputChanges {
  readonly written: readonly string[]
  /** Files that were made before, and are not any more. */
  readonly removed: readonly string[]
}

/** Compares; nothing is written. @throws {CliError} `failed` where a file of people has a name that is needed. */
export async function compareOutput(
  folder: string,
  files: ReadonlyMap<string, string>,
): Promise<OutputChanges> {
  const written: string[] = []
  for (const [name, text] of files) {
    const target = path.join(folder, name)
    const before = await readFile(target, 'utf8').catch(() => undefined)
    if (before === text) continue
    if (before !== undefined && !before.startsWith(mark)) {
      throw new CliError(
        'failed',
        `${target} was not made by generate, and is not written over.`,
        'Choose another --output, or move the file.',
      )
    }
    written.push(name)
  }
  const there = await madeFiles(folder)
  return { written, removed: there.filter((name) => !files.has(name)) }
}

/** Writes what differs, and takes away what was made before and is not any more; files of people stay. */
export async function writeOutput(
  folder: string,
  files: ReadonlyMap<string, string>,
): Promise<OutputChanges> {
  const changes = await compareOutput(folder, files)
  for (const name of changes.written) {
    const target = path.join(folder, name)
    await refuseLinks(folder, name)
    await writeWhole(target, files.get(name) ?? '')
  }
  for (const name of changes.removed) await rm(path.join(folder, name), { force: true })
  const folders = new Set(changes.removed.map((name) => path.dirname(name)).filter((name) => name !== '.'))
  for (const name of folders) {
    // Stays where people have files in it.
    await rmdir(path.join(folder, name)).catch(() => {})
  }
  return changes
}

/** A folder that is a link may lead anywhere. */
async function refuseLinks(folder: string, name: string): Promise<void> {
  const below = path.dirname(name)
  if (below === '.') return
  const target = path.join(folder, below)
  const found = await lstat(target).catch(() => undefined)
  if (found?.isSymbolicLink())
    throw new CliError(
      'failed',
      `${target} is a link, and nothing is written there.`,
      'Choose another --output, or put a folder in its place.',
    )
  if (!found) await mkdir(target, { recursive: true })
}

async function madeFiles(folder: string): Promise<string[]> {
  const entries: Dirent[] = await readdir(folder, { withFileTypes: true, recursive: true }).catch(() => [])
  const found: string[] = []
  for (const entry of entries) {
    if (!entry.isFile() || !entry.name.endsWith('.ts')) continue
    const target = path.join(entry.parentPath, entry.name)
    const text = await readFile(target, 'utf8').catch(() => '')
    if (text.startsWith(mark)) found.push(path.relative(folder, target).split(path.sep).join('/'))
  }
  return found.toSorted()
}
