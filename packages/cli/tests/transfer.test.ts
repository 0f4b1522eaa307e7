import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { gunzipSync } from 'node:zlib'
import { beforeAll, describe, expect, it } from 'vitest'
import { newProject, type TestProject } from './cli.ts'

interface Reject {
  readonly line: number
  readonly message: string
}

/** The rows of a file, each as it is written, by its place. */
function linesOf(project: TestProject, name: string): string[] {
  const data = readFileSync(path.join(project.folder, name))
  const text = (data[0] === 0x1f ? gunzipSync(data) : data).toString()
  return text
    .split('\n')
    .filter((line) => line !== '')
    .toSorted()
}

const rowLine = (n: number, over: object = {}): string =>
  JSON.stringify({
    entity: 'authors',
    row: {
      id: `00000000-0000-4000-8000-${String(n).padStart(12, '0')}`,
      name: `Author ${n}`,
      email: `a${n}@example.org`,
      born: null,
      ...over,
    },
  })

let project: TestProject
let other: TestProject
beforeAll(async () => {
  project = newProject('export')
  other = newProject('import')
  await Promise.all([project, other].map((one) => one.json('table', 'create')))
  await project.json('seed', '--count', '40')
  // Texts that CSV could take for something else.
  const odd = ['null', '"quoted"', ' a,b ', 'two\nlines', '=1+1', 'é☃'].map((note, n) =>
    rowLine(n, { note, born: '1929-10-21T00:00:00.000Z' }),
  )
  project.write('odd.ndjson', `${odd.join('\n')}\n`)
  expect(await project.json('import', 'odd.ndjson')).toMatchObject({ rows: 6, rejected: 0 })
})

