import { describe, expect, it } from 'vitest'
import { ann, bo, boss, cy, idsOf, openStudio, studio, studioPolicies } from '../../tests/studio.ts'
import { memoryStore } from '../memory/memory-store.ts'
import { readAll } from '../testing/read-all.ts'

describe('rows', () => {
  it('that a user may not read are absent', async () => {
    const { as } = await openStudio()
    expect(await as(bo).get('members', { id: 'cy' })).toBeUndefined()
    expect((await as(bo).get('members', { id: 'ann' }))?.row.name).toBe('ANN')
    const keys = [{ id: 'cy' }, { id: 'bo' }, { id: 'no' }]
    expect(idsOf(await as(bo).batchGet('members', keys))).toEqual([undefined, 'bo', undefined])
    expect(idsOf((await as(bo).list('members')).items)).toEqual(['ann', 'bo'])
    expect(idsOf((await as(bo).query('jobs', { where: { memberId: 'ann' } })).items)).toEqual(['1'])
    expect(idsOf((await as(ann).query('jobs', { where: { memberId: 'ann' } })).items)).toEqual(['1', '2'])
    expect(idsOf((await as(boss).list('members')).items)).toEqual(['ann', 'bo', 'cy'])
  })

  it('of an entity that a role never reads are absent without a look at the store', async () => {
    const work = { examined: 0 }
    const { as } = await openStudio({ work })
    const before = work.examined
    expect(await as(null).list('members')).toEqual({ items: [], cursor: null })
    expect(work.examined).toBe(before)
    expect(await as(null).get('members', { id: 'ann' })).toBeUndefined()
    await expect(as(null).list('members', { limit: 0 })).rejects.toMatchObject({ code: 'invalid' })
  })

  it('of an entity that there is not are an error', async () => {
    const { as } = await openStudio()
    await expect(as(bo).get('constructor' as 'members', { id: 'a' })).rejects.toMatchObject({
      code: 'invalid',
    })
  })
})

describe('fields', () => {
  it('are withheld or masked, and named', async () => {
    const { as } = await openStudio()
    const seen = await as(bo).get('members', { id: 'ann' })
    expect(seen?.row).toEqual({
      id: 'ann',
      name: 'ANN',
      team: 'red',
      iban: 'DE•• …3000',
      note: '••••••••',
      createdAt: seen?.meta.createdAt,
    })
    expect(seen?.withheld).toEqual(['iban', 'pay', 'note', 'papers'])
  })

  it('of one’s own are read, those that nobody reads are not', async () => {
    const { as } = await openStudio()
    const own = await as(ann).get('members', { id: 'ann' })
    expect(own?.row).toMatchObject({ iban: 'DE89370400440532013000', pay: 4000, note: '••••••••' })
    expect(own?.withheld).toEqual(['note', 'papers'])
  })

  it('are named whether there is a value or not; what is no text is left out', async () => {
    const { as } = await openStudio()
    const seen = await as(ann).get('members', { id: 'bo' })
    expect(Object.keys(seen?.row ?? {}).toSorted()).toEqual(['createdAt', 'id', 'name', 'team'])
    expect(seen?.withheld).toEqual(['iban', 'pay', 'note', 'papers'])
  })

  it('of a row that is read whole are not named: it is the row itself', async () => {
    const { as } = await openStudio()
    expect(await as(boss).get('jobs', { memberId: 'ann', id: '1' })).not.toHaveProperty('withheld')
    expect((await as(ann).list('jobs', { limit: 1 })).items[0]).not.toHaveProperty('withheld')
  })

  it('of any name are kept as they are', async () => {
    const { as } = await openStudio()
    const meta = { version: 1, createdAt: '2026-01-01T00:00:00.000Z', updatedAt: '2026-01-01T00:00:00.000Z' }
    const row: unknown = JSON.parse('{ "id": "x", "team": "red", "__proto__": { "pay": 1 }, "pay": 2 }')
    const [seen] = as(bo).seeRows([
      { entity: 'members', row: row as Readonly<Record<string, unknown>>, meta },
    ])
    expect(JSON.stringify(seen?.row)).toBe('{"id":"x","team":"red","__proto__":{"pay":1}}')
    expect(seen?.row['pay']).toBeUndefined()
  })

  it('that are asked for leave those in place that conditions need', async () => {
    const { as } = await openStudio()
    const fields = ['name', 'iban'] as const
    const expected = { row: { id: 'ann', name: 'ANN', iban: 'DE•• …3000' }, withheld: ['iban'] }
    expect(await as(bo).get('members', { id: 'ann' }, { fields })).toMatchObject(expected)
    const [one] = await as(bo).batchGet('members', [{ id: 'ann' }], { fields })
    expect(one?.row).toEqual(expected.row)
    const { items } = await as(bo).list('members', { fields, where: { name: 'ANN' } })
    expect(items.map(({ row, withheld }) => ({ row, withheld }))).toEqual([expected])
    const jobs = await as(bo).query('jobs', { where: { memberId: 'ann' }, fields: ['title'] })
    expect(jobs.items.map(({ row }) => row)).toEqual([{ id: '1', memberId: 'ann', title: 'Job 1' }])
    expect(jobs.items[0]).not.toHaveProperty('withheld')
    await expect(as(bo).list('members', { fields: ['nam' as 'name'] })).rejects.toMatchObject({
      code: 'invalid',
    })
  })
})

