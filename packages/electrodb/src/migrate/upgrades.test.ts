import { defineEntity, defineModel, StoreError } from '@throughline/schema'
import { describe, expect, it } from 'vitest'
import * as z from 'zod'
import { modelItems } from '../items/item.ts'
import { tableLayout } from '../layout/table-layout.ts'
import { defineUpgrades, type Upgrade } from './upgrades.ts'

const model = defineModel({
  service: 'notes',
  entities: {
    notes: defineEntity({
      singular: 'note',
      schema: z.object({
        id: z.string(),
        title: z.string().min(1),
        size: z.int(),
        day: z.date().optional(),
        tag: z.string().default('none'),
      }),
    }),
  },
})
const layout = tableLayout(model)
const meta = { version: 3, createdAt: '2026-01-01T00:00:00.000Z', updatedAt: '2026-01-02T00:00:00.000Z' }
const old = { pk: 'NOTE#1', sk: 'PROFILE', __edb_e__: 'note', __edb_v__: '1', ...meta, id: '1' }

function read(item: Record<string, unknown>, ...steps: Upgrade[]) {
  const upgrades = defineUpgrades(
    model,
    steps.map((notes, index) => ({ to: index + 2, entities: { notes } })),
  )
  return modelItems(model, layout, upgrades).of('notes').toStored(item)
}

const named: Upgrade = ({ name, ...row }) => ({ ...row, title: name })
const sized: Upgrade = ({ length, ...row }) => ({ ...row, size: Number(length) })

describe('upgrades', () => {
  it('run in order from the version of the item on, then defaults are filled in', () => {
    const first = { ...old, name: 'First', length: '7', day: '2026-01-01T00:00:00.000Z', gone: 1 }
    const stored = read(first, named, sized)
    expect(stored).toEqual({
      row: { id: '1', title: 'First', size: 7, day: new Date('2026-01-01'), tag: 'none' },
      meta,
    })
    const second = { ...old, modelVersion: 2, title: 'Second', length: '8', tag: 'x' }
    expect(read(second, named, sized).row).toMatchObject({ title: 'Second', size: 8, tag: 'x' })
  })

  it('leave an item of today as it is, and mark what is written', () => {
    const stored = { row: { id: '1', title: 'T', size: 1 }, meta }
    const upgrades = defineUpgrades(model, [{ to: 2, entities: {} }])
    const { toItem, toStored } = modelItems(model, layout, upgrades).of('notes')
    const item = toItem(stored)
    expect(item['modelVersion']).toBe(2)
    expect(toStored(item)).toEqual(stored)
    expect(modelItems(model, layout).of('notes').toItem(stored)).not.toHaveProperty('modelVersion')
    expect(
      modelItems(model, layout, defineUpgrades(model, [])).of('notes').toItem(stored),
    ).not.toHaveProperty('modelVersion')
  })

  it('give a function only the fields of the row', () => {
    let seen: unknown
    const look: Upgrade = (row) => {
      seen = row
      return { ...row, title: 'T', size: 1 }
    }
    read({ ...old, name: 'N', gsi2pk: 'ALL_DATA', gsi2sk: 'x', ttl: 5 }, look)
    expect(seen).toEqual({ id: '1', name: 'N' })
  })

  it.each([
    [
      'throws',
      () => {
        throw new TypeError('no title')
      },
      /to version 2 threw: TypeError: no title/,
    ],
    [
      'leaves a row that the schema refuses',
      (row) => ({ ...row, size: 0.5, title: 'T' }),
      /not valid\. size: /,
    ],
    [
      'changes the key',
      (row) => ({ ...row, id: '2', title: 'T', size: 1 }),
      /id: An upgrade cannot change a key/,
    ],
  ] satisfies [string, Upgrade, RegExp][])(
    'that %s are told with entity, key and versions',
    (_, upgrade, message) => {
      const call = (): unknown => read(old, upgrade)
      expect(call).toThrow(StoreError)
      expect(call).toThrow(message)
      expect(call).toThrow(
        /^The row of notes with id "1" cannot be read as version 2 of the model, it is of version 1: /,
      )
    },
  )

  it('leave rows of entities that they are not about, but for defaults', () => {
    const upgrades = defineUpgrades(model, [{ to: 2, entities: {} }])
    const { toStored } = modelItems(model, layout, upgrades).of('notes')
    expect(toStored({ ...old, title: 'T', size: 1 }).row).toEqual({
      id: '1',
      title: 'T',
      size: 1,
      tag: 'none',
    })
    // As without upgrades, what is whole is not checked.
    expect(toStored({ ...old, title: '', size: 1, tag: 'x' }).row).toMatchObject({ title: '' })
  })

  it('that are not known any more are missed', () => {
    const upgrades = defineUpgrades(model, [{ to: 4, entities: {} }])
    const { toStored } = modelItems(model, layout, upgrades).of('notes')
    expect(() => toStored({ ...old, title: 'T', size: 1 })).toThrow(
      /first upgrade that is known leads to version 4/,
    )
    expect(toStored({ ...old, modelVersion: 3, title: 'T', size: 1 }).row).toMatchObject({ size: 1 })
  })

  it('read an item of a later version as far as it fits', () => {
    expect(read({ ...old, modelVersion: 9, title: 'T', size: 1, more: 1 }, named).row).toMatchObject({
      title: 'T',
    })
    expect(() => read({ ...old, modelVersion: 9, heading: 'T', size: 1 }, named)).toThrow(
      /it is of version 9/,
    )
  })

  it('are numbered one by one, for entities of the model', () => {
    const define = (...numbers: number[]): unknown =>
      defineUpgrades(
        model,
        numbers.map((to) => ({ to, entities: {} })),
      )
    expect(define()).toMatchObject({ version: 1 })
    expect(define(5, 6)).toMatchObject({ version: 6 })
    for (const wrong of [[1], [2.5], [2, 4], [3, 2]]) expect(() => define(...wrong)).toThrow(StoreError)
    // @ts-expect-error There is no such entity.
    expect(() => defineUpgrades(model, [{ to: 2, entities: { people: named } }])).toThrow(
      /no entity "people"/,
    )
  })

  it('have a name that no field may have', () => {
    const taken = defineModel({
      service: 'notes',
      entities: { notes: defineEntity({ schema: z.object({ id: z.string(), modelVersion: z.number() }) }) },
    })
    expect(() => tableLayout(taken)).toThrow(/"notes.modelVersion" has the name of/)
  })
})
