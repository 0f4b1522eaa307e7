import { type ChildProcess, spawn } from 'node:child_process'
import { rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { setTimeout } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import { personCount, tableName } from '../src/demo-data.ts'
import { dataDir, demoDir, say, tell } from './console.ts'
import { type Engine, isSeeded, markSeeded, startEngine } from './engine.ts'
import { seedRows } from './seed-rows.ts'

const { values } = parseArgs({
  options: {
    /** The app as it was built last. */
    built: { type: 'boolean', default: false },
    dev: { type: 'boolean', default: false },
    fresh: { type: 'boolean', default: false },
    /** Builds the components' own pages first, which the app then serves and links to. */
    storybook: { type: 'boolean', default: false },
  },
})
const port = Number(process.env['PORT'] ?? 3000)
const url = `http://localhost:${port}`
const stopping = new AbortController()

for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => stopping.abort(signal))

try {
  await checkPort()
  if (values.fresh) rmSync(dataDir, { recursive: true, force: true })
  if (!values.built) await buildPackages()
  if (values.storybook) await buildStorybook()
  const engine = await openEngine()
  try {
    await serve(engine)
  } finally {
    await engine.stop()
  }
} catch (error) {
  if (!stopping.signal.aborted) tell(error)
}

async function checkPort(): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    const probe = createServer()
    probe.once('error', () =>
      reject(
        new Error(
          `Port ${port} is in use. Stop what uses it, or choose another: PORT=${port + 1} npm run demo`,
        ),
      ),
    )
    probe.listen(port, () => probe.close(() => resolve()))
  })
}

async function buildPackages(): Promise<void> {
  say(`Building the packages${values.dev ? '' : ' and the app'} (quick when nothing changed) …`)
  const filter = values.dev ? '@throughline/demo^...' : '@throughline/demo'
  await run('turbo', [
    'run',
    'build',
    `--filter=${filter}`,
    '--output-logs=errors-only',
    '--log-order=grouped',
  ])
}

async function buildStorybook(): Promise<void> {
  say('Building the Storybook …')
  await run('pnpm', ['--filter', '@throughline/ui', '--silent', 'run', 'build-storybook:demo'])
}

/** Starts DynamoDB Local, with all rows in its table. */
async function openEngine(): Promise<Engine> {
  say('Starting DynamoDB Local …')
  if (await isSeeded(dataDir)) {
    say('The rows are there from an earlier run.')
    return startEngine({ dataDir, say })
  }
  const engine = await startEngine({ dataDir, say, staged: true })
  if (!engine.store) return engine
  try {
    say(`Writing ${personCount.toLocaleString('en')} persons and what belongs to them, once …`)
    const started = performance.now()
    const rows = await seedRows(engine, { signal: stopping.signal })
    say(`Wrote ${rows.toLocaleString('en')} rows in ${Math.round((performance.now() - started) / 1000)} s.`)
  } finally {
    await engine.stop()
  }
  await markSeeded(dataDir, true)
  return startEngine({ dataDir, say })
}

/** Serves the app until the demo is stopped. */
async function serve(engine: Engine): Promise<void> {
  say('Starting the app …')
  const command = values.dev ? 'dev' : 'start'
  const next = start('next', [command, '--port', String(port)], {
    ...process.env,
    NEXT_TELEMETRY_DISABLED: '1',
    DYNAMODB_TABLE: tableName,
    ...(engine.endpoint !== undefined && { DYNAMODB_ENDPOINT: engine.endpoint }),
  })
  const ended = exitOf(next)
  stopping.signal.addEventListener('abort', () => next.kill('SIGTERM'))
  if (await answers(ended)) {
    say(`Throughline is ready: ${url}`)
    say('Stop it with Ctrl-C.')
  }
  const code = await ended
  if (code !== 0 && !stopping.signal.aborted)
    throw new Error(`The app stopped with exit code ${code}; see above.`)
}

/** Waits until the app and its API have answered once: who opens the page then waits for neither. */
async function answers(ended: Promise<number>): Promise<boolean> {
  let running = true
  void ended.then(() => {
    running = false
  })
  const firstRows = `${url}/api/trpc/persons.list?input=${encodeURIComponent('{"limit":1000}')}`
  while (running && !stopping.signal.aborted) {
    try {
      for (const address of [url, firstRows]) {
        const response = await fetch(address, { signal: stopping.signal })
        await response.arrayBuffer()
      }
      return true
    } catch {
      await setTimeout(200)
    }
  }
  return false
}

async function run(command: string, args: readonly string[]): Promise<void> {
  const child = start(command, args, process.env)
  stopping.signal.addEventListener('abort', () => child.kill('SIGTERM'))
  const code = await exitOf(child)
  if (code !== 0) throw new Error(`"${command} ${args.join(' ')}" failed with exit code ${code}; see above.`)
}

function start(command: string, args: readonly string[], env: NodeJS.ProcessEnv): ChildProcess {
  return spawn(command, args, { cwd: demoDir, env, stdio: ['ignore', 'inherit', 'inherit'] })
}

function exitOf(child: ChildProcess): Promise<number> {
  return new Promise((resolve, reject) => {
    child.once('error', reject)
    child.once('exit', (code) => resolve(code ?? 0))
  })
}