describe('conditions and orders', () => {
  it('on fields that a user does not read of every row are denied, since the answer would tell the value', async () => {
    const { as } = await openStudio()
    for (const user of [ann, bo]) {
      for (const where of [
        { pay: 4000 },
        { pay: { gte: 1 } },
        { iban: { exists: true } },
        { name: 'A', note: null },
      ]) {
        await expect(as(user).list('members', { where })).rejects.toMatchObject({ code: 'denied' })
      }
      await expect(as(user).list('members', { orderBy: { pay: 'asc' } })).rejects.toMatchObject({
        code: 'denied',
        issues: [{ path: ['pay'], message: 'You may not ask by this field.' }],
      })
    }
    const price = { memberId: 'ann', price: { gt: 1 } }
    await expect(as(null).query('jobs', { where: price })).rejects.toMatchObject({ code: 'denied' })
    await expect(as(boss).list('members', { where: { iban: 'DE' } })).rejects.toMatchObject({
      code: 'denied',
    })
  })

  it('on others are answered', async () => {
    const { as } = await openStudio()
    const { items } = await as(boss).list('members', {
      where: { pay: { gte: 4000 } },
      orderBy: { pay: 'desc' },
    })
    expect(idsOf(items)).toEqual(['cy', 'ann'])
    const price = { memberId: 'ann', price: { gt: 1 } }
    expect(idsOf((await as(bo).query('jobs', { where: price })).items)).toEqual(['1'])
  })
})

describe('pages', () => {
  const teams = async (count: number) => {
    const store = memoryStore(studio, { feedBefore: true })
    const rows = Array.from({ length: count }, (_, index) => ({
      entity: 'members' as const,
      row: {
        id: String(index).padStart(4, '0'),
        name: 'N',
        team: index % 20 === 19 ? 'red' : 'blue',
        pay: index,
        note: null,
        createdAt: '2026-01-01T00:00:00.000Z',
      },
    }))
    await store.load(rows)
    return store
  }

  it('are filled from several of the store, and go on where they ended', async () => {
    const view = studioPolicies.open(await teams(200), bo)
    const { items, pages } = await readAll((cursor) => view.list('members', { limit: 10, cursor }))
    expect(idsOf(items)).toEqual([
      '0019',
      '0039',
      '0059',
      '0079',
      '0099',
      '0119',
      '0139',
      '0159',
      '0179',
      '0199',
    ])
    expect(pages).toBeLessThanOrEqual(6)
  })

  it('are never longer than asked for', async () => {
    const view = studioPolicies.open(await teams(200), cy)
    const seen: number[] = []
    await readAll(async (cursor) => {
      const page = await view.list('members', { limit: 7, cursor })
      seen.push(page.items.length)
      return page
    })
    expect(Math.max(...seen)).toBe(7)
    expect(seen.reduce((sum, length) => sum + length, 0)).toBe(190)
    expect(seen.filter((length) => length < 7)).toHaveLength(1)
  })

  it('look at five of the store’s at most', async () => {
    let calls = 0
    const store = await teams(400)
    const counted = {
      ...store,
      list: (...args: Parameters<typeof store.list>) => ((calls += 1), store.list(...args)),
    }
    const view = studioPolicies.open(counted as typeof store, { ...bo, team: 'none' } as typeof bo)
    const page = await view.list('members', { limit: 10 })
    expect(page.items).toEqual([])
    expect(page.cursor).not.toBeNull()
    expect(calls).toBe(5)
  })
})
