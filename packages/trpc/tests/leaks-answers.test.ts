import { afterEach, describe, expect, it } from 'vitest'
import { type Cases, caseRow, key, openCases, outcomesOf, update } from './leaks/cases.ts'

let cases: Cases
const opened: Cases[] = []
async function open(options?: Parameters<typeof openCases>[0]): Promise<void> {
  cases = await openCases(options)
  opened.push(cases)
}
afterEach(async () => {
  await Promise.all(opened.splice(0).map(({ close }) => close()))
})

const mask = 'DE•• …7777'
const secretOf = /SECRET|secret-/

describe('a conflict', () => {
  it('shows the row as its reader sees it, whichever way it was met', async () => {
    await open()
    const row = { ...caseRow(1, 'ann'), iban: mask }
    const stored = expect.objectContaining({ row, withheld: ['iban'] }) as object
    const input = { key: key(1), changes: { title: 'New' }, baseVersion: 9 }
    const refused = [
      await cases.mutate('ann', 'cases.update', input),
      await cases.mutate('ann', 'sync.transact', {
        mutations: [update(1, { title: 'New' }, 9)],
      }),
    ]
    for (const { all, error } of refused) {
      expect(error).toMatchObject({ code: 'CONFLICT', stored })
      expect(all).not.toMatch(secretOf)
    }
    const pushed = await cases.mutate('ann', 'sync.push', {
      mutations: [update(1, { title: 'New' }, 9)],
    })
    expect(outcomesOf(pushed)).toMatchObject([{ status: 'conflict', stored }])
    expect(pushed.all).not.toMatch(secretOf)
    const taken = await cases.mutate('admin', 'cases.create', caseRow(1, 'ann'))
    expect(taken.error).toMatchObject({ code: 'CONFLICT', stored: { row: caseRow(1, 'ann') } })
    const unseen = await cases.mutate('writer', 'cases.create', {
      ...caseRow(1, 'x'),
      fee: undefined,
      title: 'x',
    })
    expect([unseen.status, unseen.error?.['stored']]).toEqual([403, undefined])
    expect(unseen.all).not.toMatch(/title-a|money-a|SECRET0002/)
  })

  it('is none with a row that its reader does not see: there is no such row', async () => {
    await open()
    for (const n of [4, 99]) {
      const answers = [
        await cases.mutate('ann', 'cases.update', { key: key(n), changes: { title: 'New' }, baseVersion: 9 }),
        await cases.mutate('ann', 'sync.transact', {
          mutations: [update(n, { title: 'New' }, 9)],
        }),
      ]
      expect(answers.map(({ status }) => status)).toEqual([404, 404])
      const pushed = await cases.mutate('ann', 'sync.push', {
        mutations: [update(n, { title: 'New' }, 9)],
      })
      expect(outcomesOf(pushed)).toMatchObject([{ status: 'rejected', code: 'not_found' }])
      expect([...answers, pushed].map(({ all }) => all).join()).not.toMatch(/title-|money-|SECRET/)
    }
  })
})

describe('the answer to what was sent before', () => {
  it('is of the user who sent it, whatever others call their client', async () => {
    await open()
    const sent = { clientId: 'tab', seq: 1, mutations: [update(4, { title: 'Admin' })] }
    const first = await cases.mutate('admin', 'sync.push', sent)
    expect(outcomesOf(first)).toMatchObject([
      { status: 'applied', stored: { row: { iban: caseRow(4, 'bob').iban } } },
    ])
    // The very bytes of somebody else are sent anew, and are the sender's own first.
    for (const token of ['ann', 'guest', 'writer']) {
      const again = await cases.mutate(token, 'sync.push', sent)
      expect(outcomesOf(again)).toMatchObject([{ status: 'rejected' }])
      expect(again.all).not.toMatch(/money-|SECRET/)
      const gap = await cases.mutate(token, 'sync.push', { ...sent, seq: 7 })
      expect(gap.error).toMatchObject({ code: 'BAD_REQUEST', sequence: { kind: 'gap', lastSeq: 1 } })
    }
    const other = await cases.mutate('other', 'sync.push', sent)
    expect(outcomesOf(other)).toMatchObject([{ status: 'applied', stored: { row: { fee: 'money-b-4' } } }])
    expect(other.all).not.toMatch(/-a-|ASECRET/)
  })

  it('is told as its user sees the row now, and not as they did when they sent it', async () => {
    await open()
    const sent = [
      { clientId: 'tab', seq: 1, mutations: [update(4, { title: 'Mine' })] },
      { clientId: 'tab', seq: 2, mutations: [update(5, { title: 'Mine' }, 9)] },
    ]
    const before = [
      await cases.mutate('admin', 'sync.push', sent[0]),
      await cases.mutate('admin', 'sync.push', sent[1]),
    ]
    expect(before.map((answer) => outcomesOf(answer)[0]?.['status'])).toEqual(['applied', 'conflict'])
    expect(before.every(({ all }) => all.includes('SECRET'))).toBe(true)
    const seen: Record<string, unknown> = {}
    for (const role of ['guest', 'clerk', 'writer'] as const) {
      cases.signIn('admin', role)
      const again = [
        await cases.mutate('admin', 'sync.push', sent[0]),
        await cases.mutate('admin', 'sync.push', sent[1]),
      ]
      expect(again.map(({ all }) => all).join()).not.toMatch(
        role === 'guest' ? /money-|SECRET/ : /title-|money-|SECRET/,
      )
      seen[role] = again
        .map((answer) => outcomesOf(answer)[0])
        .map((one) => [one?.['status'], one?.['code'] ?? typeof one?.['stored']])
    }
    expect(seen).toEqual({
      guest: [
        ['applied', 'object'],
        ['conflict', 'object'],
      ],
      clerk: [
        ['applied', 'object'],
        ['rejected', 'not_found'],
      ],
      writer: [
        ['applied', 'object'],
        ['rejected', 'not_found'],
      ],
    })
  })
})
