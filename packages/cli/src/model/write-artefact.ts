import { mkdir, readFile, rename, writeFile } from 'node:fs/promises'
import path from 'node:path'
import {
  accessPatternsMarkdown,
  cloudFormationTable,
  layoutHash,
  tableLayoutMarkdown,
  terraformTable,
} from '@throughline/electrodb'
import { toConstantCase, toPascalCase } from '@throughline/schema'
import { erDiagram, modelHash, modelToJSON, toJSONSchema } from '@throughline/schema/data'
import { CliError, exitCodes } from '../cli-error.ts'
import type { Answer, Context } from '../command.ts'
import { openProject, type Project, tenantOf } from '../project/project.ts'
import type { ArtefactName, ModelFlags } from './artefacts.ts'
import { layoutOptions } from './patterns.ts'

type Maker = (project: Project, flags: ModelFlags) => unknown

const variants = ['row', 'insert', 'update', 'key'] as const

/** A text as it is, or data for JSON. */
const makers = {
  cloudformation: (project) => ({
    AWSTemplateFormatVersion: '2010-09-09',
    Resources: {
      [`${toPascalCase(project.model.service)}Table`]: cloudFormationTable(deployedLayout(project)),
    },
  }),
  diagram: ({ model }) => erDiagram(model),
  hash: async ({ model, layout }) => ({ model: await modelHash(model), layout: await layoutHash(layout) }),
  json: ({ model, layout }) => ({ model: modelToJSON(model), layout }),
  'json-schema': jsonSchema,
  layout: ({ layout }) => tableLayoutMarkdown(layout),
  openapi: openApi,
  patterns: (project) => accessPatternsMarkdown(project.model, layoutOptions(project)),
  terraform: (project) => ({
    resource: {
      aws_dynamodb_table: {
        [toConstantCase(project.model.service).toLowerCase()]: terraformTable(deployedLayout(project)),
      },
    },
  }),
} satisfies Record<ArtefactName, Maker>

/** Of a table for each tenant: the one that is named. */
function deployedLayout(project: Project) {
  return project.layout.tenancy === 'table' ? tenantOf(project) : project.layout
}

function jsonSchema({ model }: Project, { entity, variant = 'row' }: ModelFlags): unknown {
  const known = variants.find((name) => name === variant)
  if (!known)
    throw new CliError('usage', `"${variant}" is no variant.`, `Take one of: ${variants.join(', ')}.`)
  return toJSONSchema(model, entity, { variant: known })
}

async function openApi({ model }: Project, { url }: ModelFlags): Promise<unknown> {
  try {
    const { openApiDocument } = await import('@throughline/trpc/openapi')
    return openApiDocument(model, url === undefined ? {} : { url })
  } catch (cause) {
    if (!(cause instanceof Error && 'code' in cause && cause.code === 'ERR_MODULE_NOT_FOUND')) throw cause
    throw new CliError(
      'failed',
      'The API is described by @throughline/trpc, which is not installed.',
      'Install it: npm install @throughline/trpc',
      { cause },
    )
  }
}

/** An artefact as the text of a file. */
export async function artefactText(name: ArtefactName, project: Project, flags: ModelFlags): Promise<string> {
  return fileText(await makers[name](project, flags))
}

function fileText(made: unknown): string {
  const text = typeof made === 'string' ? made : JSON.stringify(made, null, 2)
  return text.endsWith('\n') ? text : `${text}\n`
}

/** `model …` */
export async function writeArtefact(
  name: ArtefactName,
  { flags, output }: Context<ModelFlags>,
): Promise<Answer> {
  const made = await makers[name](await openProject(flags), flags)
  const text = typeof made === 'string' ? made : JSON.stringify(made, null, 2)
  const { output: file, check } = flags
  if (file === undefined) {
    if (check) throw new CliError('usage', '--check compares with a file.', 'Name it: --output <file>')
    return { json: made, text }
  }
  const content = fileText(made)
  const before = await readFile(file, 'utf8').catch(() => undefined)
  const isCurrent = before === content
  if (check) {
    return {
      json: { file, current: isCurrent },
      text: isCurrent
        ? `${output.paint.good('✓')} ${file} is current.`
        : `${output.paint.warn('•')} ${file} is not what the model makes today.`,
      exitCode: isCurrent ? exitCodes.done : exitCodes.found,
    }
  }
  if (!isCurrent) await writeWhole(file, content)
  return {
    json: { file, written: !isCurrent },
    text: `${output.paint.good('✓')} ${isCurrent ? `${file} is current.` : `Wrote ${file}.`}`,
  }
}

/** All of a file or nothing of it. */
export async function writeWhole(file: string, content: Uint8Array | string): Promise<void> {
  await mkdir(path.dirname(path.resolve(file)), { recursive: true })
  const draft = `${file}.${process.pid}.tmp`
  await writeFile(draft, content)
  await rename(draft, file)
}
