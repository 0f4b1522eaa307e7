import { afterEach, describe, expect, it } from 'vitest'
import { type Cases, iban, key, openCases } from './leaks/cases.ts'
import { uuid } from './library-model.ts'

/** Other work may keep the machine busy. */
const patient = { timeout: 20_000, interval: 5 }
let cases: Cases
const opened: Cases[] = []
async function open(options?: Parameters<typeof openCases>[0]): Promise<void> {
  cases = await openCases(options)
  opened.push(cases)
}
afterEach(async () => {
  await Promise.all(opened.splice(0).map(({ close }) => close()))
})

describe('a cursor of somebody else', () => {
  it('leads nowhere, or only to what its bearer may see', async () => {
    await open()
    const snapshotOf = async (token: string) =>
      (await cases.get(token, 'sync/snapshot?limit=2')).data as { cursor: string; feed: string }
    const bearers = ['admin', 'ann', 'bob', 'guest', 'writer', 'other']
    const pages = new Map(
      await Promise.all(bearers.map(async (token) => [token, await snapshotOf(token)] as const)),
    )
    const lists = new Map<string, string>()
    for (const token of bearers) {
      const { data } = await cases.query(token, 'cases.list', { limit: 1 })
      lists.set(token, (data as { cursor: string | null }).cursor ?? 'none')
    }
    await cases.stores.a.push([
      {
        op: 'update',
        mutationId: uuid(700),
        entity: 'cases',
        key: key(4),
        changes: { title: 'title-a-4-new', fee: 'money-a-4-new' },
      },
      {
        op: 'update',
        mutationId: uuid(701),
        entity: 'secrets',
        key: key(20),
        changes: { text: 'secret-a-20-new' },
      },
    ])
    for (const [owner, { cursor, feed }] of pages) {
      for (const token of ['ann', 'guest', 'writer'].filter((one) => one !== owner)) {
        const answers = [
          await cases.get(token, `sync/pull?cursor=${encodeURIComponent(feed)}`),
          await cases.query(token, 'sync.pull', { cursor: feed }),
        ]
        for (const { data, all } of answers) {
          expect([owner, token, data]).toEqual([owner, token, { kind: 'reset' }])
          expect(all).not.toMatch(/title-|money-|SECRET|secret-/)
        }
        const rest = [
          await cases.get(token, `sync/snapshot?cursor=${encodeURIComponent(cursor)}`),
          await cases.get(token, `sync/snapshot.ndjson?cursor=${encodeURIComponent(cursor)}`),
          await cases.query(token, 'sync.snapshot', { cursor }),
        ]
        for (const { error } of rest)
          expect([owner, token, error?.code]).toEqual([owner, token, 'BAD_REQUEST'])
        const page = await cases.query(token, 'cases.list', { limit: 1, cursor: lists.get(owner) })
        const hidden =
          { ann: /-[456]\b|SECRET|-b-/, guest: /money-|SECRET|-b-/, writer: /title-|money-|SECRET/ }[token] ??
          /./
        expect(page.all).not.toMatch(hidden)
      }
    }
    // The same role of another tenant has the same scope: what it was given there leads to no row of there.
    const foreign = pages.get('other')
    const answers = [
      await cases.query('admin', 'sync.pull', { cursor: foreign?.feed }),
      await cases.query('admin', 'sync.snapshot', { cursor: foreign?.cursor }),
      await cases.query('admin', 'cases.list', { limit: 9, cursor: lists.get('other') }),
    ]
    for (const { all } of answers) expect(all).not.toMatch(/-b-|BSECRET/)
    expect(answers[0]?.data).toEqual({ kind: 'reset' })
  })

  it('opens no stream: its first word is reset, and its last', async () => {
    await open()
    const { feed } = (await cases.get('admin', 'sync/snapshot')).data as { feed: string }
    const own = (await cases.get('ann', 'sync/snapshot')).data as { feed: string }
    const input = (cursor: string, lastEventId?: string): string =>
      `sync.live?input=${encodeURIComponent(JSON.stringify({ cursor, lastEventId }))}`
    const streams = await Promise.all([
      cases.listen('ann', `sync/live?cursor=${encodeURIComponent(feed)}`),
      cases.listen('ann', `sync/live?cursor=${encodeURIComponent(own.feed)}`, { 'last-event-id': feed }),
      cases.listen('ann', input(feed)),
      cases.listen('ann', input(own.feed, feed)),
      cases.listen('other', `sync/live?cursor=${encodeURIComponent(feed)}`),
      cases.listen('writer', `sync/live?cursor=${encodeURIComponent(feed)}`),
    ])
    await cases.mutate('admin', 'cases.update', { key: key(4), changes: { title: 'title-a-4-live' } })
    await cases.mutate('admin', 'secrets.update', { key: key(20), changes: { text: 'secret-a-live' } })
    await Promise.all(streams.slice(0, 2).map(({ ended }) => ended))
    for (const stream of streams) {
      await expect.poll(() => stream.text(), patient).toContain('"kind":"reset"')
      stream.close()
      expect(stream.text().match(/"kind":"\w+"/g)).toEqual(['"kind":"reset"'])
      expect(stream.text()).not.toMatch(/title-|money-|SECRET|secret-/)
    }
  })
})

