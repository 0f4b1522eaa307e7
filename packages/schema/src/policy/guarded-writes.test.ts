import { describe, expect, it } from 'vitest'
import { ann, annsIban, bo, boss, cy, deleteOf, insertOf, openStudio, updateOf } from '../../tests/studio.ts'
import { definePolicies } from './define-policies.ts'

describe('rows', () => {
  it('that a user may not read are answered in the words of rows that are not there', async () => {
    const { as } = await openStudio()
    for (const write of [
      (id: string) => updateOf('members', { id }, { name: 'X' }),
      (id: string) => updateOf('members', { id }, { name: 'X' }, 7),
      (id: string) => updateOf('members', { id }, { name: 1, nonsense: true }),
      (id: string) => updateOf('members', { id }, { iban: '••••' }),
      (id: string) => updateOf('jobs', { memberId: 'cy', id: id === 'cy' ? '3' : '4' }, { title: 'X' }),
      (id: string) => deleteOf('jobs', { memberId: 'cy', id: id === 'cy' ? '3' : '4' }),
    ]) {
      const [hidden, absent] = await as(bo).push([write('cy'), write('no')])
      expect(hidden).toMatchObject({ status: 'rejected', code: 'not_found' })
      expect({ ...hidden, mutationId: '' }).toEqual({ ...absent, mutationId: '' })
    }
  })

  it('whose parent a user may not read are answered in the words of a parent that is not there', async () => {
    const { as } = await openStudio()
    const stranger = { id: 'cy', role: 'member', team: 'red' } as const
    for (const row of [
      { title: 'X' },
      { title: '' },
      { title: 'X', code: 'C3' },
      { title: 'X', nonsense: 1 },
    ]) {
      const rowOf = (memberId: string, id: string) => insertOf('jobs', { ...row, id, memberId, price: null })
      const [hidden, absent] = await as(stranger).push([rowOf('cy', '8'), rowOf('no', '8')])
      expect(hidden).toMatchObject({ code: 'parent_not_found', issues: [{ path: ['memberId'] }] })
      expect({ ...hidden, mutationId: '' }).toEqual({ ...absent, mutationId: '' })
    }
  })

  it('are created, changed and deleted by whom the rules let, and by nobody else', async () => {
    const { as, store } = await openStudio()
    const denied = { status: 'rejected', code: 'denied' }
    const applied = { status: 'applied' }
    const member = (id: string) => insertOf('members', { id, name: 'N', team: 'red' })
    expect(await as(ann).push([member('d')])).toMatchObject([
      { ...denied, message: 'You may not create this member.' },
    ])
    expect(await as(null).push([member('d')])).toMatchObject([denied])
    expect(await as(boss).push([member('d')])).toMatchObject([applied])
    const rename = (id: string) => updateOf('members', { id }, { name: 'New' })
    expect(await as(ann).push([rename('ann'), rename('bo')])).toMatchObject([
      applied,
      { ...denied, message: 'You may not change this member.' },
    ])
    expect(await as(ann).push([deleteOf('members', { id: 'ann' })])).toMatchObject([denied])
    const job = (id: string, memberId: string) => insertOf('jobs', { id, memberId, title: 'J', price: null })
    expect(await as(ann).push([job('7', 'ann'), job('7', 'bo')])).toMatchObject([applied, denied])
    expect(await as(boss).push([deleteOf('members', { id: 'ann' })])).toMatchObject([applied])
    expect((await store.list('jobs')).items.map(({ row }) => row.id)).toEqual(['3'])
  })

  it('are changed where the condition holds before and after', async () => {
    const { as, store } = await openStudio()
    const to = (title: string) => updateOf('jobs', { memberId: 'ann', id: '2' }, { title })
    const denied = { status: 'rejected', code: 'denied', message: 'You may not change this job.' }
    expect(await as(ann).push([to('Locked')])).toMatchObject([denied])
    await store.push([to('Locked')])
    expect(await as(ann).push([to('Free')])).toMatchObject([denied])
    // Also of a version that is long gone: the conflict would show nothing new, and the rule comes first.
    expect(
      await as(ann).push([updateOf('jobs', { memberId: 'ann', id: '2' }, { title: 'Free' }, 1)]),
    ).toMatchObject([denied])
  })

  it('whose key a hidden row has are denied, in the words of those that may not be created', async () => {
    const { as } = await openStudio()
    const job = (id: string, title: string) => insertOf('jobs', { id, memberId: 'ann', title, price: null })
    // Whoever sees the row is told that it is there.
    expect(await as(bo).push([job('1', 'T')])).toMatchObject([{ code: 'already_exists' }])
    const message = 'You may not create this job.'
    expect(await as(bo).push([job('2', 'T'), job('4', 'T')])).toMatchObject([
      { code: 'denied', message, issues: [] },
      { code: 'denied', message, issues: [] },
    ])
    // What is wrong with a row is told the same whether its key is taken or not.
    const [taken, free] = await as(bo).push([job('2', ''), job('4', '')])
    expect(taken).toMatchObject({ code: 'invalid', issues: [{ path: ['title'] }] })
    expect({ ...taken, mutationId: '' }).toEqual({ ...free, mutationId: '' })
  })
})

