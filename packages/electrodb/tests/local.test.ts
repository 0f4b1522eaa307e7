import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { ListTablesCommand } from '@aws-sdk/client-dynamodb'
import { afterAll, afterEach, describe, expect, it } from 'vitest'
import { createDynamoClient, createDynamoStore, createTable, tableLayout } from '../src/index.ts'
import {
  type DynamoDBLocal,
  LocalError,
  type LocalExit,
  type LocalOptions,
  startDynamoDBLocal,
} from '../src/local/index.ts'
import { findJava } from '../src/local/java.ts'
import { freePort } from '../src/local/port.ts'
import { shopModel } from './shop-model.ts'

const folder = mkdtempSync(join(tmpdir(), 'throughline-local-'))
const started: DynamoDBLocal[] = []

async function start(options?: LocalOptions): Promise<DynamoDBLocal> {
  const local = await startDynamoDBLocal(options)
  started.push(local)
  return local
}

async function answers(endpoint: string): Promise<boolean> {
  return fetch(endpoint, { signal: AbortSignal.timeout(1_000) }).then(
    () => true,
    () => false,
  )
}

async function goesSilent(endpoint: string): Promise<boolean> {
  for (let tries = 0; tries < 100; tries += 1) {
    if (!(await answers(endpoint))) return true
    await sleep(100)
  }
  return false
}

afterEach(async () => {
  await Promise.all(started.splice(0).map((local) => local.stop()))
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

describe('startDynamoDBLocal', () => {
  it('starts on a free port, answers, and stops; twice is no harm', async () => {
    const signals = ['SIGINT', 'SIGTERM', 'exit'].map((name) => process.listenerCount(name))
    const log: string[] = []
    const exits: LocalExit[] = []
    const local = await start({ onLog: (line) => log.push(line), onExit: (exit) => exits.push(exit) })
    expect(local.endpoint).toBe(`http://127.0.0.1:${local.port}`)
    const client = createDynamoClient({ endpoint: local.endpoint })
    expect((await client.send(new ListTablesCommand())).TableNames).toEqual([])
    expect(log.join('\n')).toContain(String(local.port))
    await local.stop()
    await local.stop()
    expect(await answers(local.endpoint)).toBe(false)
    expect(exits).toEqual([])
    expect(['SIGINT', 'SIGTERM', 'exit'].map((name) => process.listenerCount(name))).toEqual(signals)
  })

  it('keeps its data in a folder over a restart', async () => {
    const dataDir = join(folder, 'deep', 'data')
    for (const found of [undefined, 'Ann']) {
      const local = await start({ dataDir })
      const client = createDynamoClient({ endpoint: local.endpoint })
      await createTable(client, tableLayout(shopModel))
      const store = createDynamoStore(shopModel, { client })
      expect((await store.get('customers', { id: 'a' }))?.row.name).toBe(found)
      await store.load([{ entity: 'customers', row: { id: 'a', name: 'Ann' } }])
      await local.stop()
    }
  })

  it('puts staged data in place when it is stopped, and only then', async () => {
    const dataDir = join(folder, 'staged')
    const write = async (
      name: string,
      staged: boolean,
      finish: (local: DynamoDBLocal) => unknown,
    ): Promise<void> => {
      const local = await start({ dataDir, staged })
      const client = createDynamoClient({ endpoint: local.endpoint })
      await createTable(client, tableLayout(shopModel))
      await createDynamoStore(shopModel, { client }).load([{ entity: 'customers', row: { id: name, name } }])
      await finish(local)
    }
    await write('first', true, (local) => local.stop())
    await write('lost', true, async (local) => {
      process.kill(local.pid, 'SIGKILL')
      expect(await goesSilent(local.endpoint)).toBe(true)
    })
    const local = await start({ dataDir })
    const store = createDynamoStore(shopModel, { client: createDynamoClient({ endpoint: local.endpoint }) })
    expect((await store.list('customers')).items.map(({ row }) => row.name)).toEqual(['first'])
    expect(readdirSync(folder).filter((name) => name.endsWith('.staged'))).toEqual([])
  })

  it('tells when it was killed', async () => {
    const exits: LocalExit[] = []
    const local = await start({ onExit: (exit) => exits.push(exit) })
    process.kill(local.pid, 'SIGKILL')
    await expect.poll(() => exits).toEqual([{ code: null, signal: 'SIGKILL' }])
    await local.stop()
  })

  it.each(['exit', 'SIGINT', 'SIGKILL'] as const)('ends with its process: %s', async (how) => {
    const script = join(import.meta.dirname, 'fixtures', 'local-script.ts')
    const parameters = ['--conditions=@throughline/source', '--import', 'tsx', script, how]
    const child: ChildProcess = spawn(process.execPath, parameters, { stdio: ['ignore', 'pipe', 'ignore'] })
    const ended = once(child, 'exit')
    if (!child.stdout) throw new Error('The child has no output.')
    const [line] = (await once(child.stdout, 'data')) as [Buffer]
    if (how.startsWith('SIG')) child.kill(how as NodeJS.Signals)
    await ended
    expect(await goesSilent(line.toString().trim())).toBe(true)
  })
})

describe('errors', () => {
  async function failure(call: Promise<unknown>): Promise<LocalError> {
    const error: unknown = await call.then(
      () => undefined,
      (reason: unknown) => reason,
    )
    expect(error).toBeInstanceOf(LocalError)
    return error as LocalError
  }

  it('names the port that is in use', async () => {
    const server = createServer().listen(0)
    await once(server, 'listening')
    const port = (server.address() as { port: number }).port
    const error = await failure(start({ port }))
    expect(error.code).toBe('port_busy')
    expect(error.message).toContain(`Port ${port} is in use.`)
    server.close()
    expect(await freePort(port)).toBe(port)
  })

  it('names the folder that cannot hold data', async () => {
    const file = join(folder, 'file')
    writeFileSync(file, '')
    const error = await failure(start({ dataDir: join(file, 'data') }))
    expect(error.code).toBe('data_folder')
    expect(error.message).toContain(join(file, 'data'))
  })

  it('says what to install where Java is missing or too old', async () => {
    const missing = await failure(findJava({ PATH: folder }))
    expect(missing.code).toBe('java_missing')
    expect(missing.message).toContain('Install a Java runtime 17 or newer')

    const home = join(folder, 'java')
    mkdirSync(join(home, 'bin'), { recursive: true })
    const java = join(home, 'bin', 'java')
    for (const [text, code] of [
      ['openjdk version "11.0.22" 2024-01-16', 'java_too_old'],
      ['java version "1.8.0_402"', 'java_too_old'],
      ['something else', 'java_too_old'],
    ] as const) {
      writeFileSync(java, `#!/bin/sh\necho '${text}' >&2\n`)
      chmodSync(java, 0o755)
      expect((await failure(findJava({ JAVA_HOME: home }))).code).toBe(code)
    }
    writeFileSync(java, `#!/bin/sh\necho 'openjdk version "21" 2023-09-19' >&2\n`)
    expect(await findJava({ JAVA_HOME: home })).toBe(java)
  })
})
