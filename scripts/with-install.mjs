// Runs `demo`, `dev` or `test` from a fresh clone: nothing but Node and npm is there, so this file has no dependency.
// It brings the node_modules up to date with the pinned pnpm, says so, and hands over to the installed tools.
import { spawn } from 'node:child_process'
import { existsSync, readFileSync, readdirSync, statSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const ROOT = dirname(dirname(fileURLToPath(import.meta.url)))
const BIN = join(ROOT, 'node_modules', '.bin')
const ON_WINDOWS = process.platform === 'win32'
/** How long a stopped child may take to end by itself. */
const GRACE_MS = 10_000

const TARGETS = {
  demo: ['pnpm', '--filter', '@throughline/demo', 'run', 'demo'],
  dev: ['pnpm', '--filter', '@throughline/demo', 'run', 'dev'],
  test: ['tsx', 'scripts/test.ts'],
}

/** Nothing that we run reports home. */
const QUIET = {
  TURBO_TELEMETRY_DISABLED: '1',
  NEXT_TELEMETRY_DISABLED: '1',
  STORYBOOK_DISABLE_TELEMETRY: '1',
  DO_NOT_TRACK: '1',
}

/** True for the versions that package.json's `engines` names: 20.19 and later of 20, and 24 or later. */
function isSupportedNode(version) {
  const [major = 0, minor = 0] = version.split('.').map(Number)
  return (major === 20 && minor >= 19) || major >= 24
}

/** True when node_modules holds what the lockfile says and no manifest was edited since. */
function isInstalled() {
  const installed = join(ROOT, 'node_modules', '.pnpm', 'lock.yaml')
  if (!existsSync(installed) || !existsSync(join(BIN, ON_WINDOWS ? 'pnpm.cmd' : 'pnpm'))) return false
  if (readFileSync(installed, 'utf8') !== readFileSync(join(ROOT, 'pnpm-lock.yaml'), 'utf8')) return false
  const state = join(ROOT, 'node_modules', '.pnpm-workspace-state-v1.json')
  if (!existsSync(state)) return false
  const installedAt = statSync(state).mtimeMs
  const folders = ['packages', 'apps', 'examples'].flatMap((group) =>
    readdirSync(join(ROOT, group)).map((name) => join(ROOT, group, name)),
  )
  return [ROOT, ...folders].every((folder) => {
    const manifest = join(folder, 'package.json')
    if (!existsSync(manifest)) return true
    return statSync(manifest).mtimeMs <= installedAt && existsSync(join(folder, 'node_modules'))
  })
}

/**
 * Runs a command with our terminal and resolves with its exit code. On POSIX it leads a process group of its own, so
 * that a stop reaches everything it started (a server, a Java process) and nothing outlives us.
 */
function run(command, args) {
  return new Promise((resolve) => {
    const child = spawn(command, args, {
      cwd: ROOT,
      stdio: 'inherit',
      detached: !ON_WINDOWS,
      shell: ON_WINDOWS,
      env: { ...QUIET, ...process.env, PATH: `${BIN}${ON_WINDOWS ? ';' : ':'}${process.env.PATH ?? ''}` },
    })
    const stopped = stopWith(child)
    child.on('error', (error) => {
      console.error(`throughline: could not start "${command}": ${error.message}`)
      resolve(127)
    })
    child.on('exit', (code, signal) => {
      void stopped().then(() => resolve(signal ? 128 + signalNumber(signal) : (code ?? 1)))
    })
  })
}

/** Passes stop signals on to the child's group; the function it returns ends what is left of the group. */
function stopWith(child) {
  let asked = 0
  const signalGroup = (signal) => {
    try {
      process.kill(ON_WINDOWS ? child.pid : -child.pid, signal)
      return true
    } catch {
      return false // The group is gone.
    }
  }
  const handlers = ['SIGINT', 'SIGTERM', 'SIGHUP'].map((signal) => {
    const handler = () => {
      asked += 1
      // A second Ctrl-C, or a child that does not end in time, is ended at once.
      signalGroup(asked > 1 ? 'SIGKILL' : signal)
      setTimeout(() => signalGroup('SIGKILL'), GRACE_MS).unref()
    }
    process.on(signal, handler)
    return [signal, handler]
  })
  return async () => {
    if (asked > 0 && !ON_WINDOWS) {
      for (const end = Date.now() + GRACE_MS; signalGroup(0) && Date.now() < end;) await delay(100)
    }
    if (!ON_WINDOWS) signalGroup('SIGKILL')
    for (const [signal, handler] of handlers) process.off(signal, handler)
    // The shell's sign for "ended by a signal" must not turn into success.
    if (asked > 0 && (process.exitCode ?? 0) === 0) process.exitCode = 130
  }
}

function delay(ms) {
  return new Promise((resolve) => {
    setTimeout(resolve, ms)
  })
}

function signalNumber(signal) {
  return { SIGHUP: 1, SIGINT: 2, SIGKILL: 9, SIGTERM: 15 }[signal] ?? 1
}

async function install() {
  const manifest = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'))
  const pnpm = manifest.packageManager
  console.log(`throughline: installing the dependencies with ${pnpm} (once; later runs skip this)`)
  const started = Date.now()
  const code = await run('npx', ['--yes', pnpm, 'install', '--frozen-lockfile'])
  if (code === 0) console.log(`throughline: installed in ${Math.round((Date.now() - started) / 1000)} s`)
  else console.error(`throughline: the install failed (exit ${code}); its own message is above.`)
  return code
}

async function main() {
  const [target = '', ...rest] = process.argv.slice(2)
  const command = TARGETS[target]
  if (!command) {
    console.error(
      `throughline: say what to run: node scripts/with-install.mjs ${Object.keys(TARGETS).join('|')}`,
    )
    return 2
  }
  if (!isSupportedNode(process.versions.node)) {
    console.error(
      `throughline: this is Node ${process.versions.node}; Throughline needs Node 20.19 or later of 20, or Node 24 or later.`,
    )
    return 1
  }
  if (!isInstalled()) {
    const code = await install()
    if (code !== 0) return code
  }
  return run(command[0], [...command.slice(1), ...rest])
}

process.exitCode = Math.max(await main(), process.exitCode ?? 0)
