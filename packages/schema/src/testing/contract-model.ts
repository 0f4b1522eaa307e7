import * as z from 'zod'
import { defineEntity } from '../define-entity.ts'
import { defineModel } from '../define-model.ts'
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

/** The model that the contract runs on: a root, three kinds of children, one field of each storable kind. */
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
  },
})

/** A row of {@link contractModel} with a value of each further kind. */
export type SampleRow = z.output<typeof SampleSchema>
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
