import type { AnyModel, SyncStore, SyncTransport } from '@throughline/schema'

/** A transport as as much of a store as a replica reads. */
export function remoteStore<TModel extends AnyModel>(
  model: TModel,
  transport: SyncTransport<TModel>,
): SyncStore<TModel> {
  // Sound: a replica calls `snapshot` and `pull`, which are the same in both ports, and reads `model`.
  return { ...transport, model } as unknown as SyncStore<TModel>
}
