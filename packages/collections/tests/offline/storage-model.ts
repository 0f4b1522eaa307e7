import { defineEntity, defineModel, fieldMeta, type StoredRow } from '@throughline/schema'
import * as z from 'zod'
import type { EntityPart, OutboxEntry } from '../../src/offline/storage.types.ts'

/** A parent and its children, with values that JSON does not hold and one that is sealed. */
export const storageModel = defineModel({
  service: 'storage',
  entities: {
    owners: defineEntity({
      singular: 'owner',
      schema: z.object({
        id: z.string(),
        name: z.string(),
        since: z.date().optional(),
        big: z.bigint().optional(),
        secret: z
          .string()
          .register(fieldMeta, { sensitive: { mask: 'all' } })
          .optional(),
      }),
    }),
    pets: defineEntity({
      singular: 'pet',
      schema: z.object({ id: z.string(), ownerId: z.string(), name: z.string() }),
    }),
  },
})

export function owner(id: string, version = 1, values: Record<string, unknown> = {}): StoredRow {
  return {
    row: { id, name: `Owner ${id}`, ...values },
    meta: { version, createdAt: '2026-01-01T00:00:00.000Z', updatedAt: '2026-01-02T00:00:00.000Z' },
  }
}

export function pet(id: string, ownerId: string, version = 1): StoredRow {
  const { meta } = owner(id, version)
  return { row: { id, ownerId, name: `Pet ${id}` }, meta }
}

export function owners(rows: readonly StoredRow[], tombs: EntityPart['tombs'] = []): EntityPart {
  return { entity: 'owners', rows, tombs }
}

export function entry(id: string, changes: Partial<OutboxEntry> = {}): OutboxEntry {
  return {
    id,
    kind: 'update',
    entity: 'owners',
    key: '1',
    path: { id: '1' },
    values: { name: id, since: new Date(0) },
    managed: {},
    before: { name: 'Before' },
    state: 'queued',
    attempts: 0,
    isDoubtful: false,
    modelHash: '',
    ...changes,
  }
}