describe('fields', () => {
  const denied = (...fields: string[]) => ({
    status: 'rejected',
    code: 'denied',
    issues: fields.map((field) => ({ path: [field], message: 'You may not set this field.' })),
  })

  it('are set by whom the rules let', async () => {
    const { as } = await openStudio()
    const raise = updateOf('members', { id: 'ann' }, { pay: 9000, name: 'A' })
    expect(await as(ann).push([raise])).toMatchObject([denied('pay')])
    expect(await as(boss).push([raise])).toMatchObject([{ status: 'applied' }])
  })

  it('that are sent back as they were are no change for those who read them', async () => {
    const { as } = await openStudio()
    expect(await as(ann).push([updateOf('members', { id: 'ann' }, { pay: 4000, name: 'A' })])).toMatchObject([
      { status: 'applied' },
    ])
  })

  it('of which a user knows nothing do not tell by the answer whether they guessed the value', async () => {
    const { store } = await openStudio()
    const all = { read: 'everyone', update: 'everyone' } as const
    const policies = definePolicies(store.model, {
      roles: ['a'],
      principal: () => ({ id: 'x', role: 'a' }),
      entities: { members: { ...all, fields: { pay: { read: [], write: [] } } }, jobs: all, trail: {} },
    })
    const view = policies.open(store, undefined)
    for (const pay of [4000, 4001]) {
      expect(await view.push([updateOf('members', { id: 'ann' }, { pay })])).toMatchObject([denied('pay')])
    }
  })

  it('may be left out of a new row, and are its defaults where they are named', async () => {
    const { store } = await openStudio()
    const policies = definePolicies(store.model, {
      roles: ['a'],
      principal: () => ({ id: 'x', role: 'a' }),
      entities: {
        members: {
          read: 'everyone',
          create: 'everyone',
          fields: { pay: { write: [] }, note: { write: [] }, iban: { write: [] } },
        },
        jobs: {},
        trail: {},
      },
    })
    const view = policies.open(store, undefined)
    const member = (id: string, values: object) =>
      insertOf('members', { id, name: 'N', team: 'red', ...values })
    const outcomes = await view.push([
      member('1', {}),
      member('2', { pay: 0, note: null, iban: undefined }),
      member('3', { pay: 1 }),
      member('4', { pay: 0, note: 'x', iban: annsIban }),
    ])
    expect(outcomes).toMatchObject([
      { status: 'applied' },
      { status: 'applied' },
      denied('pay'),
      denied('iban', 'note'),
    ])
  })

  it('never take the mask that stood for their value', async () => {
    const { as, store } = await openStudio()
    const seen = await as(boss).get('members', { id: 'ann' })
    const outcomes = await as(boss).push([
      updateOf('members', { id: 'ann' }, { iban: seen?.row.iban, note: seen?.row.note, name: 'A' }),
      insertOf('members', { id: 'copy', name: 'A', team: 'red', iban: seen?.row.iban }),
    ])
    expect(outcomes).toMatchObject([
      { status: 'rejected', code: 'invalid', issues: [{ path: ['iban'] }, { path: ['note'] }] },
      {
        status: 'rejected',
        code: 'invalid',
        issues: [{ path: ['iban'], message: expect.stringContaining('mask') }],
      },
    ])
    expect((await store.get('members', { id: 'ann' }))?.row.iban).toBe(annsIban)
    const whole = 'DE75512108001245126199'
    expect(await as(boss).push([updateOf('members', { id: 'ann' }, { iban: whole })])).toMatchObject([
      { status: 'applied', stored: { row: { iban: 'DE•• …6199' } } },
    ])
  })
})

