import { existsSync } from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { CliError, exitCodes, toCliError } from '../cli-error.ts'
import type { Answer, Context } from '../command.ts'
import type { Extension } from './emit/source-file.ts'
import type { Overrides, SyncMode } from './entities/entity.types.ts'
import { readOverrides } from './entities/overrides.ts'
import { type Made, makeFiles } from './make-files.ts'
import { readSources } from './read/read-sources.ts'
import { reportText } from './report.ts'
import { stampOf, watchFiles } from './watch-files.ts'
import { compareOutput, type OutputChanges, writeOutput } from './write-output.ts'

export interface GenerateFlags {
  readonly output?: string
  readonly fromModel?: boolean
  readonly overrides?: string
  readonly sync?: SyncMode
  readonly extension: 'js' | 'none' | 'ts'
  readonly allowRemote?: boolean
  readonly check?: boolean
  readonly watch?: boolean
}

const overridesFile = 'throughline.generate.json'
const extensions = { js: '.js', none: '', ts: '.ts' } satisfies Record<GenerateFlags['extension'], Extension>

/** `generate <openapi>`, and `generate --from-model`. */
export async function generate(context: Context<GenerateFlags>): Promise<Answer> {
  const { flags, args } = context
  if (!flags.fromModel && args[0] === undefined) {
    throw new CliError(
      'usage',
      'Nothing is named to generate from.',
      'Name a description (generate openapi.yaml), or take your own model: --from-model',
    )
  }
  if (!flags.fromModel)
    return fromDescription({ ...context, flags: { ...flags, output: flags.output ?? 'src/generated' } })
  const other = Object.entries({
    'a description': args[0],
    '--watch': flags.watch,
    '--overrides': flags.overrides,
    '--sync': flags.sync,
    '--allow-remote': flags.allowRemote,
  }).find(([, value]) => value !== undefined)
  if (other)
    throw new CliError('usage', `--from-model goes without ${other[0]}.`, 'Leave out one of the two.')
  const { writeArtefacts } = await import('../model/write-artefacts.ts')
  return writeArtefacts({ ...context, flags: { ...flags, output: flags.output ?? 'docs/model' } })
}

type DescriptionFlags = GenerateFlags & { readonly output: string }

async function fromDescription(context: Context<DescriptionFlags>): Promise<Answer> {
  const { flags, output, signal } = context
  const run = await once(context)
  if (!flags.watch) return run.answer
  if (run.files.length === 0) {
    throw new CliError(
      'usage',
      'A description of the web cannot be watched.',
      'Save it as a file, or leave out --watch.',
    )
  }
  output.note(run.answer.text ?? '')
  let { files } = run
  let stamp = stampOf(files)
  while (!signal.aborted) {
    output.note(output.paint.dim('Watching; Ctrl-C ends it.'))
    if (!(await watchFiles(files, stamp, signal))) break
    // Before they are read: what is written meanwhile is read again.
    stamp = stampOf(files)
    try {
      const next = await once(context)
      if (next.files.join() !== files.join()) stamp = stampOf(next.files)
      files = next.files
      output.note(next.answer.text ?? '')
    } catch (error) {
      const { message } = toCliError(error)
      output.note(`${output.paint.bad('✗')} ${message}`)
    }
  }
  return { json: undefined }
}

async function once({
  flags,
  args,
  output,
  signal,
}: Context<DescriptionFlags>): Promise<{ answer: Answer; files: readonly string[] }> {
  const given = String(args[0])
  const cwd = process.cwd()
  const { overrides, file } = await overridesOf(flags, cwd)
  const sources = await readSources(given, { allowRemote: flags.allowRemote === true, cwd, signal })
  const made = makeShallow(sources, { overrides, extension: extensions[flags.extension] })
  // Also what could not be read: it may be mended.
  const local = [...sources.documents.keys(), ...sources.refused.keys()].flatMap((address) =>
    address.startsWith('file:') ? [fileURLToPath(address)] : [],
  )
  const files = local.length > 0 && file !== undefined ? [...local, file] : local
  return {
    answer: flags.check ? await checked(flags, made, output) : await written(flags, made, output),
    files,
  }
}

/** What is nested deeper than a program can follow is refused in words. */
function makeShallow(...[sources, options]: Parameters<typeof makeFiles>): Made {
  try {
    return makeFiles(sources, options)
  } catch (cause) {
    if (!(cause instanceof RangeError)) throw cause
    const message = 'Its schemas lead to each other in a longer chain than can be followed.'
    throw new CliError('failed', message, 'Give a part of the description.', { cause })
  }
}

async function overridesOf(
  flags: GenerateFlags,
  cwd: string,
): Promise<{ overrides: Overrides; file?: string }> {
  const usual = path.join(cwd, overridesFile)
  const file = flags.overrides ?? (existsSync(usual) ? usual : undefined)
  const given = file === undefined ? {} : await readOverrides(file)
  const overrides = flags.sync === undefined ? given : { ...given, sync: flags.sync }
  return file === undefined ? { overrides } : { overrides, file: path.resolve(cwd, file) }
}

type Told = Context<GenerateFlags>['output']

async function written(
  { output: folder }: DescriptionFlags,
  { files, report }: Made,
  output: Told,
): Promise<Answer> {
  const changes = await writeOutput(folder, files)
  return {
    json: { output: folder, ...report, written: changes.written.length, removed: changes.removed.length },
    text: `${reportText(report, output)}\n${changesText(folder, changes, output)}`,
  }
}

function changesText(folder: string, { written: changed, removed }: OutputChanges, { paint }: Told): string {
  if (changed.length + removed.length === 0) return `${paint.good('✓')} ${folder} is current.`
  const gone = removed.length > 0 ? `, took ${removed.length} away` : ''
  return `${paint.good('✓')} Wrote ${changed.length} files to ${folder}${gone}.`
}

async function checked(
  { output: folder }: DescriptionFlags,
  { files, report }: Made,
  { paint }: Told,
): Promise<Answer> {
  const { written: changed, removed } = await compareOutput(folder, files)
  const isCurrent = changed.length + removed.length === 0
  const lines = [
    ...changed.map((name) => `  ${name}`),
    ...removed.map((name) => `  ${name} (is made no more)`),
  ]
  return {
    json: { output: folder, current: isCurrent, stale: changed, removed, entities: report.entities.length },
    text: isCurrent
      ? `${paint.good('✓')} ${folder} is current.`
      : `${paint.warn('•')} ${folder} is not what the description makes today:\n${lines.slice(0, 20).join('\n')}`,
    exitCode: isCurrent ? exitCodes.done : exitCodes.found,
  }
}
