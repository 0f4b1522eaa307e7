import { describe, expectTypeOf, it } from 'vitest'
import { memoryStore } from '../memory/memory-store.ts'
import type { StoredRow } from '../mutation.types.ts'
import { ordersModel } from '../testing/orders-model.ts'
import { syncModel } from '../testing/sync-model.ts'
import { createWriter } from './create-writer.ts'

const writer = createWriter(memoryStore(syncModel))
const orders = createWriter(memoryStore(ordersModel))
const line = { country: 'DE', customerNumber: 9, orderNumber: 1, line: 1 }

describe('a writer', () => {
  it('answers rows of the entity that it wrote', () => {
    expectTypeOf(writer.create('teams', { name: 'A' })).resolves.toEqualTypeOf<
      StoredRow<{ id: string; name: string; slug: string | null }>
    >()
    expectTypeOf(writer.put('teams', { id: 'a', name: 'A' })).resolves.toHaveProperty('row')
    expectTypeOf(orders.update('orderLines', line, { quantity: 2 })).resolves.toExtend<
      StoredRow<{ sku: string; quantity: number }>
    >()
    expectTypeOf(writer.remove('teams', { id: 'a' })).resolves.toEqualTypeOf<boolean>()
  })

  it('takes fields of the entity alone', () => {
    // @ts-expect-error -- a team has no title
    void writer.create('teams', { name: 'A', title: 'B' })
    // @ts-expect-error -- a name is text
    void writer.create('teams', { name: 1 })
    // @ts-expect-error -- a project has a number
    void writer.create('projects', { teamId: 'a', name: 'P' })
    // @ts-expect-error -- the server keeps the version
    void writer.create('projects', { teamId: 'a', number: 1, name: 'P', version: 1 })
    // @ts-expect-error -- what is put has its key
    void writer.put('teams', { name: 'A' })
    // @ts-expect-error -- a task has no name
    void writer.update('tasks', { teamId: 'a', projectNumber: 1, id: 't' }, { name: 'T' })
    // @ts-expect-error -- a row is given another parent with `move`
    void writer.update('tasks', { teamId: 'a', projectNumber: 1, id: 't' }, { teamId: 'b' })
    // @ts-expect-error -- no entity is called so
    void writer.create('people', {})
  })

  it('takes whole keys alone', () => {
    // @ts-expect-error -- a task is named with its project
    void writer.update('tasks', { id: 't' }, { done: true })
    // @ts-expect-error -- a number is no text
    void writer.remove('projects', { teamId: 'a', number: '1' })
    // @ts-expect-error -- a team has an id
    void writer.remove('teams', { name: 'A' })
  })

  it('moves what has a parent alone', () => {
    void writer.move('projects', { teamId: 'a', number: 1 }, { teamId: 'b' })
    // @ts-expect-error -- a team is a root
    void writer.move('teams', { id: 'a' }, {})
    const key = { teamId: 'a', projectNumber: 1, id: 't' }
    void writer.move('tasks', key, { teamId: 'b', projectNumber: 1 })
    // @ts-expect-error -- a task's parent is named by team and number
    void writer.move('tasks', key, { teamId: 'b' })
    // @ts-expect-error -- a task keeps its own id
    void writer.move('tasks', key, { teamId: 'b', projectNumber: 1, id: 'u' })
  })

  it('transacts writes without ids', () => {
    void writer.transact([{ op: 'insert', entity: 'teams', row: { name: 'A' } }])
    // @ts-expect-error -- a team has no title
    void writer.transact([{ op: 'insert', entity: 'teams', row: { name: 'A', title: 'B' } }])
    // @ts-expect-error -- a delete has a key
    void writer.batchWrite([{ op: 'delete', entity: 'teams' }])
    // @ts-expect-error -- the writer makes the ids
    void writer.transact([{ op: 'delete', mutationId: 'm', entity: 'teams', key: { id: 'a' } }])
  })
})
