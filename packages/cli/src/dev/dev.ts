import { type DynamoDBLocal, startDynamoDBLocal } from '@throughline/electrodb/local'
import { CliError, toCliError } from '../cli-error.ts'
import type { Answer, Context, GlobalFlags } from '../command.ts'
import { type Connected, connect, openProject } from '../project/project.ts'
import type { Output } from '../terminal/output.ts'
import { followModel } from './follow-model.ts'
import { isEmptyFolder, prepareTable, seedFolder } from './prepare-table.ts'
import { runBeside } from './run-beside.ts'
import { watchFolder } from './watch-folder.ts'

export interface DevFlags {
  readonly port?: number
  readonly memory?: boolean
  readonly seed?: boolean
  readonly watch: boolean
}

/** `dev` */
export async function dev(context: Context<DevFlags>): Promise<Answer> {
  const { flags, output, signal, args } = context
  const project = await openProject(flags)
  const ended = deferred()
  const { port, dataDir } = project.local
  output.note('Starting DynamoDB Local …')
  if (flags.seed && !flags.memory && isEmptyFolder(dataDir)) {
    await seedFolder(dataDir, flags, { seed: true, output, signal })
  }
  const local = await startDynamoDBLocal({
    port: flags.port ?? port,
    ...(!flags.memory && { dataDir }),
    onProblem: ({ message }) => output.note(message),
    onExit: () =>
      ended.fail(new CliError('failed', 'DynamoDB Local has stopped.', 'Start again: throughline dev')),
  })
  try {
    const connected = await serve(context, local)
    // One after the other: a file may be saved again while the table is still being migrated.
    let following = Promise.resolve()
    const changed = (): void => {
      following = following.then(() => (signal.aborted ? undefined : follow(flags, local, output)))
    }
    const watcher = flags.watch ? watchFolder(project.folder, [dataDir], changed) : undefined
    signal.addEventListener('abort', () => ended.settle(), { once: true })
    if (signal.aborted) ended.settle()
    // Sound: the variadic argument of the command.
    const command = (args[0] ?? []) as string[]
    const env = { DYNAMODB_ENDPOINT: local.endpoint, DYNAMODB_TABLE: connected.layout.tableName }
    try {
      const beside = command.length > 0 ? runBeside(command, env, signal) : undefined
      // After Ctrl-C the command beside it ends first.
      const exitCode = await Promise.race([
        ended.promise.then(() => beside ?? 0),
        ...(beside ? [beside] : []),
      ])
      return { json: undefined, exitCode }
    } finally {
      watcher?.close()
      await following
      connected.client.destroy()
    }
  } finally {
    await local.stop()
  }
}

/** Makes the table, and says that it is ready. */
async function serve({ flags, output, signal }: Context<DevFlags>, local: DynamoDBLocal): Promise<Connected> {
  const connected = await connect({ ...flags, endpoint: local.endpoint })
  await prepareTable(connected, { seed: flags.seed === true, output, signal })
  const { endpoint, port } = local
  const { place, layout } = connected
  output.answer(
    output.json
      ? JSON.stringify({ endpoint, port, table: layout.tableName })
      : [
          `${output.paint.good('✓')} The table ${place} is ready.`,
          `  DYNAMODB_ENDPOINT=${endpoint}`,
          `  ${output.paint.dim('Stop with Ctrl-C.')}`,
        ].join('\n'),
  )
  return connected
}

/** Brings the table to what the files say now; what is wrong in them is told, and waited for. */
async function follow(flags: GlobalFlags, local: DynamoDBLocal, output: Output): Promise<void> {
  try {
    const connected = await connect({ ...flags, endpoint: local.endpoint })
    try {
      await followModel(connected, output)
    } finally {
      connected.client.destroy()
    }
  } catch (thrown) {
    const { message, next } = toCliError(thrown)
    output.note(`${output.paint.bad('✗')} ${message}${next === undefined ? '' : `\n  → ${next}`}`)
  }
}

function deferred() {
  let settle: () => void = () => undefined
  let fail: (error: Error) => void = () => undefined
  const promise = new Promise<void>((resolve, reject) => {
    settle = resolve
    fail = reject
  })
  // It may fail while nobody waits for it yet.
  promise.catch(() => undefined)
  return { promise, settle: () => settle(), fail: (error: Error) => fail(error) }
}
