import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { LocalError, startDynamoDBLocal } from '@throughline/electrodb/local'
import { createDynamoClient, createTable, layoutHash } from '@throughline/electrodb'
import { createPersonsStore, personsLayout } from '@throughline/persons/storage'
import { tableName } from '../src/demo-data.ts'

/** Where the demo's rows live while it runs. */
export interface Engine {
  /** Address of DynamoDB Local, absent where there is no Java and the app keeps its rows in memory. */
  readonly endpoint?: string
  readonly store?: ReturnType<typeof createPersonsStore>
  readonly stop: () => Promise<void>
}

/** Options of {@link startEngine}. */
export interface EngineOptions {
  /** Folder that keeps the rows between runs. */
  readonly dataDir: string
  readonly say: (text: string) => void
  /** Works on a copy that `stop` puts in place: many times faster for writing all rows. */
  readonly staged?: boolean
}

/** What `running.json` in the data folder says while a command of the demo runs the database. */
export interface Running {
  /** Process of the command that started it. */
  readonly pid: number
  readonly databasePid: number
  readonly endpoint: string
}

/**
 * Starts DynamoDB Local on the data folder, or joins the one that another command of the demo started on it, and
 * makes the table.
 */
export async function startEngine({ dataDir, say, staged = false }: EngineOptions): Promise<Engine> {
  mkdirSync(dataDir, { recursive: true })
  const runningFile = path.join(dataDir, 'running.json')
  const running = readRunning(runningFile)
  if (running) {
    say(`Joining the DynamoDB Local of the running demo at ${running.endpoint}.`)
    return openTable(running.endpoint, async () => {})
  }
  try {
    const local = await startDynamoDBLocal({
      dataDir: path.join(dataDir, 'database'),
      staged,
      onProblem: (problem) => say(problem.message),
      onExit: () =>
        say('DynamoDB Local has stopped: the app cannot read or write until the demo is started again.'),
    })
    writeFileSync(
      runningFile,
      JSON.stringify({
        pid: process.pid,
        databasePid: local.pid,
        endpoint: local.endpoint,
      } satisfies Running),
    )
    const stop = async (): Promise<void> => {
      rmSync(runningFile, { force: true })
      await local.stop()
    }
    try {
      return await openTable(local.endpoint, stop)
    } catch (error) {
      await stop()
      throw error
    }
  } catch (error) {
    if (!(error instanceof LocalError && error.code === 'java_missing')) throw error
    say(`${error.message} Going on without it: the rows are kept in memory and gone when the demo stops.`)
    return { stop: async () => {} }
  }
}

async function openTable(endpoint: string, stop: () => Promise<void>): Promise<Engine> {
  const client = createDynamoClient({ endpoint })
  await createTable(client, personsLayout(tableName))
  return {
    endpoint,
    store: createPersonsStore({ client, tableName }),
    stop: async () => {
      client.destroy()
      await stop()
    },
  }
}

/**
 * Whether all rows were written, in this run or an earlier one.
 *
 * @throws {Error} where they are in a table of another layout, that of an earlier version of the model.
 */
export async function isSeeded(dataDir: string): Promise<boolean> {
  const file = seededFile(dataDir)
  if (!existsSync(file)) return false
  if (readFileSync(file, 'utf8') === (await seededMark())) return true
  throw new Error(
    `The rows in ${dataDir} are in a table of an older layout. Write them anew, without what was changed: npm run demo -- --fresh`,
  )
}

/** Remembers for the next run whether all rows are there. */
export async function markSeeded(dataDir: string, seeded: boolean): Promise<void> {
  if (seeded) writeFileSync(seededFile(dataDir), await seededMark())
  else rmSync(seededFile(dataDir), { force: true })
}

async function seededMark(): Promise<string> {
  return JSON.stringify({ tableName, layout: await layoutHash(personsLayout(tableName)) })
}

function seededFile(dataDir: string): string {
  return path.join(dataDir, 'seeded.json')
}

function readRunning(file: string): Running | undefined {
  if (!existsSync(file)) return undefined
  try {
    // Sound: written by `startEngine`; a file that something else wrote fails below and counts as none.
    const running = JSON.parse(readFileSync(file, 'utf8')) as Running
    process.kill(running.pid, 0)
    return running
  } catch {
    // Left behind by a run that was killed: nothing answers there any more.
    rmSync(file, { force: true })
    return undefined
  }
}
