import type { AnyModel, Transport } from '@throughline/schema'
import type { CollectionsError } from '../collections-error.ts'
import { createFold } from '../fold.ts'
import type { SyncLoading } from './synced-read.ts'
import type { OutboxOptions } from '../push-queue.ts'
import { createNetwork } from './network.ts'
import { createAwaited, createOutbox } from './outbox.ts'
import { createRowCheck } from './row-check.ts'
import { createSession, isSyncTransport } from './session.ts'
import type { Session } from './session.types.ts'

interface SyncOptions {
  readonly transport: Transport
  readonly pollInterval: number | false
  readonly onError: (error: CollectionsError) => void
  /** Told after each change of what the status says. */
  readonly onChange: () => void
  /** Told after changes of others were applied. */
  readonly onApplied: () => void
}

/** What a store does with a feed; `undefined` for a transport that has none. */
export function createSync(model: AnyModel, options: SyncOptions) {
  const { transport, pollInterval, onError, onChange, onApplied } = options
  if (!isSyncTransport(transport)) return undefined
  const abort = new AbortController()
  const { signal } = abort
  const tell = (): void => {
    if (!signal.aborted) onChange()
  }
  const fold = createFold(model, (next, known) => next.meta.version > known.meta.version)
  const network = createNetwork(signal, tell)
  const check = createRowCheck(model, onError, tell)
  const awaited = createAwaited()
  const loading: SyncLoading = {
    network,
    check,
    session: (scopes) =>
      createSession(
        {
          model,
          fold,
          transport,
          network,
          check,
          pollInterval,
          signal,
          onChange() {
            if (signal.aborted) return
            onApplied()
            onChange()
          },
          onMutation: awaited.told,
        },
        scopes,
      ),
  }
  return {
    fold,
    network,
    check,
    loading,
    outbox: (session: Session) => (out: OutboxOptions) =>
      createOutbox({ transport, network, session, awaited }, out),
    dispose: () => abort.abort(),
  }
}