describe('answers', () => {
  it('have the row as the user sees it, of conflicts too', async () => {
    const { as } = await openStudio()
    const [applied, conflict] = await as(boss).push([
      updateOf('members', { id: 'ann' }, { name: 'A' }),
      updateOf('members', { id: 'ann' }, { name: 'B' }, 1),
    ])
    const seen = { row: { name: 'A', iban: 'DE•• …3000', pay: 4000 }, withheld: ['iban', 'note', 'papers'] }
    expect(applied).toMatchObject({ status: 'applied', version: 2, stored: seen })
    expect(conflict).toMatchObject({ status: 'conflict', stored: seen })
    expect(JSON.stringify([applied, conflict])).not.toContain('Ill in May')
  })

  it('have no row where the user may not read it any more', async () => {
    const { as } = await openStudio()
    const job = insertOf('jobs', { id: '6', memberId: 'bo', title: 'T', price: 6 })
    expect(await as(boss).push([job])).toMatchObject([{ status: 'applied', stored: { row: { price: 6 } } }])
    const away = updateOf('members', { id: 'ann' }, { team: 'blue' })
    expect(await as(ann).push([away])).toMatchObject([{ status: 'applied', version: 2, stored: null }])
  })

  it('that were given before are given again', async () => {
    const { as } = await openStudio()
    const source = { clientId: 'c', seq: 1 }
    const stale = updateOf('jobs', { memberId: 'ann', id: '1' }, { title: 'T' }, 9)
    const first = await as(ann).push([stale], source)
    expect(first).toMatchObject([{ status: 'conflict', stored: { row: { title: 'Job 1' } } }])
    expect(await as(ann).push([stale], source)).toEqual(first)
  })

  it('that were given before have no row that has become hidden', async () => {
    const { store } = await openStudio()
    const policies = definePolicies(store.model, {
      roles: ['in', 'out'],
      principal: (role: 'in' | 'out') => ({ id: 'x', role }),
      entities: {
        members: { read: { in: true, out: ({ row }) => row.pay < 0 }, update: 'everyone' },
        jobs: {},
        trail: {},
      },
    })
    const stale = updateOf('members', { id: 'ann' }, { name: 'A' }, 9)
    const source = { clientId: 'c', seq: 1 }
    expect(await policies.open(store, 'in').push([stale], source)).toMatchObject([{ status: 'conflict' }])
    expect(await policies.open(store, 'out').push([stale], source)).toEqual([
      {
        status: 'rejected',
        mutationId: stale.mutationId,
        code: 'not_found',
        message: 'This member does not exist.',
        issues: [],
      },
    ])
  })
})