describe('a stream', () => {
  it("is its own listener's, while all listen at once", async () => {
    await open()
    const listeners = ['admin', 'other', 'ann', 'bob', 'guest', 'writer', 'guest', 'bob', 'ann', 'admin']
    const streams = await Promise.all(
      listeners.map(async (token) => {
        const { feed } = (await cases.get(token, 'sync/snapshot')).data as { feed: string }
        return cases.listen(token, `sync/live?cursor=${encodeURIComponent(feed)}`)
      }),
    )
    await expect.poll(() => streams.every((stream) => stream.text().includes('"open"')), patient).toBe(true)
    const changes = (n: number) => ({
      title: `title-new-${n}`,
      fee: `money-new-${n}`,
      iban: iban(`NEWSECRET000${n}`),
    })
    for (const n of [1, 4]) await cases.mutate('admin', 'cases.update', { key: key(n), changes: changes(n) })
    await cases.mutate('admin', 'secrets.update', { key: key(20), changes: { text: 'secret-new' } })
    await cases.mutate('other', 'cases.update', { key: key(1), changes: { title: 'title-else' } })
    await expect.poll(() => streams[9]?.text(), patient).toContain('secret-new')
    await expect.poll(() => streams[1]?.text(), patient).toContain('title-else')
    const told = (token: string): string[] => {
      const text = streams
        .flatMap((stream, index) => (listeners[index] === token ? [stream.text()] : []))
        .join('\n')
      return [
        ...new Set(text.match(/(?:title|money|secret)-(?:new(?:-\d)?|else)|NEWSECRET000\d/g)),
      ].toSorted()
    }
    const own = (n: number): string[] => [`money-new-${n}`, `title-new-${n}`]
    expect(Object.fromEntries(listeners.map((token) => [token, told(token)]))).toEqual({
      admin: ['NEWSECRET0001', 'NEWSECRET0004', ...own(1), ...own(4), 'secret-new'].toSorted(),
      other: ['title-else'],
      ann: own(1),
      bob: own(4),
      guest: ['title-new-1', 'title-new-4'],
      writer: [],
    })
    for (const stream of streams) stream.close()
  })
})

