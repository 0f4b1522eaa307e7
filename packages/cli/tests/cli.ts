import { type ChildProcess, spawn } from 'node:child_process'
import { mkdirSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { inject } from 'vitest'

/** What became of one run of the binary. */
export interface Ran {
  readonly code: number | null
  readonly signal: NodeJS.Signals | null
  readonly stdout: string
  readonly stderr: string
}

/** A run that has been started. */
export interface Running {
  readonly child: ChildProcess
  readonly ended: Promise<Ran>
  /** What it has printed so far. */
  stdout(): string
  /** Waits until stdout or stderr has this text. */
  until(text: string): Promise<void>
}

/** A folder with a configuration, and the binary in it. */
export interface TestProject {
  readonly folder: string
  readonly tableName: string
  start(args: readonly string[], env?: Record<string, string>): Running
  run(...args: string[]): Promise<Ran>
  /** Runs with `--json`, wants exit code 0, and gives what it wrote. */
  json<T = Record<string, unknown>>(...args: string[]): Promise<T>
  write(name: string, text: string): string
}

/** The model of most tests: a root, its children, a unique and an indexed field, dates, bigints, sets. */
export const libraryModel = `
import { defineEntity, defineModel, fieldMeta } from '@throughline/schema'
import * as z from 'zod'

export const model = defineModel({
  service: 'library',
  entities: {
    authors: defineEntity({
      schema: z.object({
        id: z.uuid(),
        name: z.string().min(1),
        email: z.email().register(fieldMeta, { unique: true }),
        born: z.date().nullable(),
        note: z.string().optional(),
      }),
    }),
    books: defineEntity({
      schema: z.object({
        id: z.uuid(),
        authorId: z.uuid(),
        title: z.string().register(fieldMeta, { indexed: true }),
        pages: z.int().min(1),
        isbn: z.bigint(),
        tags: z.set(z.string()),
        isRead: z.boolean(),
        extra: z.record(z.string(), z.number()).optional(),
      }),
    }),
  },
})
`

const libraryConfig = (tableName: string, more = ''): string => `
import { defineConfig } from '@throughline/cli'
import { model } from './model.ts'

export default defineConfig({ model, table: { tableName: '${tableName}' }, ${more} })
`

/** Makes a project folder with a table name of its own. */
export function newProject(
  name: string,
  { model = libraryModel, more = '', endpoint = inject('endpoint') } = {},
): TestProject {
  const tableName = `${name}-${crypto.randomUUID().slice(0, 8)}`
  const folder = path.join(inject('scratch'), tableName)
  mkdirSync(folder)
  const write = (file: string, text: string): string => {
    const target = path.join(folder, file)
    mkdirSync(path.dirname(target), { recursive: true })
    writeFileSync(target, text)
    return target
  }
  write('model.ts', model)
  write('throughline.config.ts', libraryConfig(tableName, more))
  const start: TestProject['start'] = (args, env = {}) =>
    startCli(folder, args, { DYNAMODB_ENDPOINT: endpoint, ...env })
  return {
    folder,
    tableName,
    write,
    start,
    run: (...args) => start(args).ended,
    async json<T>(...args: string[]) {
      const ran = await start([...args, '--json']).ended
      if (ran.code !== 0)
        throw new Error(`throughline ${args.join(' ')}: ${ran.code} ${ran.stdout} ${ran.stderr}`)
      return JSON.parse(ran.stdout) as T
    },
  }
}

/** Starts the binary as a process of its own. */
export function startCli(cwd: string, args: readonly string[], env: Record<string, string> = {}): Running {
  const child = spawn(process.execPath, [inject('bin'), ...args], {
    cwd,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: {
      PATH: process.env['PATH'] ?? '',
      HOME: cwd,
      DYNAMODB_ENDPOINT: inject('endpoint'),
      JITI_ALIAS: JSON.stringify(inject('packages')),
      JITI_FS_CACHE: 'false',
      ...env,
    },
  })
  // A test that fails leaves no process behind.
  const kill = (): void => void child.kill('SIGKILL')
  process.once('exit', kill)
  child.once('close', () => process.off('exit', kill))
  let [stdout, stderr] = ['', '']
  child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text))
  child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text))
  const ended = new Promise<Ran>((resolve, reject) => {
    child.once('error', reject)
    child.once('close', (code, signal) => resolve({ code, signal, stdout, stderr }))
  })
  const until = async (text: string): Promise<void> => {
    while (!`${stdout}${stderr}`.includes(text)) {
      if (child.exitCode !== null || child.signalCode !== null) {
        throw new Error(`It ended without "${text}": ${stdout} ${stderr}`)
      }
      await new Promise((resolve) => {
        setTimeout(resolve, 20)
      })
    }
  }
  return { child, ended, until, stdout: () => stdout }
}
