import { memoryStore } from '@throughline/schema/memory'
import { describe, expect, it } from 'vitest'
import { fakePersons } from '../fake/fake-persons.ts'
import { personsModel } from '../model/persons-model.ts'
import { type PersonsRole, personsPolicies } from './persons-policies.ts'

const store = memoryStore(personsModel)
await store.load(fakePersons({ count: 20 }))
const names = personsModel.names

async function seenBy(role: PersonsRole): Promise<string> {
  const view = personsPolicies.open(store, { id: 'u1', role })
  const lists = await Promise.all(names.map((name) => view.list(name, { limit: 1000 })))
  const snapshot = await view.snapshot({ limit: 1000 })
  return JSON.stringify([lists, snapshot])
}

async function valuesOf(entity: 'bankAccounts' | 'employments', field: string): Promise<string[]> {
  const { items } = await store.list(entity, { limit: 1000 })
  return items.map(({ row }) => String(Object.entries(row).find(([name]) => name === field)?.[1]))
}

describe('personsPolicies', () => {
  it('say who may do what', () => {
    expect(personsPolicies.matrix).toMatchSnapshot()
  })

  it('show the admins all, and HR no whole IBAN', async () => {
    const ibans = await valuesOf('bankAccounts', 'iban')
    expect(ibans.length).toBeGreaterThan(10)
    const [admin, hr] = [await seenBy('admin'), await seenBy('hr')]
    for (const iban of ibans) expect(admin).toContain(iban)
    for (const iban of ibans) expect(hr).not.toContain(iban)
    expect(hr).toContain('••')
  })

  it('show staff no bank account, address or salary', async () => {
    const staff = await seenBy('staff')
    expect(staff).not.toContain('iban')
    expect(staff).not.toContain('street')
    expect(staff).not.toContain('"salary":')
    expect(staff).toContain('companyName')
    expect(await seenBy('hr')).toContain('"salary":')
  })

  it('let admins alone delete a person', async () => {
    const { items } = await store.list('persons', { limit: 1 })
    const { id = '' } = items[0]?.row ?? {}
    const remove = async (role: PersonsRole) => {
      const mutationId = crypto.randomUUID()
      const view = personsPolicies.open(store, { id: 'u1', role })
      return (await view.push([{ op: 'delete', mutationId, entity: 'persons', key: { id } }]))[0]
    }
    expect(await remove('hr')).toMatchObject({ status: 'rejected', code: 'denied' })
    expect(await remove('admin')).toMatchObject({ status: 'applied' })
  })
})
