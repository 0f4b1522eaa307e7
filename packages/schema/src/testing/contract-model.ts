import * as z from 'zod'
import { defineEntity } from '../define-entity.ts'
import { defineModel } from '../define-model.ts'
import type { Mutation, StoredRow } from '../mutation.types.ts'
import type { Page, Store } from '../store.types.ts'

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

/** The model that the contract runs on: a root, two kinds of children, one field of each storable kind. */
export const contractModel = defineModel({
  service: 'boards',
  entities: {
    boards: defineEntity({ singular: 'board', schema: BoardSchema }),
    cards: defineEntity({ singular: 'card', schema: CardSchema }),
    members: defineEntity({
      singular: 'member',
      schema: z.object({ id: z.string().min(1), boardId: z.string().min(1), name: z.string() }),
    }),
  },
})

/** A store of {@link contractModel}. */
export type ContractStore = Store<typeof contractModel>
/** A mutation of {@link contractModel}. */
export type ContractMutation = Mutation<typeof contractModel>

let counter = 0
/** A new mutation id. */
export const mutationId = (): string => `00000000-0000-4000-8000-${String((counter += 1)).padStart(12, '0')}`

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

/** Reads all pages. */
export async function readAll<T>(
  read: (cursor: string | undefined) => Promise<Page<T>>,
): Promise<{ items: T[]; pages: number }> {
  const items: T[] = []
  let pages = 0
  let cursor: string | undefined
  do {
    const page = await read(cursor)
    items.push(...page.items)
    pages += 1
    cursor = page.cursor ?? undefined
  } while (cursor !== undefined)
  return { items, pages }
}

/** The ids of rows, in order. */
export const ids = (rows: readonly StoredRow<{ id: string }>[]): string[] => rows.map(({ row }) => row.id)
