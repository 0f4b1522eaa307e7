import type { MutationOutcome, Update } from '@throughline/schema'
import { memoryStore } from '@throughline/schema/memory'
import { afterAll, expect, it } from 'vitest'
import { fakePersons } from '../src/fake/fake-persons.ts'
import { setPhoneRules } from '../src/model/phone-number.ts'
import { personsModel } from '../src/model/persons-model.ts'
import { createPersonsRouter } from '../src/router/persons-router.ts'

afterAll(() => setPhoneRules(undefined))

const [person] = fakePersons({ count: 1 })
if (person?.entity !== 'persons') throw new Error('The first row is no person.')
const personId = person.row.id
const id = 'e1a4a1e4-94f2-4c11-8b9f-77c6c1a0de31'

/** A store with one person and a contact of theirs, and a way to change that contact. */
async function contactStore() {
  const store = memoryStore(personsModel)
  await store.load([
    person as NonNullable<typeof person>,
    {
      entity: 'contactInfos',
      row: { id, personId, type: 'email', value: 'ada@example.com', isPrimary: true, isVerified: true },
    },
  ])
  return {
    read: async () => (await store.get('contactInfos', { personId, id }))?.row,
    update: async (changes: Update<(typeof personsModel)['entities']['contactInfos']>) => {
      const mutationId = crypto.randomUUID()
      const outcomes: MutationOutcome[] = await store.push([
        { op: 'update', mutationId, entity: 'contactInfos', key: { personId, id }, changes },
      ])
      return outcomes[0]
    },
  }
}

it('checks the whole contact where its type alone is changed', async () => {
  const { read, update } = await contactStore()
  expect(await update({ type: 'mobile' })).toMatchObject({
    status: 'rejected',
    issues: [{ path: ['value'], message: expect.stringMatching(/^Begin with \+/) }],
  })
  expect(await read()).toMatchObject({ type: 'email', value: 'ada@example.com' })
})

it('keeps a changed value as the model writes it', async () => {
  const { read, update } = await contactStore()
  expect(await update({ type: 'phone', value: '+49 (0)40 123-456' })).toMatchObject({ status: 'applied' })
  expect(await read()).toMatchObject({ type: 'phone', value: '+4940123456' })
})

it('checks numbers by their form alone until a server, or a page that takes them, applies the plans', async () => {
  const { update } = await contactStore()
  setPhoneRules(undefined)
  expect(await update({ type: 'mobile', value: '+4940123456' })).toMatchObject({ status: 'applied' })
  createPersonsRouter(memoryStore(personsModel))
  expect(await update({ type: 'mobile', value: '+4940123457' })).toMatchObject({
    status: 'rejected',
    issues: [{ path: ['value'], message: expect.stringMatching(/^This is no mobile number/) }],
  })
})
