import type { AnyModel } from '@throughline/schema'
import { createFold } from '../fold.ts'
import { defaultGcTime } from '../evict-scopes.ts'
import { createLoader } from '../loader.ts'
import type { Engine, EngineOptions, SyncPlugin } from '../plugin.types.ts'
import { createPushQueue } from '../push-queue.ts'
import { createSender } from './push-sender.ts'
import { readPages } from '../read-pages.ts'

/** How long a store keeps what it has read. */
export interface PollingOptions {
  /** Milliseconds after which on-demand rows that nobody watches are dropped. 300,000 when absent; `false` for never. */
  readonly gcTime?: number | false | undefined
}

/**
 * Keeps a store's rows up to date by reading what is in use again now and then, on focus and on reconnect: for the `sync` of
 * `createStore`, over any `Transport`. A write that cannot be sent fails.
 */
export function polling({ gcTime = defaultGcTime }: PollingOptions = {}): SyncPlugin<never> {
  return { open: (model, options) => createPollingEngine(model, options, gcTime) }
}

function createPollingEngine(model: AnyModel, options: EngineOptions, gcTime: number | false): Engine {
  const { transport } = options
  const fold = createFold(model)
  const loader = createLoader({
    ...options,
    model,
    fold,
    gcTime,
    read: async (scope, reading) =>
      readPages({ fold, transport, ...scope, where: loader.whereOf(scope), ...reading }),
  })
  const queue = createPushQueue({ ...options, fold, reload: loader.reload, sender: createSender(transport) })
  return {
    model,
    fold,
    loader,
    queue,
    dispose() {
      queue.dispose()
      loader.dispose()
    },
  }
}
