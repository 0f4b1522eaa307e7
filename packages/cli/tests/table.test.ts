import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { type DynamoDBLocal, startDynamoDBLocal } from '@throughline/electrodb/local'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { libraryModel, newProject, type TestProject } from './cli.ts'

/** Of its own: DynamoDB Local was seen to leave a new index CREATING for ever while other tables were written to a lot. */
let local: DynamoDBLocal
let project: TestProject
const ownProject = (name: string): TestProject => newProject(name, { endpoint: local.endpoint })

beforeAll(async () => {
  local = await startDynamoDBLocal()
  project = ownProject('table')
})
afterAll(() => local.stop())

/** DynamoDB Local, seen through a server that tells of no index made after the first three that it is there. */
async function stuckIndexes(endpoint: string) {
  const server = createServer((request, response) => {
    const parts: Buffer[] = []
    request.on('data', (part: Buffer) => void parts.push(part))
    const pass = async (): Promise<void> => {
      const headers = new Headers()
      for (const [name, value] of Object.entries(request.headers)) {
        if (name !== 'host' && name !== 'connection' && name !== 'content-length')
          headers.set(name, String(value))
      }
      const answer = await fetch(endpoint, { method: 'POST', headers, body: Buffer.concat(parts) })
      const text = await answer.text()
      const isStuck = /"IndexName":"GSI[4-9]"/.test(text)
      const told = isStuck ? text.replaceAll('"IndexStatus":"ACTIVE"', '"IndexStatus":"CREATING"') : text
      response.writeHead(answer.status, { 'content-type': 'application/x-amz-json-1.0' })
      response.end(told)
    }
    request.on('end', () => void pass())
  })
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve)
  })
  return {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: () => {
      server.close()
      server.closeAllConnections()
    },
  }
}

describe('table', () => {
  it('create --dry-run prints the request and makes nothing', async () => {
    const input = await project.json('table', 'create', '--dry-run')
    expect(input).toMatchObject({ TableName: project.tableName, BillingMode: 'PAY_PER_REQUEST' })
    expect(await project.json('table', 'status')).toEqual({ table: project.tableName, exists: false })
  })

  it('diff of no table says what to do', async () => {
    const { code, stderr, stdout } = await project.run('table', 'diff')
    expect([code, stdout]).toEqual([1, ''])
    expect(stderr).toContain(`There is no table "${project.tableName}"`)
    expect(stderr).toContain('→ Make it: throughline table create')
  })

  it('create makes it once', async () => {
    expect(await project.json('table', 'create')).toMatchObject({
      created: true,
      indexes: ['GSI1', 'GSI2', 'GSI3'],
    })
    expect(await project.json('table', 'create')).toMatchObject({ created: false })
    const { stdout } = await project.run('table', 'status')
    expect(stdout).toContain('model    this one, since')
    expect(await project.json('table', 'diff')).toMatchObject({ upToDate: true, steps: [] })
  })

  it('diff tells what has changed, and migrate does it', async () => {
    const one = ownProject('migrate')
    await one.json('table', 'create')
    await one.json('seed', '--count', '5')
    one.write(
      'model.ts',
      libraryModel
        .replace('name: z.string().min(1)', 'name: z.string().min(1).register(fieldMeta, { indexed: true })')
        .replace('note: z.string().optional(),', ''),
    )
    const checked = await one.run('table', 'diff', '--check')
    expect(checked.code).toBe(3)
    expect(checked.stdout).toContain('needs-backfill')
    expect(await one.json('table', 'status')).toMatchObject({ model: 'another' })

    const asked = await one.run('table', 'migrate')
    expect(asked.code).toBe(4)
    expect(asked.stderr).toContain('This is no terminal, so nobody can be asked.')

    const dry = await one.json<{ steps: { status: string }[] }>('table', 'migrate', '--dry-run')
    expect(new Set(dry.steps.map(({ status }) => status))).toEqual(new Set(['planned']))
    const listed = await one.json<{ upToDate: boolean; steps: { kind: string; status: string }[] }>(
      'table',
      'migrate',
      '--yes',
    )
    expect(listed.upToDate).toBe(false)
    expect(listed.steps).toContainEqual(expect.objectContaining({ kind: 'backfill', status: 'done' }))
    expect(listed.steps).toContainEqual(expect.objectContaining({ kind: 'remove_fields', status: 'listed' }))
    expect(await one.json('table', 'diff')).toMatchObject({ upToDate: false })

    expect(await one.json('table', 'migrate', '--yes', '--destructive')).toMatchObject({ upToDate: true })
    expect(await one.json('table', 'diff')).toMatchObject({ upToDate: true })
  })

  it('migrate does not wait without end for an index, and goes on when it is run again', async () => {
    const one = ownProject('migrate-wait')
    await one.json('table', 'create')
    await one.json('seed', '--count', '2')
    one.write(
      'model.ts',
      libraryModel.replace(
        'born: z.date().nullable()',
        'born: z.date().nullable().register(fieldMeta, { indexed: true })',
      ),
    )
    const stuck = await stuckIndexes(local.endpoint)
    try {
      const args = ['table', 'migrate', '--yes', '--wait', '1']
      const late = await one.start(args, { DYNAMODB_ENDPOINT: stuck.endpoint }).ended
      expect([late.code, late.stderr]).toEqual([
        1,
        expect.stringContaining('After 1 second this is still under way'),
      ])
      expect(late.stderr).toContain('→ Look at its indexes: throughline table status.')
    } finally {
      stuck.close()
    }
    expect(await one.json('table', 'migrate', '--yes')).toMatchObject({ upToDate: true })
  })

  it('does all that for one tenant, where each has a table of its own', async () => {
    const one = ownProject('tenant')
    const config = (options: string) => `
      import { model } from './model.ts'
      export default { model, table: { tableName: '${one.tableName}', tenancy: 'table', ${options} } }
    `
    one.write('throughline.config.ts', config(''))
    expect((await one.run('table', 'create')).code).toBe(2)
    const tenant = ['--tenant', 'acme']
    expect(await one.json('table', 'create', ...tenant)).toMatchObject({
      table: `${one.tableName}-acme`,
      created: true,
    })
    one.write('throughline.config.ts', config('shards: 2'))
    expect(await one.json('table', 'migrate', '--yes', ...tenant)).toMatchObject({ upToDate: true })
    expect(await one.json('table', 'status', ...tenant)).toMatchObject({ model: 'this' })
    expect(await one.json('table', 'status', '--tenant', 'bolt')).toMatchObject({ exists: false })
  })

  it('drop asks first, and refuses where nobody can answer', async () => {
    const refused = await project.run('table', 'drop')
    expect(refused.code).toBe(4)
    expect(refused.stderr).toContain('→ Say yes beforehand: --yes')
    expect(await project.json('table', 'status')).toMatchObject({ exists: true })
    expect(await project.json('table', 'drop', '--yes')).toEqual({ table: project.tableName, dropped: true })
    expect(await project.json('table', 'status')).toMatchObject({ exists: false })
  })
})
