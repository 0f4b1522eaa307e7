import * as z from 'zod'
import { defineEntity } from '../define-entity.ts'
import { defineModel } from '../define-model.ts'
import { fieldMeta } from '../field-meta.ts'
import type { Mutation, StoredRow } from '../mutation.types.ts'
import type { Store } from '../store.types.ts'
import { uuidOf } from './uuid-of.ts'

const BoardSchema = z.object({
  id: z.string().min(1),
  title: z.string().min(1),
  color: z.enum(['red', 'green', 'blue']).default('red'),
  createdAt: z.iso.datetime(),
})

const CardSchema = z
  .object({
    id: z.string().min(1),
    boardId: z.string().min(1),
    title: z.string().min(1),
    points: z.number().int().min(0).nullable(),
    note: z.string().optional(),
    tags: z.array(z.string()),
    due: z.date().optional(),
    place: z.object({ x: z.number(), y: z.number() }).optional(),
  })
  .refine((card) => card.title !== card.note, { path: ['note'], error: 'The note repeats the title.' })

const OutlineSchema = z.object({
  title: z.string(),
  get parts() {
    return z.array(OutlineSchema).optional()
  },
})

const SampleSchema = z.object({
  id: z.string(),
  boardId: z.string(),
  labels: z.set(z.string()).optional(),
  amounts: z.map(z.string(), z.number()).optional(),
  dates: z.map(z.int(), z.date().nullable()).optional(),
  flags: z.record(z.string(), z.boolean()).optional(),
  total: z.bigint().optional(),
  span: z.tuple([z.number(), z.string()], z.boolean()).optional(),
  target: z.union([z.string(), z.object({ x: z.number() }), z.array(z.int())]).optional(),
  level: z.literal([1, 2, 'top', null]).optional(),
  outline: OutlineSchema.optional(),
})

const indexed = { indexed: true }

const TicketSchema = z.object({
  id: z.string().min(1),
  boardId: z.string().min(1),
  memberId: z.string().nullable(),
  title: z.string().register(fieldMeta, indexed),
  rank: z.number().nullable().register(fieldMeta, indexed),
  due: z.date().optional().register(fieldMeta, indexed),
  size: z.bigint().optional().register(fieldMeta, indexed),
  code: z.string().optional().register(fieldMeta, { unique: true }),
  urgent: z.boolean(),
  state: z.enum(['open', 'done', 'late']).optional(),
  note: z.string().nullish(),
  points: z.int().optional(),
  labels: z.array(z.string()),
  marks: z.set(z.number()).optional(),
  place: z.object({ x: z.number() }).optional(),
})

/** The model that the contract runs on: a root, its children, one field of each storable kind, fields with an index. */
export const contractModel = defineModel({
  service: 'boards',
  entities: {
    boards: defineEntity({ singular: 'board', schema: BoardSchema }),
    cards: defineEntity({ singular: 'card', schema: CardSchema }),
    members: defineEntity({
      singular: 'member',
      schema: z.object({ id: z.string().min(1), boardId: z.string().min(1), name: z.string() }),
    }),
    samples: defineEntity({ singular: 'sample', schema: SampleSchema }),
    tickets: defineEntity({ schema: TicketSchema }),
  },
})

/** A row of {@link contractModel} with a value of each further kind. */
export type SampleRow = z.output<typeof SampleSchema>
/** A row of the root of {@link contractModel}. */
export type BoardRow = z.output<typeof BoardSchema>
/** A row of {@link contractModel} that is looked for by its fields. */
export type TicketRow = z.output<typeof TicketSchema>
/** A store of {@link contractModel}. */
export type ContractStore = Store<typeof contractModel>
/** A mutation of {@link contractModel}. */
export type ContractMutation = Mutation<typeof contractModel>

let counter = 0
/** A new mutation id. */
export const mutationId = (): string => uuidOf((counter += 1))

/** The insert of a board. */
export const board = (id: string, title = `Board ${id}`): ContractMutation => ({
  op: 'insert',
  mutationId: mutationId(),
  entity: 'boards',
  row: { id, title },
})

/** The insert of a card. */
export const card = (boardId: string, id: string, title = `Card ${id}`): ContractMutation => ({
  op: 'insert',
  mutationId: mutationId(),
  entity: 'cards',
  row: { id, boardId, title, points: null, tags: [] },
})

/** The ids of rows, in order. */
export const ids = (rows: readonly StoredRow<{ id: string }>[]): string[] => rows.map(({ row }) => row.id)
