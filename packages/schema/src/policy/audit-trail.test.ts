import { describe, expect, it } from 'vitest'
import * as z from 'zod'
import {
  ann,
  annsIban,
  boss,
  bo,
  cy,
  deleteOf,
  insertOf,
  openStudio,
  studioPolicies,
  updateOf,
} from '../../tests/studio.ts'
import { defineEntity } from '../define-entity.ts'
import { defineModel } from '../define-model.ts'
import { memoryStore } from '../memory/memory-store.ts'
import { StoreError } from '../store-error.ts'
import { auditEntry } from './audit-entry.ts'
import { definePolicies } from './define-policies.ts'

describe('the audit trail', () => {
  it('tells of every write, in the same transaction, who did what to which row', async () => {
    const { as, store } = await openStudio()
    const cursor = await store.heads()
    await as(boss).push([
      insertOf('jobs', { id: '9', memberId: 'ann', title: 'Nine', price: 90 }),
      updateOf('jobs', { memberId: 'ann', id: '9' }, { title: 'Ten', price: null }),
      deleteOf('jobs', { memberId: 'ann', id: '9' }),
    ])
    const { items } = await as(boss).list('trail', { orderBy: { id: 'asc' } })
    const told = items.map(({ row: { actor, role, action, entity, key, changes } }) => ({
      actor,
      role,
      action,
      entity,
      key,
      changes,
    }))
    const of = { actor: 'b', role: 'boss', entity: 'jobs', key: '{"memberId":"ann","id":"9"}' }
    expect(told).toHaveLength(3)
    expect(told).toEqual(
      expect.arrayContaining([
        {
          ...of,
          action: 'create',
          changes: { title: { after: 'Nine' }, price: { after: '••••••••' }, open: { after: false } },
        },
        {
          ...of,
          action: 'update',
          changes: {
            title: { before: 'Nine', after: 'Ten' },
            price: { before: '••••••••', after: '••••••••' },
          },
        },
        {
          ...of,
          action: 'delete',
          changes: { title: { before: 'Ten' }, price: { before: '••••••••' }, open: { before: false } },
        },
      ]),
    )
    const pulled = await store.pull({ cursor })
    const entities = pulled.kind === 'changes' ? pulled.changes.map(({ entity }) => entity) : []
    expect(entities).toEqual(['trail', 'jobs', 'trail', 'jobs', 'trail', 'jobs'])
  })

  it('tells of nothing that was refused', async () => {
    const { as, store } = await openStudio()
    await as(bo).push([
      updateOf('members', { id: 'cy' }, { name: 'X' }),
      updateOf('members', { id: 'bo' }, { name: 1 }),
    ])
    await as(bo)
      .transact([
        updateOf('members', { id: 'bo' }, { name: 'B' }),
        updateOf('members', { id: 'ann' }, { name: 'X' }),
      ])
      .catch(() => undefined)
    expect((await store.list('trail')).items).toEqual([])
  })

  it('has no value of a field that is sensitive, or that not everybody reads', async () => {
    const { as, store } = await openStudio()
    await as(boss).push([
      updateOf(
        'members',
        { id: 'ann' },
        {
          iban: 'DE75512108001245126199',
          pay: 7777,
          note: 'Well again',
          papers: { passport: 'C02Y' },
          name: 'A',
        },
      ),
      deleteOf('members', { id: 'cy' }),
    ])
    const { items } = await store.list('trail')
    const text = JSON.stringify(items)
    for (const secret of [
      annsIban,
      '0053201',
      '7777',
      'Ill in May',
      'Well again',
      'C02Y',
      'C01X',
      'Leaves soon',
    ]) {
      expect(text).not.toContain(secret)
    }
    const dots = '••••••••'
    expect(items.find(({ row }) => row.action === 'update')?.row.changes).toEqual({
      name: { before: 'ANN', after: 'A' },
      iban: { before: 'DE•• …3000', after: 'DE•• …6199' },
      pay: { before: dots, after: dots },
      note: { before: dots, after: dots },
      papers: { before: dots, after: dots },
    })
  })

  it('is written by nobody, and read by whom the rules let', async () => {
    const { as } = await openStudio()
    const entry = {
      id: crypto.randomUUID(),
      at: new Date().toISOString(),
      actor: 'x',
      role: 'x',
      action: 'create',
      entity: 'x',
      key: '{}',
      changes: {},
    }
    await as(boss).push([updateOf('members', { id: 'ann' }, { name: 'A' })])
    const [told] = (await as(boss).list('trail')).items
    const key = { id: told?.row.id ?? '' }
    expect(
      await as(boss).push([
        insertOf('trail', entry),
        updateOf('trail', key, { actor: 'y' }),
        deleteOf('trail', key),
      ]),
    ).toMatchObject([{ code: 'denied' }, { code: 'denied' }, { code: 'denied' }])
    expect((await as(ann).list('trail')).items).toEqual([])
  })

  it('cuts long texts, and names fields alone where all of them are too long', async () => {
    const texts = defineEntity({
      schema: z.object({
        id: z.string(),
        a: z.string(),
        when: z.date(),
        rest: z.record(z.string(), z.string()),
      }),
    })
    const model = defineModel({
      service: 'texts',
      entities: { texts, log: defineEntity({ schema: auditEntry }) },
    })
    const all = { create: 'everyone', read: 'everyone' } as const
    const policies = definePolicies(model, {
      roles: ['a'],
      principal: () => ({ id: 'x', role: 'a' }),
      audit: 'log',
      entities: { texts: all, log: {} },
    })
    const store = memoryStore(model)
    const when = new Date('2026-01-02T03:04:05.000Z')
    const [outcome] = await policies.open(store, undefined).push([
      {
        op: 'insert',
        mutationId: crypto.randomUUID(),
        entity: 'texts',
        row: { id: '1', a: `${'x'.repeat(999)}🦊`, when, rest: { b: 'y'.repeat(2000) } },
      },
    ])
    expect(outcome?.status).toBe('applied')
    const [entry] = (await store.list('log')).items
    expect(entry?.row.changes).toEqual({
      a: { after: `${'x'.repeat(999)}…` },
      when: { after: when.toISOString() },
      rest: { after: `{"b":"${'y'.repeat(994)}…` },
    })
  })

  it('is in the order of its times', async () => {
    let time = Date.parse('2126-01-01T00:00:00.000Z')
    const { as } = await openStudio({ now: () => new Date((time += 1000)).toISOString() })
    for (const name of ['A', 'B', 'C']) await as(boss).push([updateOf('members', { id: 'ann' }, { name })])
    const { items } = await as(boss).list('trail', { orderBy: { id: 'desc' } })
    expect(items.map(({ row }) => row.changes['name']?.after)).toEqual(['C', 'B', 'A'])
    expect(items.every(({ row, meta }) => row.at === meta.createdAt)).toBe(true)
  })
})

