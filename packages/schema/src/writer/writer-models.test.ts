import { describe, expect, it } from 'vitest'
import * as z from 'zod'
import { defineEntity } from '../define-entity.ts'
import { defineModel } from '../define-model.ts'
import { memoryStore } from '../memory/memory-store.ts'
import type { Store } from '../store.types.ts'
import { blogModel } from '../testing/blog-model.ts'
import { ordersModel } from '../testing/orders-model.ts'
import { ordersRows } from '../testing/orders-rows.ts'
import { readTable } from '../testing/replica.ts'
import { createWriter } from './create-writer.ts'

const loaded = async () => {
  const store = memoryStore(ordersModel)
  await store.load(ordersRows)
  return { store, writer: createWriter(store) }
}

describe('a writer of other models', () => {
  it('moves a tree whose levels name their parents by other fields', async () => {
    const { store, writer } = await loaded()
    const from = { country: 'DE', customerNumber: 9 }
    const to = { country: 'AT', customerNumber: 9 }
    const moved = await writer.move('orders', { ...from, orderNumber: 1 }, to)
    expect(moved.row).toMatchObject({ ...to, orderNumber: 1, total: 2n ** 65n + 1n })
    const { items } = await store.query('orderLines', { where: { ...to, orderNumber: 1 } })
    expect(items.map(({ row }) => row)).toEqual([
      { ...to, orderNumber: 1, line: 1, sku: 'ABC-0001', quantity: 2, options: new Map([['color', 'red']]) },
      { ...to, orderNumber: 1, line: 2, sku: 'ABC-0002', quantity: 1 },
    ])
    expect((await readTable(store)).size).toBe(ordersRows.length)
  })

  it('makes no id where the key is another, or no text', async () => {
    const { writer } = await loaded()
    const product = { name: 'Lamp', price: 1 } as { sku: string; name: string; price: number }
    await expect(writer.create('products', product)).rejects.toMatchObject({ issues: [{ path: ['sku'] }] })
    const counted = defineEntity({ schema: z.object({ id: z.int(), text: z.string() }) })
    const store = memoryStore(defineModel({ service: 'counters', entities: { counted } }))
    const keyless = createWriter(store).create('counted', { text: 'x' })
    await expect(keyless).rejects.toMatchObject({ code: 'invalid', issues: [{ path: ['id'] }] })
  })

  it('says of a tree of more than 1,000 rows that it is too large, and reads no further', async () => {
    const { store } = await loaded()
    const line = { country: 'DE', customerNumber: 9, orderNumber: 1, sku: 'ABC-0001', quantity: 1 }
    await store.load(
      Array.from({ length: 5000 }, (_, index) => ({
        entity: 'orderLines' as const,
        row: { ...line, line: index + 1 },
      })),
    )
    let pages = 0
    const counting: typeof store = {
      ...store,
      query: (...args) => {
        pages += 1
        return store.query(...args)
      },
    }
    const key = { country: 'DE', customerNumber: 9, orderNumber: 1 }
    const move = createWriter(counting).move('orders', key, { country: 'AT', customerNumber: 9 })
    await expect(move).rejects.toMatchObject({ name: 'StoreError', code: 'too_large' })
    expect(pages).toBe(1)
  })

  it('refuses an entity that the model does not have, whatever is asked of it', async () => {
    const store = memoryStore(blogModel)
    const writer = createWriter(store as never as ReturnType<typeof memoryStore>)
    const calls = [
      () => writer.create('toString', {}),
      () => writer.put('toString', {}),
      () => writer.update('toString', {}, {}),
      () => writer.remove('toString', {}),
      () => writer.move('toString', {}, {}),
      () => writer.transact([{ op: 'delete', entity: 'toString', key: {} }]),
      () => writer.batchWrite([{ op: 'delete', entity: 'toString', key: {} }]),
    ]
    for (const call of calls) {
      await expect(call()).rejects.toMatchObject({ name: 'StoreError', code: 'invalid' })
    }
    expect(await (store as unknown as Store).snapshot()).toMatchObject({ items: [] })
  })
})
