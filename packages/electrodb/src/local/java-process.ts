import { type ChildProcess, spawn } from 'node:child_process'
import { resolve } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { LocalError } from './local-error.ts'
import type { Staging } from './staging.ts'
import type { LocalExit, LocalOptions } from './start.types.ts'

/** What a child of ours has said and done. */
export interface Run {
  readonly child: ChildProcess
  readonly lastLines: string[]
  readonly ended: Promise<LocalExit>
  readonly staging: Staging | undefined
  /** Lets the watcher end, and drops what was staged and not put in place. */
  readonly release: () => void
  exit?: LocalExit
}

const linesKept = 20
const gracePeriod = 5_000

/**
 * The watcher beside Java: it reads a pipe that we hold, and ends Java when the pipe closes. The pipe closes however this
 * process ends, killed too, so that no Java is left behind and no listener is needed for it.
 */
const watched =
  'staging=$1; shift; exec 3<&0; ' +
  '(cat <&3; kill $$; [ -z "$staging" ] || { sleep 1; rm -rf "$staging"; }) >/dev/null 2>&1 & exec "$@" </dev/null 3<&-'

/** Starts Java beside its watcher. */
export function launch(
  java: string,
  parameters: readonly string[],
  staging: Staging | undefined,
  options: LocalOptions,
): Run {
  const windows = process.platform === 'win32'
  const child = windows
    ? spawn(java, parameters, { stdio: ['ignore', 'pipe', 'pipe'], windowsHide: true })
    : // A group of its own: Ctrl+C reaches us alone, and we stop it.
      spawn('/bin/sh', ['-c', watched, 'dynamodb-local', staging?.folder ?? '', java, ...parameters], {
        stdio: ['pipe', 'pipe', 'pipe'],
        detached: true,
      })
  const ended = new Promise<LocalExit>((done) => {
    child.once('error', () => done({ code: null, signal: null }))
    child.once('exit', (code, signal) => done({ code, signal }))
  })
  const release = (): void => {
    staging?.discard()
    child.stdin?.destroy()
  }
  const run: Run = { child, lastLines: [], ended, staging, release }
  let full = false
  const listen = (line: string): void => {
    run.lastLines.push(line)
    if (run.lastLines.length > linesKept) run.lastLines.shift()
    if (!full && line.includes('database or disk is full')) {
      full = true
      // It would go on to acknowledge transactions that it does not write: no answer is better than a wrong one.
      child.kill('SIGKILL')
      options.onProblem?.(diskFull(options.dataDir))
    }
    options.onLog?.(line)
  }
  for (const stream of [child.stdout, child.stderr]) readLines(stream, listen)
  // The pipe may break when Java ends first; that is told by its exit.
  child.stdin?.on('error', () => undefined)
  const kill = (): void => void child.kill()
  if (windows) process.once('exit', kill)
  void ended.then((exit) => {
    run.exit = exit
    process.removeListener('exit', kill)
  })
  return run
}

function diskFull(dataDir = '.'): LocalError {
  return new LocalError(
    'disk_full',
    `The disk that holds ${resolve(dataDir)} is full. Make room, then start it again.`,
  )
}

function readLines(stream: ChildProcess['stdout'], listen: (line: string) => void): void {
  let rest = ''
  stream?.setEncoding('utf8').on('data', (chunk: string) => {
    const lines = `${rest}${chunk}`.split(/\r?\n/)
    rest = lines.pop() ?? ''
    for (const line of lines) listen(line)
  })
}

/** Whether it has ended by then. */
export async function endsWithin(run: Run, milliseconds: number): Promise<boolean> {
  const controller = new AbortController()
  const timer = sleep(milliseconds, undefined, { signal: controller.signal }).catch(() => undefined)
  await Promise.race([run.ended, timer])
  controller.abort()
  return run.exit !== undefined
}

/** Asks it to end, and makes it end where it does not. */
export async function end(run: Run): Promise<void> {
  if (run.exit !== undefined || run.child.pid === undefined) return
  run.child.kill('SIGTERM')
  if (!(await endsWithin(run, gracePeriod))) run.child.kill('SIGKILL')
  await run.ended
}
