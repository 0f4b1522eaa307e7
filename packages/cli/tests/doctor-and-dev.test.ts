import { readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { createDynamoClient } from '@throughline/electrodb'
import { DescribeTableCommand } from '@aws-sdk/client-dynamodb'
import { describe, expect, inject, it } from 'vitest'
import { libraryModel, newProject, type Running } from './cli.ts'

interface Findings {
  readonly errors: number
  readonly findings: readonly { readonly level: string; readonly code: string; readonly message: string }[]
}

const levelOf = ({ findings }: Findings, code: string) =>
  findings.find((finding) => finding.code === code)?.level

describe('doctor', () => {
  it('finds that there is no table, and then that all is well', async () => {
    const project = newProject('doctor', { more: `local: { port: ${new URL(inject('endpoint')).port} },` })
    const before = await project.run('doctor', '--json')
    expect(before.code).toBe(3)
    expect(levelOf(JSON.parse(before.stdout) as Findings, 'table')).toBe('error')
    await project.json('table', 'create')
    const after = await project.json<Findings>('doctor')
    expect(after.errors).toBe(0)
    for (const code of ['node', 'java', 'jar', 'port', 'endpoint', 'key', 'layout', 'model', 'versions']) {
      expect([code, levelOf(after, code)]).toEqual([code, 'ok'])
    }
    project.write('model.ts', libraryModel.replace('note: z.string().optional(),', ''))
    const drifted = await project.run('doctor')
    expect(drifted.stdout).toContain(
      '! The rows follow an earlier model (1 change and 1 step). Look at them: throughline table diff',
    )
  })

  it('says that nothing answers', async () => {
    const { code, stdout } = await newProject('nobody').run('doctor', '--endpoint', 'http://127.0.0.1:9')
    expect(code).toBe(3)
    expect(stdout).toMatch(/✗ .*http:\/\/127\.0\.0\.1:9/)
  })
})

async function ready(running: Running): Promise<{ endpoint: string; table: string }> {
  await running.until('"endpoint"')
  return JSON.parse(running.stdout().split('\n')[0] ?? '') as { endpoint: string; table: string }
}

describe('dev', () => {
  it('makes the table, seeds it, follows the model, and ends with Ctrl-C', async () => {
    const project = newProject('dev')
    const running = project.start(['dev', '--port', '0', '--memory', '--seed', '--json'])
    const { endpoint, table } = await ready(running)
    const client = createDynamoClient({ endpoint })
    const indexes = async () => {
      const { Table } = await client.send(new DescribeTableCommand({ TableName: table }))
      return Table?.GlobalSecondaryIndexes?.map(({ IndexName }) => IndexName).toSorted()
    }
    expect(table).toBe(project.tableName)
    expect(await indexes()).toEqual(['GSI1', 'GSI2', 'GSI3'])
    const file = path.join(project.folder, 'model.ts')
    const source = readFileSync(file, 'utf8')
    writeFileSync(file, 'export const model = {')
    await running.until('could not be loaded')
    writeFileSync(
      file,
      source.replace('pages: z.int().min(1)', 'pages: z.int().min(1).register(fieldMeta, { indexed: true })'),
    )
    await running.until('follows the model')
    expect(await indexes()).toEqual(['GSI1', 'GSI2', 'GSI3', 'GSI4'])
    running.child.kill('SIGINT')
    expect((await running.ended).code).toBe(0)
    await expect(fetch(endpoint)).rejects.toThrow('fetch failed')
  })

  it('keeps its rows in a folder, seeded once', async () => {
    const project = newProject('kept')
    const start = () => project.start(['dev', '--port', '0', '--seed', '--no-watch', '--json'])
    const first = start()
    const before = await ready(first)
    expect(await project.json('export', 'one.ndjson', '--endpoint', before.endpoint)).toMatchObject({
      entities: { authors: 100 },
    })
    first.child.kill('SIGTERM')
    const ended = await first.ended
    expect([ended.code, ended.stderr]).toEqual([0, expect.stringMatching(/Wrote \d+ rows\./)])
    const second = start()
    const after = await ready(second)
    await project.json('export', 'two.ndjson', '--endpoint', after.endpoint)
    second.child.kill('SIGINT')
    expect((await second.ended).stderr).not.toContain('Wrote')
    const rows = (name: string) =>
      readFileSync(path.join(project.folder, name), 'utf8').split('\n').toSorted()
    expect(rows('two.ndjson')).toEqual(rows('one.ndjson'))
  })

  it('runs a command beside it, and ends with its exit code', async () => {
    const project = newProject('beside')
    const script =
      'console.log(`place: ${process.env.DYNAMODB_ENDPOINT} ${process.env.DYNAMODB_TABLE}`); process.exit(7)'
    const { code, stdout } = await project.run(
      'dev',
      '--port',
      '0',
      '--memory',
      '--no-watch',
      '--',
      process.execPath,
      '-e',
      script,
    )
    expect(code).toBe(7)
    expect(stdout).toMatch(new RegExp(`place: http://127\\.0\\.0\\.1:\\d+ ${project.tableName}`))
  })
})
