import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { run } from './lib/run.ts'
import { vitestCount } from './lib/vitest-count.ts'
import type { VitestReport } from './lib/vitest-count.ts'
import { playwrightCount, stepCount } from './sum-reports.ts'

const file = (status: string, ...tests: string[]): VitestReport['testResults'][number] => ({
  status,
  assertionResults: tests.map((test) => ({ status: test })),
})

describe('vitestCount', () => {
  it('counts tests, and files that failed outside their tests as failures', () => {
    const report = {
      numPassedTests: 4,
      numFailedTests: 1,
      testResults: [file('failed', 'passed', 'failed'), file('failed'), file('failed', 'skipped')],
    }
    expect(vitestCount(report, 1)).toEqual({ passed: 4, failed: 3 })
  })

  it.each([
    ['no report', undefined, 0],
    ['no test', { numPassedTests: 0, numFailedTests: 0, testResults: [] }, 0],
  ])('fails with %s', (_, report, exitCode) => {
    expect(vitestCount(report, exitCode)).toEqual({ passed: 0, failed: 1 })
  })

  it('fails with an exit code that no test explains', () => {
    expect(
      vitestCount({ numPassedTests: 3, numFailedTests: 0, testResults: [file('passed', 'passed')] }, 1),
    ).toEqual({
      passed: 3,
      failed: 1,
    })
  })
})

describe('playwrightCount', () => {
  it('counts tests and errors outside of tests', () => {
    const stats = { expected: 3, unexpected: 1, flaky: 1 }
    expect(playwrightCount({ stats, errors: [{}] })).toEqual({ passed: 4, failed: 2 })
  })

  it('fails without a report and without a test', () => {
    expect(playwrightCount(undefined)).toEqual({ passed: 0, failed: 1 })
    expect(playwrightCount({ stats: { expected: 0, unexpected: 0, flaky: 0 }, errors: [] })).toEqual({
      passed: 0,
      failed: 1,
    })
  })
})

describe('the total', () => {
  let folder = ''

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'throughline-sum-'))
    await writeFile(join(folder, 'test.count.json'), JSON.stringify({ passed: 10, failed: 0 }))
  })

  afterAll(() => rm(folder, { recursive: true, force: true }))

  it('takes an exit code that the report does not explain as a failure', () => {
    expect(stepCount('test', folder, 0)).toEqual({ passed: 10, failed: 0 })
    expect(stepCount('test', folder, 1)).toEqual({ passed: 10, failed: 1 })
    expect(stepCount('tools', folder, 100)).toEqual({ passed: 0, failed: 1 })
  })

  it('ends with one plain line and fails when a step failed', async () => {
    const good = await run('tsx', ['scripts/sum-reports.ts', folder, 'tools=0', 'test=0'])
    expect([good.code, good.stdout.trim().split('\n').at(-1)]).toEqual([0, '11 passed, 0 failed'])
    const bad = await run('tsx', ['scripts/sum-reports.ts', folder, 'test=0', 'e2e=1'])
    expect([bad.code, bad.stdout.trim().split('\n').at(-1)]).toEqual([1, '10 passed, 1 failed'])
  })
})
