import { bench, describe } from 'vitest'
import { ann, boss, studio, studioPolicies } from '../../tests/studio.ts'
import { memoryStore } from '../memory/memory-store.ts'
import type { SnapshotRow } from '../store.types.ts'
import { definePolicies } from './define-policies.ts'

const store = memoryStore(studio, { feedBefore: true })
const meta = { version: 1, createdAt: '2026-01-01T00:00:00.000Z', updatedAt: '2026-01-01T00:00:00.000Z' }
const members = Array.from({ length: 1000 }, (_, index): SnapshotRow<typeof studio> => ({
  entity: 'members',
  row: {
    id: String(index),
    name: 'N',
    team: index % 2 ? 'red' : 'blue',
    iban: 'DE89370400440532013000',
    pay: index,
    note: null,
    createdAt: meta.createdAt,
  },
  meta,
}))
const all = { read: 'everyone' } as const
const sensitive = { iban: all, note: all, papers: all }
const open = definePolicies(studio, {
  roles: ['all'],
  principal: () => ({ id: 'x', role: 'all' }),
  entities: { members: { ...all, fields: sensitive }, jobs: all, trail: all },
})

describe('1,000 rows, seen', () => {
  const [everything, masked, byRow] = [
    open.open(store, undefined),
    studioPolicies.open(store, boss),
    studioPolicies.open(store, ann),
  ]
  bench('by who reads all of them whole', () => void everything.seeRows(members))
  bench('masked', () => void masked.seeRows(members))
  bench('by row, and by field', () => void byRow.seeRows(members))
})

describe('a request', () => {
  bench('opens a store', () => void studioPolicies.open(store, ann))
  bench('opens a store, and its scope', () => void studioPolicies.open(store, ann).scope)
})
