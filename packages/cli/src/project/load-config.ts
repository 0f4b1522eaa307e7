import { existsSync } from 'node:fs'
import path from 'node:path'
import { createJiti } from 'jiti'
import { CliError } from '../cli-error.ts'
import type { Config } from '../config.ts'

const names = ['ts', 'mts', 'js', 'mjs'].map((extension) => `throughline.config.${extension}`)

const example = [
  "import { defineConfig } from '@throughline/cli'",
  "import { model } from './src/model.ts'",
  'export default defineConfig({ model })',
].join('; ')

export interface LoadedConfig {
  readonly file: string
  /** The folder that paths in the configuration are from. */
  readonly folder: string
  readonly config: Config
}

/**
 * Loads `throughline.config.ts` of this folder or of one above it, by jiti, which takes TypeScript as bundlers do.
 *
 * @throws {CliError} `config` where there is none, or where it cannot be loaded.
 */
export async function loadConfig(given: string | undefined, cwd = process.cwd()): Promise<LoadedConfig> {
  const file = given === undefined ? findConfig(cwd) : path.resolve(cwd, given)
  if (file === undefined || !existsSync(file)) {
    const what =
      file === undefined
        ? `There is no throughline.config.ts in ${cwd} or above it.`
        : `There is no file ${file}.`
    throw new CliError('config', what, `Write one: ${example}`)
  }
  const config = await importConfig(file)
  return { file, folder: path.dirname(file), config }
}

function findConfig(cwd: string): string | undefined {
  for (let folder = cwd; ; folder = path.dirname(folder)) {
    const found = names.map((name) => path.join(folder, name)).find((name) => existsSync(name))
    if (found !== undefined || folder === path.dirname(folder)) return found
  }
}

async function importConfig(file: string): Promise<Config> {
  // Without a module cache: `dev` loads it again.
  const jiti = createJiti(import.meta.url, { moduleCache: false })
  let loaded: unknown
  try {
    loaded = await jiti.import(file, { default: true })
  } catch (error) {
    const reason = error instanceof Error ? error.message.split('\n', 1)[0] : String(error)
    throw new CliError(
      'config',
      `${file} could not be loaded: ${reason}`,
      'Correct it, or name another: --config',
      {
        cause: error,
      },
    )
  }
  if (isConfig(loaded)) return loaded
  throw new CliError('config', `${file} exports no configuration with a model.`, `Write in it: ${example}`)
}

/** By what a model has: its class may be of another copy of the package. */
function isConfig(value: unknown): value is Config {
  if (typeof value !== 'object' || value === null || !('model' in value)) return false
  const { model } = value
  return (
    typeof model === 'object' &&
    model !== null &&
    'entities' in model &&
    'names' in model &&
    'service' in model
  )
}
