import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { newProject, startCli } from './cli.ts'

const empty = mkdtempSync(path.join(tmpdir(), 'throughline-'))
afterAll(() => rmSync(empty, { recursive: true }))

describe('the command line', () => {
  it('prints its help without arguments, and its version', async () => {
    const help = await startCli(empty, []).ended
    expect(help).toMatchObject({ code: 0, stderr: '' })
    expect(help.stdout).toContain('Usage: throughline')
    const version = await startCli(empty, ['--version']).ended
    expect(version.stdout).toMatch(/^\d+\.\d+\.\d+\n$/)
  })

  it.each([
    [['tabel'], "unknown command 'tabel'"],
    [['table', 'create', '--dryrun'], '→ See what it takes: throughline table create --help'],
    [['table', 'create', '--dryrun'], "unknown option '--dryrun'"],
    [['table', 'migrate', '--phase', 'later'], 'Allowed choices are expand, backfill, contract'],
    [['table', 'migrate', '--rate', 'x'], 'Give a whole number from 1 on.'],
  ])('%j is wrong use: exit code 2', async (args, text) => {
    const { code, stdout, stderr } = await startCli(empty, args).ended
    expect([code, stdout]).toEqual([2, ''])
    expect(stderr).toContain(text)
  })

  it('says in one sentence that there is no configuration, and what to do', async () => {
    const { code, stderr } = await startCli(empty, ['table', 'status']).ended
    expect(code).toBe(2)
    expect(stderr).toMatch(/^✗ There is no throughline\.config\.ts in .*\n {2}→ Write one: /)
    expect(stderr.trim().split('\n')).toHaveLength(2)
  })

  it('tells errors as JSON where JSON is asked for', async () => {
    const { code, stdout, stderr } = await startCli(empty, ['table', 'status', '--json']).ended
    expect([code, stderr]).toEqual([2, ''])
    expect(JSON.parse(stdout)).toMatchObject({
      error: { code: 'config', next: expect.stringContaining('defineConfig') },
    })
  })

  it('tells wrong use as JSON too', async () => {
    const { code, stdout, stderr } = await startCli(empty, ['table', 'create', '--dryrun', '--json']).ended
    expect([code, stderr]).toEqual([2, ''])
    expect(JSON.parse(stdout)).toEqual({ error: { code: 'usage', message: "unknown option '--dryrun'" } })
  })

  it('says what is wrong in a configuration', async () => {
    const project = newProject('broken')
    project.write('throughline.config.ts', 'export default {')
    const broken = await project.run('table', 'status')
    expect(broken.code).toBe(2)
    expect(broken.stderr).toContain('throughline.config.ts could not be loaded')
    project.write('throughline.config.ts', 'export default {}')
    expect((await project.run('table', 'status')).stderr).toContain('exports no configuration with a model')
  })

  it('has no colour where there is no terminal, and has it where it is asked for', async () => {
    const project = newProject('colour')
    const escape = '\u001B['
    const plain = await project.run('table', 'status')
    expect(plain.stdout).not.toContain(escape)
    expect((await project.run('table', 'status', '--color')).stdout).toContain(escape)
    const forced = await project.start(['table', 'status'], { FORCE_COLOR: '1' }).ended
    expect(forced.stdout).toContain(escape)
    const none = await project.start(['table', 'status'], { FORCE_COLOR: '1', NO_COLOR: '1' }).ended
    expect(none.stdout).not.toContain(escape)
  })

  it('says how to make the table that is missing', async () => {
    const { code, stderr } = await newProject('missing').run('seed', '-q')
    expect(code).toBe(1)
    expect(stderr).toMatch(
      /^✗ The table "missing-.*" does not exist at .*\n {2}→ Make it: throughline table create\n$/,
    )
  })

  it('names the place where nothing answers', async () => {
    const project = newProject('nowhere')
    const { code, stderr } = await project.run('table', 'status', '--endpoint', 'http://127.0.0.1:9')
    expect(code).toBe(1)
    expect(stderr).toContain('http://127.0.0.1:9')
    expect(stderr.trim().split('\n').length).toBeLessThanOrEqual(2)
  })
})