describe('reveal', () => {
  it('gives the values that were asked for, once the trail has told of it', async () => {
    const { as, store } = await openStudio()
    const revealed = await as(boss).reveal('members', { id: 'ann' }, ['iban', 'name'])
    expect(revealed).toEqual({ row: { id: 'ann', name: 'ANN', iban: annsIban }, meta: revealed.meta })
    const { items } = await store.list('trail')
    expect(items.map(({ row }) => row)).toMatchObject([
      {
        actor: 'b',
        role: 'boss',
        action: 'reveal',
        entity: 'members',
        key: '{"id":"ann"}',
        changes: { iban: {} },
      },
    ])
    expect(JSON.stringify(items)).not.toContain('3000')
  })

  it('tells the trail nothing where the user reads the fields anyway', async () => {
    const { as, store } = await openStudio()
    expect((await as(ann).reveal('members', { id: 'ann' }, ['iban'])).row).toEqual({
      id: 'ann',
      iban: annsIban,
    })
    expect((await store.list('trail')).items).toEqual([])
  })

  it('is refused by rule, by row, and of rows and fields that there are not', async () => {
    const { as, store } = await openStudio()
    await store.push([insertOf('members', { id: 'chair', name: 'C', team: 'board', iban: annsIban })])
    const denied = { code: 'denied', issues: [{ path: ['iban'], message: 'You may not see this field.' }] }
    await expect(as(boss).reveal('members', { id: 'chair' }, ['iban'])).rejects.toMatchObject(denied)
    await expect(as(bo).reveal('members', { id: 'ann' }, ['iban'])).rejects.toMatchObject(denied)
    await expect(as(boss).reveal('members', { id: 'ann' }, ['iban', 'note'])).rejects.toMatchObject({
      code: 'denied',
      issues: [{ path: ['note'] }],
    })
    const absent = { code: 'not_found', message: 'This member does not exist.' }
    await expect(as(bo).reveal('members', { id: 'cy' }, ['iban'])).rejects.toMatchObject(absent)
    await expect(as(bo).reveal('members', { id: 'no' }, ['iban'])).rejects.toMatchObject(absent)
    await expect(as(boss).reveal('members', { id: 'ann' }, [])).rejects.toMatchObject({ code: 'invalid' })
    await expect(as(boss).reveal('members', { id: 'ann' }, ['constructor' as 'iban'])).rejects.toMatchObject({
      code: 'invalid',
    })
    expect((await store.list('trail')).items).toEqual([])
    await expect(as(cy).reveal('members', { id: 'ann' }, ['name'])).rejects.toMatchObject(absent)
  })

  it('reveals nothing where the trail cannot be written', async () => {
    const { store } = await openStudio()
    const broken = { ...store, transact: () => Promise.reject(new StoreError('unavailable', 'Down.')) }
    const view = studioPolicies.open(broken, boss)
    await expect(view.reveal('members', { id: 'ann' }, ['iban'])).rejects.toMatchObject({
      code: 'unavailable',
    })
  })
})
