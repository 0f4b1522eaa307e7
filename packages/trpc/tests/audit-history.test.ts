import { memoryStore } from '@throughline/schema/testing'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { createModelRouter } from '../src/model-router.ts'
import { uuid } from './library-model.ts'
import { casesModel, casesPolicies, type User } from './policies-model.ts'

const id = uuid(11)
const iban = 'DE89370400440532013000'

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['Date'] })
})
afterEach(() => {
  vi.useRealTimers()
})

/** What each of two did with a case and a note below it, beside what they did with another case. */
async function openHistory() {
  const store = memoryStore(casesModel, { feedBefore: true })
  const router = createModelRouter(casesModel, {
    store,
    policies: casesPolicies,
    user: ({ user }: { readonly user: User }) => user,
  })
  const as = (name: string, role: User['role']) => router.createCaller({ user: { id: name, role } })
  const [boss, ann] = [as('boss', 'admin'), as('ann', 'clerk')]
  const acts = [
    () => boss.cases.create({ id, owner: 'ann', title: 'One', iban }),
    () => boss.cases.create({ id: uuid(12), owner: 'ann', title: 'Two', iban }),
    () => ann.cases.update({ key: { id }, changes: { title: 'First' } }),
    () => ann.notes.create({ id: uuid(21), caseId: id, text: 'Called.' }),
    () => ann.cases.reveal({ key: { id }, fields: ['iban'] }),
    () => boss.notes.delete({ key: { id: uuid(21), caseId: id } }),
  ]
  for (const act of acts) {
    vi.advanceTimersByTime(60_000)
    await act()
  }
  return { boss, ann }
}

describe('the history of a row', () => {
  it('is the list of the trail, of the row and what is below it, the latest first, page by page', async () => {
    const { boss } = await openHistory()
    const history = { where: { key: { contains: id } }, orderBy: { id: 'desc' }, limit: 3 } as const
    const first = await boss.entries.list(history)
    const second = await boss.entries.list({ ...history, cursor: first.cursor ?? '' })
    const told = [...first.items, ...second.items].map(
      ({ row }) => `${row.actor} ${row.action} ${row.entity}`,
    )
    expect(told).toEqual([
      'boss delete notes',
      'ann reveal cases',
      'ann create notes',
      'ann update cases',
      'boss create cases',
    ])
    expect(second.cursor).toBeNull()
    expect(JSON.stringify([first, second])).not.toContain(iban)
  })

  it('is nobody’s whom the policies do not let read the trail', async () => {
    const { ann } = await openHistory()
    expect((await ann.entries.list({ where: { key: { contains: id } } })).items).toEqual([])
  })
})
