import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import * as dynamodb from '@aws-sdk/client-dynamodb'
import * as streams from '@aws-sdk/client-dynamodb-streams'
import { ElectroError } from 'electrodb'
import { describe, expect, it } from 'vitest'
import { errorTable, toStoreError } from '../src/client/dynamo-error.ts'
import type { ErrorRow, RetryKind } from '../src/client/error-row.ts'

const place = { tableName: 'shop', endpoint: 'http://localhost:8000' }

/** ElectroDB's own list; it is no part of what the package exports. */
const { ErrorCodes } = createRequire(import.meta.url)('electrodb/src/errors.js') as {
  ErrorCodes: Record<string, { code: number; name: string }>
}

/** The exceptions that the SDK's two clients of DynamoDB export. */
const exceptions = [...Object.entries(dynamodb), ...Object.entries(streams)].flatMap(([name, value]) => {
  const isException =
    typeof value === 'function' &&
    (value.prototype instanceof dynamodb.DynamoDBServiceException ||
      value.prototype instanceof streams.DynamoDBStreamsServiceException)
  // Sound: the constructors of all of them are alike.
  return isException ? [[name, value as unknown as new (options: object) => Error] as const] : []
})

describe('the table of errors', () => {
  it('has a row for every exception of the SDK', () => {
    expect(exceptions.length).toBeGreaterThan(30)
    const known = new Set(errorTable.flatMap(({ names }) => names))
    expect(exceptions.map(([name]) => name).filter((name) => !known.has(name))).toEqual([])
  })

  it.each(exceptions)('tells of %s what it is', (_name, Exception) => {
    const cause = new Exception({ message: 'What AWS says.', $metadata: { httpStatusCode: 400 } })
    expect(toStoreError(cause, place).message).not.toContain('could not be used')
  })

  it('has a row for every code of ElectroDB', () => {
    const codes = Object.values(ErrorCodes).map(({ code }) => `ElectroDB ${code}`)
    expect(codes.length).toBeGreaterThan(40)
    const known = new Set(errorTable.flatMap(({ names }) => names))
    expect(codes.filter((code) => !known.has(code))).toEqual([])
    // And none that ElectroDB does not have.
    expect([...known].filter((name) => name.startsWith('ElectroDB ') && !codes.includes(name))).toEqual([])
  })

  it.each(Object.values(ErrorCodes))('tells of ElectroDB $code what it is', (code) => {
    // Sound: ElectroDB's own constructor takes its own code; its types leave the parameters out.
    const Throws = ElectroError as unknown as new (code: object, message: string) => Error
    const error = toStoreError(new Throws(code, 'What ElectroDB says.'), place)
    expect(error.message).not.toContain('could not be used.')
    expect(error.message).not.toContain('electrodb.dev')
  })

  it('has every name once, but for those that a pattern divides', () => {
    const seen = new Set<string>()
    const twice: string[] = []
    for (const { names, pattern } of errorTable) {
      expect(names.toSorted()).toEqual([...names].toSorted())
      for (const name of names) {
        if (!pattern && seen.has(name)) twice.push(name)
        if (!pattern) seen.add(name)
      }
    }
    expect(twice).toEqual([])
  })

  it('speaks in whole sentences that say what to do, with and without a place', () => {
    for (const { message } of errorTable) {
      for (const at of [place, {}]) {
        const text = message(at, 'What AWS says.')
        const own = text.replace(/ \(What AWS says\.\)$/, '')
        expect(own).not.toMatch(/at undefined|"undefined|\[object|  |\.\.|\n|[()]$/)
        // What it is, and what to do about it.
        if (own !== 'The call was stopped by its caller.') expect(own).toMatch(/^["A-Z].*\. [A-Z].*\.$/)
      }
    }
  })
})

const sentAgain: Record<RetryKind, string> = {
  safe: 'yes',
  idempotent: 'where twice is as good as once',
  never: 'no',
}

/** Names that stand for anything are told by their messages alone. */
const anything = new Set(['Error', 'TypeError'])

/** The table of errors as the README has it: a row for each code and kind of retry. */
function errorsMarkdown(): string {
  const rows = new Map<string, string[]>()
  for (const { code, retry = 'never', names } of errorTable) {
    const head = `| \`${code}\` | ${sentAgain[retry]} |`
    rows.set(head, [...(rows.get(head) ?? []), ...names.filter((name) => !anything.has(name))])
  }
  const lines = [...rows].map(([head, names]) => `${head} ${namesText(names)} |`)
  return ['| code | sent again | names |', '|---|---|---|', ...lines.toSorted()].join('\n')
}

function namesText(names: ErrorRow['names']): string {
  const codes = names.flatMap((name) => (name.startsWith('ElectroDB ') ? [Number(name.slice(10))] : []))
  const others = [...new Set(names.filter((name) => !name.startsWith('ElectroDB ')))]
  return [
    ...others.toSorted().map((name) => `\`${name}\``),
    ...(codes.length > 0 ? [`ElectroDB ${rangesOf(codes).join(', ')}`] : []),
  ].join(', ')
}

/** 1001, 1002, 1003, 1007 as `1001–1003` and `1007`. */
function rangesOf(codes: readonly number[]): string[] {
  const starts = codes.toSorted((a, b) => a - b).filter((code, _, all) => !all.includes(code - 1))
  return starts.map((start) => {
    let end = start
    while (codes.includes(end + 1)) end += 1
    return end === start ? `${start}` : `${start}–${end}`
  })
}

it('the README has the table as it is', () => {
  const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8')
  const [table] = /\| code \| sent again \| names \|\n(?:\|.*\n)+/.exec(readme) ?? []
  expect(table?.trimEnd()).toBe(errorsMarkdown())
})
