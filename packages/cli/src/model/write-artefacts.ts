import path from 'node:path'
import { readFile } from 'node:fs/promises'
import { exitCodes } from '../cli-error.ts'
import type { Answer, Context } from '../command.ts'
import { openProject, type Project } from '../project/project.ts'
import type { ArtefactName } from './artefacts.ts'
import { artefactText, writeWhole } from './write-artefact.ts'

/** What is made of a model for others, each in a file of its own. */
const fileNames = {
  openapi: 'openapi.json',
  'json-schema': 'schema.json',
  diagram: 'model.mmd',
  patterns: 'patterns.md',
  layout: 'table.md',
  cloudformation: 'table.cloudformation.json',
  terraform: 'table.tf.json',
  json: 'model.json',
} satisfies Partial<Record<ArtefactName, string>>

interface Made {
  readonly file: string
  readonly text: string
  readonly isCurrent: boolean
}

/** `generate --from-model` */
export async function writeArtefacts({
  flags,
  output,
}: Context<{ readonly output: string; readonly check?: boolean }>): Promise<Answer> {
  const made = await makeAll(await openProject(flags), flags.output)
  const stale = made.filter(({ isCurrent }) => !isCurrent)
  if (flags.check) return checkedAnswer(flags.output, stale, output)
  for (const { file, text } of stale) await writeWhole(file, text)
  const { paint } = output
  return {
    json: {
      output: flags.output,
      files: made.map(({ file }) => file),
      written: stale.map(({ file }) => file),
    },
    text: made
      .map(
        ({ file, isCurrent }) => `${paint.good('✓')} ${isCurrent ? `${file} is current.` : `Wrote ${file}.`}`,
      )
      .join('\n'),
  }
}

/** All or none is written: each is made before. */
async function makeAll(project: Project, folder: string): Promise<readonly Made[]> {
  const made: Made[] = []
  for (const [name, fileName] of Object.entries(fileNames)) {
    const file = path.join(folder, fileName)
    // Sound: the names of the table above.
    const text = await artefactText(name as ArtefactName, project, {})
    const before = await readFile(file, 'utf8').catch(() => undefined)
    made.push({ file, text, isCurrent: before === text })
  }
  return made
}

function checkedAnswer(folder: string, stale: readonly Made[], { paint }: Context<object>['output']): Answer {
  const isCurrent = stale.length === 0
  return {
    json: { output: folder, current: isCurrent, stale: stale.map(({ file }) => file) },
    text: isCurrent
      ? `${paint.good('✓')} ${folder} is current.`
      : `${paint.warn('•')} ${folder} is not what the model makes today:\n${stale.map(({ file }) => `  ${file}`).join('\n')}`,
    exitCode: isCurrent ? exitCodes.done : exitCodes.found,
  }
}
