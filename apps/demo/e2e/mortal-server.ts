import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createRequire } from 'node:module'
import { type AddressInfo, createServer } from 'node:net'
import { setTimeout } from 'node:timers/promises'
import { demoDir } from '../scripts/console.ts'
import { tableName } from '../src/demo-data.ts'
import { databaseEndpoint } from './table.ts'

/** One more process that serves the built app on the tests' table, which a test can kill. */
export interface MortalServer {
  readonly url: string
  /** Its process is gone when this resolves: nothing is finished, nothing is said. */
  die(): Promise<void>
  /** A new process, at the same address. */
  revive(): Promise<void>
}

const next = createRequire(import.meta.url).resolve('next/dist/bin/next')

export async function startMortalServer(): Promise<MortalServer> {
  const port = await freePort()
  const url = `http://localhost:${port}`
  let running: ChildProcess | undefined
  const server: MortalServer = {
    url,
    async die() {
      if (!running || running.exitCode !== null || running.signalCode !== null) return
      const ended = once(running, 'exit')
      running.kill('SIGKILL')
      await ended
    },
    async revive() {
      running = spawn(process.execPath, [next, 'start', '--port', String(port)], {
        cwd: demoDir,
        env: {
          ...process.env,
          NEXT_TELEMETRY_DISABLED: '1',
          DYNAMODB_TABLE: tableName,
          DYNAMODB_ENDPOINT: databaseEndpoint(),
        },
        stdio: 'ignore',
      })
      await untilAnswers(url, running)
    },
  }
  await server.revive()
  return server
}

async function untilAnswers(url: string, server: ChildProcess): Promise<void> {
  for (let tries = 0; tries < 600; tries += 1) {
    if (server.exitCode !== null) throw new Error(`The server ended with ${server.exitCode}.`)
    const response = await fetch(url).catch(() => undefined)
    if (response?.ok) return
    await setTimeout(100)
  }
  throw new Error(`Nothing answers at ${url}.`)
}

async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1')
  await once(probe, 'listening')
  // Sound: it listens on a port.
  const { port } = probe.address() as AddressInfo
  probe.close()
  await once(probe, 'close')
  return port
}
