import type { AnyModel } from '@throughline/schema'
import { createPartMerge, type PartMerge } from './part-merge.ts'
import type { ClientRecord, FeedRecord } from './records.ts'
import type { EntityPart, StoredEntry, StoredScope } from './storage.types.ts'
import { firstFeed, newClient } from './write-rows.ts'

/** What a memory storage writes on: several storages on one are as tabs on one database. */
export interface MemoryDisk {
  client: ClientRecord
  feed: FeedRecord
  /** Rows by generation, then by entity. */
  readonly rows: Map<number, Map<string, PartMerge>>
  readonly scopes: Map<string, StoredScope>
  readonly outbox: Map<string, StoredEntry>
}

export function createMemoryDisk(): MemoryDisk {
  return { client: newClient(), feed: firstFeed, rows: new Map(), scopes: new Map(), outbox: new Map() }
}

/** A disk with the same on it, which goes its own way from now on: as after a crash. */
export function copyDisk(disk: MemoryDisk, model: AnyModel): MemoryDisk {
  const copy: MemoryDisk = {
    client: disk.client,
    feed: disk.feed,
    rows: new Map(),
    scopes: new Map(disk.scopes),
    outbox: new Map(disk.outbox),
  }
  for (const [generation, entities] of disk.rows) {
    for (const merge of entities.values()) {
      for (const part of merge.pieces(Infinity)) takePart(copy, model, generation, part)
    }
  }
  return copy
}

export function takePart(disk: MemoryDisk, model: AnyModel, generation: number, part: EntityPart): void {
  const entity = model.entities[part.entity]
  if (!entity) throw new TypeError(`The model has no entity "${part.entity}".`)
  const entities = disk.rows.get(generation) ?? new Map<string, PartMerge>()
  disk.rows.set(generation, entities)
  const merge = entities.get(part.entity) ?? createPartMerge(entity)
  entities.set(part.entity, merge)
  merge.take(part)
}
