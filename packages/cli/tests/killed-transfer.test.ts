import { createWriteStream, existsSync, readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { finished } from 'node:stream/promises'
import { setTimeout } from 'node:timers/promises'
import { gunzipSync } from 'node:zlib'
import { expect, it } from 'vitest'
import { newProject, type Running, type TestProject } from './cli.ts'

/** `CLI_ROWS=95000` for the size of the demo. Most of the time goes into the minute that a killed import holds the table. */
const count = Number(process.env['CLI_ROWS'] ?? 4000)
const children = 9
const timeout = 20 * 60_000

const uuid = (n: number): string => `00000000-0000-4000-8000-${String(n).padStart(12, '0')}`

/** Row number n, as an export writes it. */
function line(n: number): string {
  const authorId = uuid(n - (n % (children + 1)))
  const times = {
    createdAt: '2026-01-02T03:04:05.678Z',
    updatedAt: `2026-02-03T04:05:06.${String(n % 1000).padStart(3, '0')}Z`,
  }
  const one =
    n % (children + 1) === 0
      ? {
          entity: 'authors',
          row: {
            id: authorId,
            name: `Ann Ö ${n}`,
            email: `a${n}@example.org`,
            born: '1929-10-21T00:00:00.000Z',
            ...times,
          },
        }
      : {
          entity: 'books',
          row: {
            id: uuid(n),
            authorId,
            title: `Title ${n % 977}`,
            pages: 1 + (n % 900),
            isbn: `${9_780_000_000_000 + n}`,
            tags: [`t${n % 7}`],
            isRead: n % 2 === 0,
            extra: { a: n, b: 0.5 },
            ...times,
          },
        }
  return JSON.stringify(one)
}

async function killAt(running: Running, isFar: () => boolean): Promise<void> {
  while (!isFar()) {
    if (running.child.exitCode !== null)
      throw new Error(`It ended before: ${JSON.stringify(await running.ended)}`)
    await setTimeout(2)
  }
  running.child.kill('SIGKILL')
  expect((await running.ended).signal).toBe('SIGKILL')
}

function stateOf(project: TestProject, ending: string): Record<string, unknown> {
  const name = readdirSync(project.folder).find((file) => file.endsWith(ending))
  if (name === undefined) return {}
  return (
    JSON.parse(readFileSync(path.join(project.folder, name), 'utf8')) as { state: Record<string, unknown> }
  ).state
}

it(
  'rows come back byte by byte, where import and export are each killed half way',
  async () => {
    const project = newProject('killed')
    await project.json('table', 'create')
    const source = createWriteStream(path.join(project.folder, 'rows.ndjson'))
    for (let n = 0; n < count; n += 1) source.write(`${line(n)}\n`)
    source.end()
    await finished(source)

    await killAt(
      project.start(['import', 'rows.ndjson']),
      () => Number(stateOf(project, '.import.json')['settled'] ?? 0) >= count / 2,
    )
    const settled = Number(stateOf(project, '.import.json')['settled'])
    const resumed = await project.run('import', 'rows.ndjson', '--json')
    expect(resumed.stderr).toContain(`Going on after ${settled.toLocaleString('en')} rows.`)
    expect(JSON.parse(resumed.stdout)).toMatchObject({ rows: count, rejected: 0 })

    const exported = (): number =>
      Object.values((stateOf(project, '.part.json')['counts'] ?? {}) as Record<string, number>).reduce(
        (sum, rows) => sum + rows,
        0,
      )
    await killAt(project.start(['export', 'again.ndjson.gz']), () => exported() >= count / 2)
    expect(existsSync(path.join(project.folder, 'again.ndjson.gz'))).toBe(false)
    expect(await project.json('export', 'again.ndjson.gz')).toMatchObject({ rows: count })

    const lines = gunzipSync(readFileSync(path.join(project.folder, 'again.ndjson.gz')))
      .toString()
      .trimEnd()
      .split('\n')
    expect(lines).toHaveLength(count)
    const wanted = new Set(Array.from({ length: count }, (_, n) => line(n)))
    expect(lines.filter((text) => !wanted.delete(text))).toEqual([])
    expect(wanted.size).toBe(0)
  },
  timeout,
)
