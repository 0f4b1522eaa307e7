import { describe, expect, it } from 'vitest'
import * as z from 'zod'
import { defineEntity } from './define-entity.ts'
import { defineModel } from './define-model.ts'
import type { AnyModelEntity } from './model.types.ts'
import type { Mutation, StoredRow } from './mutation.types.ts'
import { importRow, planWrite, type WritePlan, writeTarget } from './plan-write.ts'

const now = '2026-01-02T03:04:05.678Z'
const later = '2026-01-03T03:04:05.678Z'

let decoded = 0
const toNumber = z.codec(z.string(), z.number(), {
  decode: (text) => {
    decoded += 1
    return Number(text)
  },
  encode: String,
})

const model = defineModel({
  service: 'notes',
  entities: {
    notes: defineEntity({
      singular: 'note',
      schema: z
        .object({
          id: z.string().toLowerCase(),
          text: z.string().min(1),
          size: toNumber,
          count: z.number().overwrite((count) => count + 1),
          mood: z.enum(['good', 'bad']).default('good'),
          due: z.date().optional(),
          createdAt: z.iso.datetime(),
        })
        .refine(({ text, mood }) => text !== mood, { path: ['text'], error: 'The text repeats the mood.' }),
    }),
    words: defineEntity({
      singular: 'word',
      schema: z
        .object({ id: z.string(), text: z.string(), slug: z.string().optional() })
        .refine(({ text }) => text !== 'never')
        .overwrite((word) => ({ ...word, slug: word.text.toLowerCase() })),
    }),
  },
})

const { notes, words } = model.entities

const insertOf = (row: object, entity = 'notes'): Mutation =>
  ({ op: 'insert', mutationId: 'm', entity, row }) as unknown as Mutation
const updateOf = (changes: object, entity = 'notes'): Mutation =>
  ({ op: 'update', mutationId: 'm', entity, key: { id: 'a' }, changes }) as unknown as Mutation

function put(plan: WritePlan): StoredRow {
  if (plan.kind !== 'put') throw new Error(`Not written: ${JSON.stringify(plan)}`)
  return plan.stored
}

const inserted = (row: object, entity: AnyModelEntity = notes): StoredRow =>
  put(planWrite(insertOf(row, entity.name), entity, undefined, now))

const note = (): StoredRow => inserted({ id: 'a', text: 'Hi', size: '5', count: 0, due: new Date(0) })

describe('planWrite of an insert', () => {
  it('stores what the schema reads, with defaults and managed fields', () => {
    expect(inserted({ id: 'a', text: 'Hi', size: '5', count: 0 })).toEqual({
      row: { id: 'a', text: 'Hi', size: 5, count: 1, mood: 'good', createdAt: now },
      meta: { version: 1, createdAt: now, updatedAt: now },
    })
  })

  it('refuses a key that the schema changes: the row would not be found by it', () => {
    const plan = planWrite(insertOf({ id: 'A', text: 'Hi', size: '5', count: 0 }), notes, undefined, now)
    expect(plan).toMatchObject({
      kind: 'refuse',
      outcome: { code: 'invalid', issues: [{ path: ['id'], message: 'A key is sent as it is stored: a.' }] },
    })
  })

  it('refuses what is no row', () => {
    expect(planWrite(insertOf({ id: 'a' }), notes, undefined, now)).toMatchObject({ kind: 'refuse' })
    expect(writeTarget(model, insertOf({ text: 'Hi' }))).toMatchObject({
      status: 'rejected',
      code: 'invalid',
    })
  })
})

describe('planWrite of an update', () => {
  it('parses what changes, and nothing else again', () => {
    const stored = note()
    decoded = 0
    const next = put(planWrite(updateOf({ text: 'Ho' }), notes, stored, later))
    expect(next.row).toEqual({ ...stored.row, text: 'Ho' })
    expect(next.meta).toEqual({ version: 2, createdAt: now, updatedAt: later })
    expect(decoded).toBe(0)
    expect(put(planWrite(updateOf({ size: '7' }), notes, stored, later)).row['size']).toBe(7)
    expect(decoded).toBe(1)
  })

  it('changes nothing but the version where it carries nothing, whatever defaults there are', () => {
    const stored = { ...note(), row: { ...note().row, mood: 'bad' } }
    expect(put(planWrite(updateOf({}), notes, stored, later)).row).toEqual(stored.row)
  })

  it('clears an optional field with undefined, and no other', () => {
    const cleared = put(planWrite(updateOf({ due: undefined }), notes, note(), later))
    expect('due' in cleared.row).toBe(false)
    for (const changes of [{ text: undefined }, { mood: undefined }]) {
      expect(planWrite(updateOf(changes), notes, note(), later)).toMatchObject({
        kind: 'refuse',
        outcome: { code: 'invalid', issues: [{ path: Object.keys(changes) }] },
      })
    }
  })

  it('checks the whole row that it makes', () => {
    expect(planWrite(updateOf({ text: 'good' }), notes, note(), later)).toMatchObject({
      kind: 'refuse',
      outcome: { code: 'invalid', issues: [{ path: ['text'], message: 'The text repeats the mood.' }] },
    })
  })

  it('refuses keys, managed and unknown fields', () => {
    const plan = planWrite(updateOf({ id: 'b', version: 7, admin: true }), notes, note(), later)
    expect(plan).toMatchObject({
      outcome: { issues: [{ path: ['id'] }, { path: ['version'] }, { path: ['admin'] }] },
    })
  })

  it('runs what a check of the whole object changes', () => {
    const word = inserted({ id: 'a', text: 'ONE' }, words)
    expect(word.row).toEqual({ id: 'a', text: 'ONE', slug: 'one' })
    expect(put(planWrite(updateOf({ text: 'TWO' }, 'words'), words, word, later)).row).toEqual({
      id: 'a',
      text: 'TWO',
      slug: 'two',
    })
    expect(planWrite(updateOf({ text: 'never' }, 'words'), words, word, later)).toMatchObject({
      kind: 'refuse',
    })
  })
})

describe('importRow', () => {
  const row = { id: 'a', text: 'Hi', size: 5, count: 1, mood: 'bad', createdAt: '2020-01-01T00:00:00Z' }

  it('takes a row as it is read, changes nothing and decodes nothing', () => {
    decoded = 0
    expect(importRow(notes, row, now)).toEqual({
      key: { id: 'a' },
      stored: { row, meta: { version: 1, createdAt: row.createdAt, updatedAt: row.createdAt } },
    })
    expect(decoded).toBe(0)
    expect(() => importRow(notes, { ...row, size: '5' }, now)).toThrow(
      'A row of notes is not valid. size: Invalid input: expected number, received string',
    )
  })

  it('fills a default in only where its field is absent', () => {
    const { mood: _mood, createdAt: _createdAt, ...rest } = row
    expect(importRow(notes, rest, now).stored).toEqual({
      row: { ...rest, mood: 'good', createdAt: now },
      meta: { version: 1, createdAt: now, updatedAt: now },
    })
    expect(() => importRow(notes, { ...row, mood: null }, now)).toThrow(
      /^A row of notes is not valid\. mood: /,
    )
  })

  it('refuses unknown fields, whole rows that fail a check, and keys outside the grammar', () => {
    expect(() => importRow(notes, { ...row, admin: true }, now)).toThrow('admin: This field is unknown.')
    expect(() => importRow(notes, { ...row, text: 'bad' }, now)).toThrow('text: The text repeats the mood.')
    expect(() => importRow(notes, { ...row, id: 'a#b' }, now)).toThrow(
      /id: A key is 1 to 256 characters long/,
    )
  })
})
