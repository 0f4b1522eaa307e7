import { existsSync } from 'node:fs'
import { mkdir, mkdtemp, rename, rm, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { CliError } from '../cli-error.ts'
import type { Answer, Context } from '../command.ts'
import { domainFiles, schemaFile } from './domain-files.ts'
import { parseFields } from './fields.ts'
import type { Files } from './files.types.ts'
import { entityNames } from './names.ts'

export interface AddFlags {
  readonly dir: string
  readonly into?: string
  readonly dryRun?: boolean
}

/** `add entity` */
export async function addEntity({ flags, args, output }: Context<AddFlags>): Promise<Answer> {
  const names = entityNames(String(args[0]))
  // Sound: the variadic argument of the command.
  const fields = parseFields((args[1] ?? []) as string[])
  const { paint } = output
  const { type, plural, singular, file } = names
  const isNew = flags.into === undefined
  const folder = flags.into ?? path.join(flags.dir, names.folder)
  const files: Files = isNew
    ? domainFiles(names, fields)
    : { [`model/${file}.ts`]: schemaFile(names, fields) }
  const paths = Object.keys(files).map((name) => path.join(folder, name))
  const taken = isNew ? [folder].filter((name) => existsSync(name)) : paths.filter((name) => existsSync(name))
  if (taken[0] !== undefined) {
    throw new CliError(
      'failed',
      `${taken[0]} is there already, and no file is written over.`,
      'Choose another name, or take it away first.',
    )
  }
  if (!isNew && !existsSync(folder))
    throw new CliError('usage', `There is no folder ${folder}.`, 'Name the folder of a domain.')
  const entry = `${plural}: defineEntity({ singular: '${singular}', schema: ${type}Schema }),`
  if (!flags.dryRun) await (isNew ? writeFolder(folder, files) : writeInto(folder, files))
  const verb = flags.dryRun ? 'Would write' : 'Wrote'
  return {
    json: { files: paths, written: flags.dryRun !== true, ...(!isNew && { entry }) },
    text: [
      ...paths.map((name) => `${paint.good('✓')} ${verb} ${name}`),
      isNew
        ? `  ${paint.dim('→')} Name its model in throughline.config.ts, or its entity in yours: ${entry}`
        : `  ${paint.dim('→')} Add to the model: ${entry}`,
    ].join('\n'),
  }
}

/** All files or none: the folder gets its name when it is whole. */
async function writeFolder(folder: string, files: Files): Promise<void> {
  const above = path.dirname(folder)
  await mkdir(above, { recursive: true })
  const draft = await mkdtemp(path.join(above, '.throughline-'))
  try {
    await writeInto(draft, files)
    await rename(draft, folder)
  } catch (error) {
    await rm(draft, { recursive: true, force: true })
    throw error
  }
}

async function writeInto(folder: string, files: Files): Promise<void> {
  for (const [name, text] of Object.entries(files)) {
    const target = path.join(folder, name)
    await mkdir(path.dirname(target), { recursive: true })
    await writeFile(target, text, { flag: 'wx' })
  }
}