describe('sources', () => {
  it('of one user are not those of another, whatever they are called', async () => {
    const { as } = await openStudio()
    const source = { clientId: 'same', seq: 1 }
    const own = updateOf('members', { id: 'ann' }, { name: 'A' })
    const first = await as(ann).push([own], source)
    expect(await as(ann).push([own], source)).toEqual(first)
    const others = await as(bo).push([updateOf('members', { id: 'bo' }, { name: 'B' })], source)
    expect(others).toMatchObject([{ status: 'applied', stored: { row: { id: 'bo' } } }])
    // Asked with another user's mutation, it is not their outcome that comes back.
    expect(await as(cy).push([own], source)).toMatchObject([{ status: 'rejected', code: 'not_found' }])
  })

  it('are told of by the name that they gave themselves', async () => {
    const { as } = await openStudio()
    const clientId = 'x'.repeat(256)
    const push = (seq: number) =>
      as(ann).push([updateOf('members', { id: 'ann' }, { name: 'A' })], { clientId, seq })
    await expect(push(5)).rejects.toMatchObject({
      code: 'invalid',
      sequence: { kind: 'gap', lastSeq: 0 },
      message: `Client "${clientId}" sends its mutation 5, but the last one that came is 0. Send from 1.`,
    })
    expect(await push(1)).toMatchObject([{ status: 'applied' }])
    await expect(push(1)).rejects.toMatchObject({ sequence: { kind: 'used', lastSeq: 1 } })
    await expect(as(ann).push([], { clientId: 'a#b', seq: 1 })).rejects.toMatchObject({ code: 'invalid' })
    await expect(as(ann).push([], { clientId: '', seq: 1 })).rejects.toMatchObject({ code: 'invalid' })
  })
})

describe('transactions', () => {
  it('apply all or nothing, under the same rules', async () => {
    const { as, store } = await openStudio()
    const mutations = [
      updateOf('members', { id: 'ann' }, { name: 'A' }),
      updateOf('members', { id: 'bo' }, { name: 'B' }),
    ]
    await expect(as(ann).transact(mutations)).rejects.toMatchObject({ code: 'denied', index: 1 })
    expect((await store.get('members', { id: 'ann' }))?.row.name).toBe('ANN')
    expect(await as(boss).transact(mutations)).toMatchObject([
      { status: 'applied', stored: { row: { iban: 'DE•• …3000' } } },
      { status: 'applied' },
    ])
  })

  it('show the row that they met as the user sees it', async () => {
    const { as } = await openStudio()
    const stale = updateOf('members', { id: 'ann' }, { name: 'A' }, 5)
    await expect(as(boss).transact([stale])).rejects.toMatchObject({
      code: 'conflict',
      index: 0,
      current: { row: { iban: 'DE•• …3000' }, withheld: ['iban', 'note', 'papers'] },
    })
    await expect(as(bo).transact([updateOf('members', { id: 'cy' }, {}, 5)])).rejects.toMatchObject({
      code: 'not_found',
    })
    const whole = await as(boss)
      .transact([deleteOf('members', { id: 'ann' })], { restrict: true })
      .catch(String)
    expect(whole).not.toContain('Ill in May')
  })
})

describe('a guard of the caller', () => {
  it('is asked besides', async () => {
    const { as, store } = await openStudio()
    const no = () => ({ code: 'denied', message: 'Not today.' }) as const
    const rename = updateOf('members', { id: 'ann' }, { name: 'A' })
    const message = 'Not today.'
    expect(await as(boss).push([rename], { guard: { meet: no } })).toMatchObject([{ message }])
    expect(await as(boss).push([rename], { guard: { admit: no } })).toMatchObject([{ message }])
    await expect(as(boss).transact([rename], { guard: { admit: no } })).rejects.toMatchObject({ message })
    expect(await as(bo).push([rename], { guard: { meet: () => undefined } })).toMatchObject([
      { code: 'denied' },
    ])
    const extra = insertOf('jobs', { id: 'x', memberId: 'ann', title: 'X', price: null })
    const attach = () => [extra as never]
    expect(await as(boss).push([rename], { guard: { attach } })).toMatchObject([{ status: 'applied' }])
    expect(await store.get('jobs', { memberId: 'ann', id: 'x' })).toBeDefined()
    expect((await store.list('trail')).items).toHaveLength(1)
  })
})

describe('load and clear', () => {
  it('are of the server alone', async () => {
    const { as } = await openStudio()
    await expect(as(boss).load([])).rejects.toMatchObject({ code: 'denied' })
    await expect(as(boss).clear()).rejects.toMatchObject({ code: 'denied' })
  })
})
