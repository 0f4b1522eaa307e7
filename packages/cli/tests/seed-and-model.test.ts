import { existsSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { newProject, type TestProject } from './cli.ts'

let project: TestProject
beforeAll(async () => {
  project = newProject('seed')
  await project.json('table', 'create')
})

describe('seed', () => {
  it('writes so many of each, the same each time, and clears them', async () => {
    const counts = ['--counts', 'authors=12,books=2-2', '--seed', '7']
    const first = await project.json('seed', ...counts)
    expect(first).toMatchObject({ rows: 36, entities: { authors: 12, books: 24 }, seed: 7 })
    await project.json('export', 'one.ndjson')
    await project.json('seed', ...counts)
    await project.json('export', 'two.ndjson')
    const rows = (name: string) =>
      readFileSync(path.join(project.folder, name), 'utf8')
        .replaceAll(/"(?:createdAt|updatedAt)":"[^"]*"/g, '')
        .split('\n')
        .toSorted()
    expect(rows('two.ndjson')).toEqual(rows('one.ndjson'))

    expect((await project.run('seed', '--clear')).code).toBe(4)
    expect(await project.json('seed', '--clear', '--yes')).toMatchObject({ deleted: 36 })
  })

  it('takes rows and counts from the configuration, and says what is wrong with counts', async () => {
    const own = newProject('own-rows', {
      more: `seed: { rows: ({ count }) => Array.from({ length: count }, (_, n) => ({
        entity: 'authors',
        row: { id: \`00000000-0000-4000-8000-\${String(n).padStart(12, '0')}\`, name: 'Ann', email: \`a\${n}@example.org\`, born: null },
      })) }`,
    })
    await own.json('table', 'create')
    expect(await own.json('seed', '--count', '3')).toMatchObject({ rows: 3, entities: { authors: 3 } })
    const unknown = await project.run('seed', '--counts', 'writers=2')
    expect(unknown.code).toBe(2)
    expect(unknown.stderr).toContain('→ Take one of: authors, books.')
  })
})

describe('patterns', () => {
  it('prints them as a table, as JSON and as Markdown', async () => {
    const found = await project.json<{ entity: string }[]>('patterns', '--entity', 'books')
    expect(found.length).toBeGreaterThan(3)
    expect(new Set(found.map(({ entity }) => entity))).toEqual(new Set(['books']))
    const { stdout } = await project.run('patterns')
    expect(stdout).toContain('key condition')
    expect(stdout).toContain('pk = "AUTHOR#${authorId}"')
  })
})

it('patterns of a finished layout are those of its options', async () => {
  const options =
    "{ tableName: 'shop-table', shards: 2, local: { books: ['pages'] }, sparse: { books: { title: { isRead: true } } }, expires: { authors: 'born' } }"
  const [one, two] = [newProject('options'), newProject('finished')]
  one.write(
    'throughline.config.ts',
    `import { model } from './model.ts'; export default { model, table: ${options} }`,
  )
  await one.json('model', 'json', '-o', 'kept.json')
  const kept = readFileSync(path.join(one.folder, 'kept.json'), 'utf8')
  two.write(
    'throughline.config.ts',
    `import { model } from './model.ts'; export default { model, table: ${kept}.layout }`,
  )
  const found = await two.json<unknown[]>('patterns')
  expect(JSON.stringify(found)).toContain('LSI1')
  expect(found).toEqual(await one.json('patterns'))
})

describe('model', () => {
  it.each([
    [
      'openapi',
      (text: string) =>
        expect(JSON.parse(text)).toMatchObject({ openapi: '3.1.1', info: { title: 'library' } }),
    ],
    ['json-schema', (text: string) => expect(JSON.parse(text).$defs).toHaveProperty('authors')],
    ['diagram', (text: string) => expect(text).toMatch(/^erDiagram\n/)],
    ['patterns', (text: string) => expect(text).toContain('| what | call |')],
    ['layout', (text: string) => expect(text).toContain('# The table')],
    [
      'cloudformation',
      (text: string) => expect(JSON.parse(text).Resources.LibraryTable.Type).toBe('AWS::DynamoDB::Table'),
    ],
    [
      'terraform',
      (text: string) => expect(JSON.parse(text).resource.aws_dynamodb_table.library.hash_key).toBe('pk'),
    ],
    [
      'json',
      (text: string) =>
        expect(JSON.parse(text)).toMatchObject({ model: { format: 1 }, layout: { version: 1 } }),
    ],
    ['hash', (text: string) => expect(JSON.parse(text).model).toMatch(/^[0-9a-f]{64}$/)],
  ])('%s', async (name, check) => {
    const { code, stdout, stderr } = await project.run('model', name)
    expect([code, stderr]).toEqual([0, ''])
    check(stdout)
  })

  it('writes a file, and tells whether it is current', async () => {
    const file = path.join(project.folder, 'docs', 'model.mmd')
    expect((await project.run('model', 'diagram', '-o', 'docs/model.mmd', '--check')).code).toBe(3)
    expect(existsSync(file)).toBe(false)
    expect(await project.json('model', 'diagram', '-o', 'docs/model.mmd')).toMatchObject({ written: true })
    expect(await project.json('model', 'diagram', '-o', 'docs/model.mmd', '--check')).toMatchObject({
      current: true,
    })
  })

  it('is data that `table diff --from` compares with', async () => {
    await project.json('model', 'json', '-o', 'deployed.json')
    expect(await project.json('table', 'diff', '--from', 'deployed.json')).toMatchObject({ upToDate: true })
  })
})

describe('generate --from-model', () => {
  it('writes all that is made of the model, and tells what is stale', async () => {
    const args = ['generate', '--from-model', '--output', 'docs/made']
    const stale = await project.run(...args, '--check')
    expect([stale.code, existsSync(path.join(project.folder, 'docs/made'))]).toEqual([3, false])
    const { files } = await project.json<{ files: string[] }>(...args)
    expect(files.map((file) => path.basename(file))).toEqual([
      'openapi.json',
      'schema.json',
      'model.mmd',
      'patterns.md',
      'table.md',
      'table.cloudformation.json',
      'table.tf.json',
      'model.json',
    ])
    for (const [file, name] of [
      ['openapi.json', 'openapi'],
      ['model.mmd', 'diagram'],
      ['table.tf.json', 'terraform'],
    ]) {
      const { stdout } = await project.run('model', name ?? '')
      expect(readFileSync(path.join(project.folder, 'docs/made', file ?? ''), 'utf8')).toBe(stdout)
    }
    expect(await project.json(...args)).toMatchObject({ written: [] })
    project.write('docs/made/model.mmd', 'mine\n')
    const changed = await project.run(...args, '--check')
    expect([changed.code, changed.stdout]).toEqual([3, expect.stringContaining('  docs/made/model.mmd')])
  })

  it('is one of two ways, and says so', async () => {
    const none = await project.run('generate')
    expect([none.code, none.stderr]).toEqual([
      2,
      expect.stringContaining('Nothing is named to generate from.'),
    ])
    const both = await project.run('generate', 'openapi.yaml', '--from-model')
    expect([both.code, both.stderr]).toEqual([
      2,
      expect.stringContaining('--from-model goes without a description.'),
    ])
  })
})
