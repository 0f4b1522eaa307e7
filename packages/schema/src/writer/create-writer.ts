import { throwIfAborted } from '../call-options.ts'
import type { AnyModel, AnyModelEntity } from '../model.types.ts'
import type { Mutation } from '../mutation.types.ts'
import { entityOf } from '../plan-write.ts'
import { refusalError } from '../refusal-error.ts'
import type { LoadOptions } from '../store.types.ts'
import type { SyncOutcome, SyncStore } from '../sync.types.ts'
import { moveRow } from './move-row.ts'
import { pushWrite, storedOf, withMutationId } from './push-write.ts'
import { putRow } from './put-row.ts'
import type { Write, Writer } from './writer.types.ts'

type Values = Readonly<Record<string, unknown>>

/** Writes a push. */
const batchSize = 100

/** Makes a {@link Writer} on any `SyncStore`; what it writes is told by the store's feed as any other write. */
export function createWriter<TModel extends AnyModel>(typed: SyncStore<TModel>): Writer<TModel> {
  // Sound: entities and rows are found by name, and checked by the store with the model's own schemas.
  const store = typed as unknown as SyncStore
  const entityNamed = (name: string): AnyModelEntity => entityOf(store.model, name)
  const writer: Writer = {
    async create(entity, row, options) {
      const write = { op: 'insert', entity, row: withId(entityNamed(entity), row) } as const
      return storedOf(await pushWrite(store, write, options))
    },
    put: async (entity, row, options) => putRow(store, entityNamed(entity), row, options),
    async update(entity, key, changes, { version, signal } = {}) {
      const write = { op: 'update', entity, key, changes, baseVersion: version } as const
      return storedOf(await pushWrite(store, write, { signal }))
    },
    async remove(entity, key, { version, signal } = {}) {
      const write = { op: 'delete', entity, key, baseVersion: version } as const
      const outcome = await pushWrite(store, write, { signal })
      if (outcome.status === 'applied') return true
      const isGone = outcome.status === 'rejected' && outcome.code === 'not_found'
      if (isGone && version === undefined) return false
      throw refusalError(outcome)
    },
    move: async (entity, key, to, options) => moveRow(store, entityNamed(entity), key, to, options),
    transact: async (writes, options) => store.transact(writes.map(withMutationId), options),
    batchWrite: async (writes, options) => writeBatches(store, writes, options),
  }
  // Sound: as above.
  return writer as unknown as Writer<TModel>
}

async function writeBatches(
  store: SyncStore,
  writes: Iterable<Write> | AsyncIterable<Write>,
  { signal, onProgress }: LoadOptions = {},
): Promise<SyncOutcome[]> {
  const outcomes: SyncOutcome[] = []
  let batch: Mutation[] = []
  const flush = async (): Promise<void> => {
    throwIfAborted(signal)
    outcomes.push(...(await store.push(batch, { signal })))
    batch = []
    onProgress?.({ rows: outcomes.length })
  }
  for await (const write of writes) {
    batch.push(withMutationId(write))
    if (batch.length === batchSize) await flush()
  }
  if (batch.length > 0) await flush()
  return outcomes
}

/** The row with an `id`, where that is the whole key, a text, and left out. */
function withId({ key, fields }: AnyModelEntity, row: Values): Values {
  const isMade = key.join() === 'id' && row['id'] === undefined
  const isText = fields.some(({ name, kind }) => name === 'id' && kind === 'string')
  return isMade && isText ? { ...row, id: crypto.randomUUID() } : row
}
