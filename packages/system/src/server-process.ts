import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import type { Listening, Place, Vitals } from './place.ts'

/** A server in a process of its own. */
export interface ServerProcess {
  readonly origin: string
  readonly isAlive: () => boolean
  /** Its memory now. */
  readonly vitals: () => Promise<Vitals>
  /** Ends it at once, in the middle of whatever it does; resolves when it is gone. */
  readonly kill: () => Promise<void>
  /** Asks it to end, as a deployment does; resolves when it is gone. */
  readonly stop: () => Promise<void>
}

/** Starts a server process; it listens when this resolves. */
export async function startServer({ endpoint, tableName, shards }: Place): Promise<ServerProcess> {
  const child = fork(new URL('server.ts', import.meta.url), {
    execArgv: ['--expose-gc', '--import', 'tsx', '--conditions=@throughline/source'],
    env: {
      ...process.env,
      ENDPOINT: endpoint,
      TABLE: tableName,
      SHARDS: String(shards),
      AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true',
    },
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  })
  const { origin } = await answerOf<Listening>(child)
  return {
    origin,
    isAlive: () => child.exitCode === null && child.signalCode === null,
    vitals: () => {
      const answer = answerOf<Vitals>(child)
      child.send('vitals')
      return answer
    },
    kill: () => end(child, 'SIGKILL'),
    stop: () => end(child, 'SIGTERM'),
  }
}

async function answerOf<T>(child: ChildProcess): Promise<T> {
  const ended = once(child, 'exit').then(([code]) => {
    throw new Error(`The server process ended with ${String(code)} before it answered.`)
  })
  const answers: unknown[] = await Promise.race([once(child, 'message'), ended])
  // Sound: `server.ts` sends nothing else.
  return answers[0] as T
}

async function end(child: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const gone = once(child, 'exit')
  child.kill(signal)
  await gone
}