describe('a page that is kept', () => {
  it('is one for all who see the same, and never for anybody else', async () => {
    await open()
    const users = [
      'admin',
      'ann',
      'bob',
      'guest',
      'writer',
      'other',
      cases.signIn('admin2', 'admin'),
      cases.signIn('guest2', 'guest'),
    ]
    // All at once, while there is nothing yet to be shared.
    const packed = { 'accept-encoding': 'gzip' }
    const rounds = [...users, ...users.toReversed(), ...users]
    const answers = await Promise.all(
      rounds.map(
        async (token, index) =>
          [token, await cases.get(token, 'sync/snapshot', index % 2 === 0 ? packed : {})] as const,
      ),
    )
    const bodies = new Map<string, Set<string>>()
    for (const [token, { body }] of answers) bodies.set(token, (bodies.get(token) ?? new Set()).add(body))
    for (const [token, all] of bodies) expect([token, all.size]).toEqual([token, 1])
    const bodyOf = (token: string): string => [...(bodies.get(token) ?? [])].join()
    expect(bodyOf('admin2')).toBe(bodyOf('admin'))
    expect(bodyOf('guest2')).toBe(bodyOf('guest'))
    expect(new Set(users.map(bodyOf)).size).toBe(6)
    expect(bodyOf('admin')).toMatch(/title-a-4.*secret-a/s)
    expect(bodyOf('other')).not.toMatch(/-a-|ASECRET/)
    expect(bodyOf('ann')).not.toMatch(/-[456]"|SECRET|secret-/)
    expect(bodyOf('bob')).not.toMatch(/-[123]"|SECRET|secret-/)
    expect(bodyOf('guest')).not.toMatch(/money-|SECRET|secret-/)
    expect(bodyOf('writer')).not.toMatch(/title-|money-|SECRET|secret-/)
    // Of 24 requests each store was read once.
    expect([cases.calls.a.snapshot, cases.calls.b.snapshot]).toEqual([1, 1])
  })

  it('is answered 304 to those who have it, and not to those who have another of the same time', async () => {
    await open()
    const tagOf = async (token: string, headers: Record<string, string> = {}) =>
      (await cases.get(token, 'sync/snapshot', headers)).headers.etag ?? ''
    const tags = new Map<string, string>()
    for (const token of ['admin', 'ann', 'bob', 'guest', 'writer', 'other'])
      tags.set(token, await tagOf(token))
    expect(new Set(tags.values()).size).toBe(6)
    for (const [owner, tag] of tags) {
      for (const token of tags.keys()) {
        const answer = await cases.get(token, 'sync/snapshot', { 'if-none-match': tag })
        expect([owner, token, answer.status]).toEqual([owner, token, owner === token ? 304 : 200])
        if (owner === token) expect(answer.body).toBe('')
        expect(answer.headers['cache-control']).toContain('private')
        expect(answer.headers['etag']).toBe(tags.get(token))
      }
      // All of them at once tell nothing but the reader's own.
      const { all } = await cases.get('writer', 'sync/snapshot', {
        'if-none-match': [...tags.values()].slice(0, 4).join(', '),
      })
      expect(all).not.toMatch(/title-|money-|SECRET|secret-/)
    }
    expect(
      (
        await cases.get(cases.signIn('admin2', 'admin'), 'sync/snapshot', {
          'if-none-match': tags.get('admin') ?? '',
        })
      ).status,
    ).toBe(304)
  })
})

describe('whose role changes', () => {
  it('gets nothing by what it was given before, and begins anew', async () => {
    await open()
    const { feed, cursor } = (await cases.get('admin', 'sync/snapshot?limit=2')).data as {
      feed: string
      cursor: string
    }
    const tag = (await cases.get('admin', 'sync/snapshot')).headers.etag ?? ''
    cases.signIn('admin', 'guest')
    expect((await cases.query('admin', 'sync.pull', { cursor: feed })).data).toEqual({ kind: 'reset' })
    expect((await cases.query('admin', 'sync.snapshot', { cursor })).error?.code).toBe('BAD_REQUEST')
    const page = await cases.get('admin', 'sync/snapshot', { 'if-none-match': tag })
    expect([page.status, page.all]).toEqual([200, expect.not.stringMatching(/money-|SECRET|secret-/)])
    cases.signIn('admin', 'admin')
    expect((await cases.get('admin', 'sync/snapshot', { 'if-none-match': tag })).status).toBe(304)
  })

  it('has no stream for longer than a stream is let live, and the next one begins with reset', async () => {
    await open({ maxAge: 1000 })
    const { feed } = (await cases.get('admin', 'sync/snapshot')).data as { feed: string }
    const stream = await cases.listen('admin', `sync/live?cursor=${encodeURIComponent(feed)}`)
    await cases.mutate('admin', 'secrets.update', { key: key(20), changes: { text: 'secret-a-early' } })
    await expect.poll(() => stream.text(), patient).toContain('secret-a-early')
    cases.signIn('admin', 'guest')
    await stream.ended
    await cases.stores.a.push([
      {
        op: 'update',
        mutationId: uuid(702),
        entity: 'secrets',
        key: key(20),
        changes: { text: 'secret-a-late' },
      },
      {
        op: 'update',
        mutationId: uuid(703),
        entity: 'cases',
        key: key(4),
        changes: { iban: iban('ASECRETLATE') },
      },
    ])
    const last =
      stream
        .text()
        .match(/^id: (.+)$/gm)
        ?.at(-1)
        ?.slice(4) ?? ''
    const next = await cases.listen('admin', `sync/live?cursor=${encodeURIComponent(feed)}`, {
      'last-event-id': last,
    })
    await next.ended
    expect(next.text()).toContain('data: {"kind":"reset"}')
    expect(next.text()).not.toMatch(/SECRET|secret-/)
    expect(stream.text()).not.toContain('late')
  })

  it('as to rows: one that leaves its sight is told of as gone, and its new values are not', async () => {
    await open()
    const { feed } = (await cases.get('ann', 'sync/snapshot')).data as { feed: string }
    const stream = await cases.listen('ann', `sync/live?cursor=${encodeURIComponent(feed)}`)
    await cases.mutate('admin', 'cases.update', {
      key: key(1),
      changes: { owner: 'bob', title: 'title-gone' },
    })
    await cases.mutate('admin', 'cases.update', { key: key(1), changes: { title: 'title-gone-2' } })
    await cases.mutate('admin', 'cases.delete', { key: key(1) })
    await cases.mutate('admin', 'cases.delete', { key: key(4) })
    await cases.mutate('admin', 'cases.update', {
      key: key(5),
      changes: { owner: 'ann', title: 'title-mine' },
    })
    await expect.poll(() => stream.text(), patient).toContain('title-mine')
    stream.close()
    const pulled = await cases.query('ann', 'sync.pull', { cursor: feed })
    for (const text of [stream.text(), pulled.all]) {
      expect(text).not.toMatch(/title-gone|SECRET|"before"/)
      expect(text.match(/"cause":"\w+"/g)).toEqual(['"cause":"access"'])
      expect(text).not.toContain(uuid(4))
    }
  })
})
