import { defineEntity, defineModel } from '@throughline/schema'
import { expect, it } from 'vitest'
import * as z from 'zod'
import { createOperation, overlap, rebase } from './operation.ts'
import type { Values } from './values.ts'

const { notes } = defineModel({
  service: 'notes',
  entities: {
    notes: defineEntity({
      singular: 'note',
      schema: z.object({ id: z.string(), a: z.string(), b: z.string() }),
    }),
  },
}).entities

const update = (before: Values, values: Values) =>
  createOperation({ kind: 'update', entity: notes, row: before, values, before })

it('overlaps where both changed a field to different values', () => {
  const edit = update({ id: '1', a: 'x', b: 'x' }, { a: 'mine', b: 'same' })
  expect(overlap(edit, { id: '1', a: 'x', b: 'theirs' })).toEqual(['b'])
  expect(overlap(edit, { id: '1', a: 'x', b: 'same' })).toEqual([])
  expect(overlap(edit, { id: '1', a: 'theirs', b: 'x' })).toEqual(['a'])
})

it('takes what the server made of an earlier edit for what the later one began from', () => {
  const first = update({ id: '1', a: 'x', b: 'x' }, { a: ' first ' })
  const second = update({ id: '1', a: ' first ', b: 'x' }, { a: 'second' })
  expect(overlap(second, { id: '1', a: 'first', b: 'x' })).toEqual(['a'])
  rebase(second, first, { id: '1', a: 'first', b: 'x' })
  expect(overlap(second, { id: '1', a: 'first', b: 'x' })).toEqual([])
})