describe('export and import', () => {
  it('bring every row back byte by byte, packed or not', async () => {
    const { rows } = await project.json<{ rows: number }>('export', 'rows.ndjson.gz')
    expect(rows).toBeGreaterThan(80)
    await project.json('export', 'rows.ndjson')
    expect(linesOf(project, 'rows.ndjson')).toEqual(linesOf(project, 'rows.ndjson.gz'))
    expect(linesOf(project, 'rows.ndjson')).toHaveLength(rows)

    const file = path.join(project.folder, 'rows.ndjson.gz')
    expect(await other.json('import', file)).toMatchObject({ rows, rejected: 0 })
    await other.json('export', 'again.ndjson')
    expect(linesOf(other, 'again.ndjson')).toEqual(linesOf(project, 'rows.ndjson'))
    expect(readdirSync(other.folder).filter((name) => /part|import\.json|rejected/.test(name))).toEqual([])
  })

  it('do the same by CSV, in a folder', async () => {
    const { files } = await project.json<{ files: string[] }>('export', 'rows', '--format', 'csv')
    expect(files).toEqual(['rows/authors.csv', 'rows/books.csv'])
    await other.json('seed', '--clear', '--yes')
    const { rejected } = await other.json<{ rejected: number }>('import', path.join(project.folder, 'rows'))
    expect(rejected).toBe(0)
    await other.json('export', 'from-csv.ndjson')
    expect(linesOf(other, 'from-csv.ndjson')).toEqual(linesOf(project, 'rows.ndjson'))
  })

  it('take one entity alone', async () => {
    const all = linesOf(project, 'rows.ndjson')
    const books = all.filter((line) => line.startsWith('{"entity":"books"'))
    await project.json('export', 'books.ndjson', '--entity', 'books')
    expect(linesOf(project, 'books.ndjson')).toEqual(books)
    await project.json('export', 'authors.csv', '--entity', 'authors')
    await other.json('seed', '--clear', '--yes')
    expect(
      await other.json('import', path.join(project.folder, 'rows.ndjson'), '--entity', 'books'),
    ).toMatchObject({
      rows: books.length,
      entities: { books: books.length },
    })
    expect(await other.json('import', path.join(project.folder, 'authors.csv'))).toMatchObject({ rows: 46 })
    await other.json('export', 'parts.ndjson')
    expect(linesOf(other, 'parts.ndjson')).toEqual(all)
  })

  it('writes rows to stdout, and nothing else', async () => {
    const { code, stdout } = await project.run('export', '-', '--entity', 'authors')
    expect(code).toBe(0)
    expect(stdout.trim().split('\n')).toHaveLength(46)
    expect(JSON.parse(stdout.split('\n')[0]!)).toMatchObject({ entity: 'authors' })
  })

  it('leaves out what is not valid, with its line and the reason', async () => {
    const one = newProject('rejects')
    await one.json('table', 'create')
    const lines = [
      rowLine(1),
      rowLine(2, { name: '' }),
      'no json',
      rowLine(3),
      '{"entity":"nobody","row":{}}',
      rowLine(4, { email: 'a1@example.org' }),
      '[]',
    ]
    one.write('mixed.ndjson', lines.join('\n'))
    const checked = await one.run('import', 'mixed.ndjson', '--dry-run', '--json')
    expect(checked.code).toBe(3)
    expect(JSON.parse(checked.stdout)).toMatchObject({ rows: 3, rejected: 4 })
    const { code, stdout } = await one.run('import', 'mixed.ndjson', '--json')
    expect(code).toBe(3)
    expect(JSON.parse(stdout)).toMatchObject({ rows: 2, rejected: 5, entities: { authors: 2 } })
    const rejects = linesOf(one, 'mixed.ndjson.rejected.ndjson').map((line) => JSON.parse(line) as Reject)
    const byLine = Object.fromEntries(rejects.map((reject) => [String(reject.line), reject]))
    expect(Object.keys(byLine)).toEqual(['2', '3', '5', '6', '7'])
    expect(byLine['2']).toMatchObject({
      entity: 'authors',
      file: 'mixed.ndjson',
      record: { row: { name: '' } },
    })
    expect(byLine['2']?.message).toContain('name')
    expect(byLine['3']).toMatchObject({ message: 'The line is no JSON.', record: 'no json' })
    expect(byLine['6']?.message).toContain('Another author has this email already.')

    const strict = await one.run('import', 'mixed.ndjson', '--max-rejects', '2')
    expect(strict.code).toBe(1)
    expect(strict.stderr).toContain('More rows were rejected than --max-rejects allows')
  })

  it('go on where Ctrl-C stopped them', async () => {
    const many = newProject('stopped')
    await many.json('table', 'create')
    const count = 3000
    const lines = Array.from({ length: count }, (_, n) => rowLine(n, n % 1000 === 7 ? { name: 7 } : {}))
    many.write('many.ndjson', `${lines.join('\n')}\n`)
    const running = many.start(['import', 'many.ndjson', '--rate', '1000'])
    const checkpoint = () => readdirSync(many.folder).some((name) => name.endsWith('.import.json'))
    while (!checkpoint()) await setTimeout(50)
    running.child.kill('SIGINT')
    const stopped = await running.ended
    expect(stopped.code).toBe(130)
    expect(stopped.stderr).toContain('→ Run the same command again to go on.')
    const resumed = await many.run('import', 'many.ndjson', '--json')
    expect(resumed.stderr).toMatch(/Going on after \d,\d+ rows\./)
    expect(JSON.parse(resumed.stdout)).toMatchObject({ rows: count - 3, rejected: 3 })
    expect(linesOf(many, 'many.ndjson.rejected.ndjson')).toHaveLength(3)

    const exporting = many.start(['export', 'all.ndjson.gz'])
    const part = path.join(many.folder, 'all.ndjson.gz.part.json')
    while (!existsSync(part)) await setTimeout(5)
    exporting.child.kill('SIGINT')
    expect((await exporting.ended).code).toBe(130)
    expect(existsSync(path.join(many.folder, 'all.ndjson.gz'))).toBe(false)
    expect(await many.json('export', 'all.ndjson.gz')).toMatchObject({ rows: count - 3 })
    expect(new Set(linesOf(many, 'all.ndjson.gz')).size).toBe(count - 3)
  })

  it('keep tenants apart', async () => {
    const tenants = newProject('tenants')
    tenants.write(
      'throughline.config.ts',
      `
      import { defineConfig } from '@throughline/cli'
      import { model } from './model.ts'
      export default defineConfig({ model, table: { tableName: '${tenants.tableName}', tenancy: 'prefix' } })
    `,
    )
    await tenants.json('table', 'create')
    await tenants.json('seed', '--tenant', 'acme', '--count', '5')
    await tenants.json('seed', '--tenant', 'bolt', '--count', '3', '--seed', '2')
    expect(await tenants.json('export', 'acme.ndjson', '--tenant', 'acme')).toMatchObject({
      entities: { authors: 5 },
    })
    expect(await tenants.json('export', 'bolt.ndjson', '--tenant', 'bolt')).toMatchObject({
      entities: { authors: 3 },
    })
    await tenants.json('import', 'bolt.ndjson', '--tenant', 'acme')
    await tenants.json('export', 'both.ndjson', '--tenant', 'acme')
    expect(linesOf(tenants, 'both.ndjson')).toEqual(
      [...linesOf(tenants, 'acme.ndjson'), ...linesOf(tenants, 'bolt.ndjson')].toSorted(),
    )
    const unnamed = await tenants.run('export', 'x.ndjson')
    expect(unnamed.code).toBe(2)
    expect(unnamed.stderr).toContain('→ Name one: --tenant <name>')
  })

  it('write over no file, and read no file that is cut off', async () => {
    const again = await project.run('export', 'rows.ndjson')
    expect(again.code).toBe(1)
    expect(again.stderr).toContain('→ Write over it: --force')
    expect((await project.run('export', 'rows.ndjson', '--force')).code).toBe(0)
    const packed = readFileSync(path.join(project.folder, 'rows.ndjson.gz'))
    writeFileSync(path.join(project.folder, 'cut.ndjson.gz'), packed.subarray(0, packed.length - 20))
    const cut = await other.run('import', path.join(project.folder, 'cut.ndjson.gz'))
    expect(cut.code).toBe(1)
    expect(cut.stderr).toContain('is packed, and damaged or cut off')
  })
})
