import type { AnyModel } from '@throughline/schema'
import {
  blogModel,
  blogRows,
  contractModel,
  ordersModel,
  ordersRows,
  orgModel,
  orgRows,
  uuidOf,
} from '@throughline/schema/testing'
import { guardedModel, trail } from './guarded-model.ts'

/** A model with rows of each of its entities. */
export interface Subject {
  readonly model: AnyModel
  readonly rows: readonly { readonly entity: string; readonly row: object }[]
}

const board = (n: number) => ({ boardId: uuidOf(n) })
const at = '2026-01-01T00:00:00.000Z'

/** Rows of every entity of `contractModel`, with a value of each kind. */
const contractRows: Subject['rows'] = [1, 2].flatMap((n) => [
  { entity: 'boards', row: { id: uuidOf(n), title: `Board ${n}`, color: 'red', createdAt: at } },
  {
    entity: 'cards',
    row: {
      id: uuidOf(10 + n),
      ...board(n),
      title: `Card ${n}`,
      points: n,
      note: 'Note',
      tags: ['a', 'b'],
      due: new Date(at),
      place: { x: 1, y: n },
    },
  },
  { entity: 'members', row: { id: uuidOf(20 + n), ...board(n), name: `Member ${n}` } },
  {
    entity: 'samples',
    row: {
      id: uuidOf(30 + n),
      ...board(n),
      labels: new Set(['x']),
      amounts: new Map([['y', 2]]),
      dates: new Map([[7, new Date(at)]]),
      flags: { on: true },
      total: 5n,
      span: [1, 'z', true],
      target: { x: 3 },
      outline: { title: 'Top', parts: [{ title: 'Part' }] },
    },
  },
  {
    entity: 'tickets',
    row: {
      id: uuidOf(40 + n),
      ...board(n),
      memberId: uuidOf(20 + n),
      title: `Ticket ${n}`,
      rank: n,
      due: new Date(at),
      size: 9n,
      code: `C${n}`,
      urgent: true,
      state: 'open',
      note: 'Note',
      points: 3,
      labels: ['l'],
      marks: new Set([4]),
      place: { x: 5 },
    },
  },
])

/** What somebody did some time ago. */
const told = {
  entity: trail,
  row: {
    id: uuidOf(900),
    at,
    actor: 'somebody',
    role: 'admin',
    action: 'update',
    entity: 'things',
    key: '{}',
    changes: { title: { before: 'Old', after: 'New' } },
  },
}

const guarded = (model: AnyModel, rows: Subject['rows']): Subject => ({
  model: guardedModel(model),
  rows: [...rows, told],
})

/** Models that know nothing of each other, each with something sensitive and an audit trail. */
export const subjects: Readonly<Record<string, Subject>> = {
  blog: guarded(blogModel, blogRows),
  boards: guarded(contractModel, contractRows),
  orders: guarded(ordersModel, ordersRows),
  org: guarded(orgModel, orgRows),
}
