import { setTimeout as sleep } from 'node:timers/promises'
import type { AnyModel, SyncStore } from '@throughline/schema'

type Method = 'heads' | 'pull' | 'push' | 'snapshot' | 'transact'

/** A store whose calls are counted, and can be made to fail or to wait. */
export interface WatchedStore<TModel extends AnyModel> {
  readonly store: SyncStore<TModel>
  readonly calls: Record<Method, number>
  /** Awaited before each call is made, and before its answer is given; what it throws is what the call throws. */
  around: (method: Method, moment: 'after' | 'before') => Promise<void> | void
}

export function watchedStore<TModel extends AnyModel>(inner: SyncStore<TModel>): WatchedStore<TModel> {
  const calls = { heads: 0, pull: 0, push: 0, snapshot: 0, transact: 0 }
  const watch =
    <TArgs extends readonly unknown[], TResult>(method: Method, call: (...args: TArgs) => Promise<TResult>) =>
    async (...args: TArgs): Promise<TResult> => {
      calls[method] += 1
      await watched.around(method, 'before')
      const answer = await call(...args)
      await watched.around(method, 'after')
      return answer
    }
  const watched: WatchedStore<TModel> = {
    calls,
    around: () => undefined,
    store: {
      ...inner,
      heads: watch('heads', inner.heads),
      pull: watch('pull', inner.pull),
      push: watch('push', inner.push),
      snapshot: watch('snapshot', inner.snapshot),
      transact: watch('transact', inner.transact),
    },
  }
  return watched
}

/** A moment in which whatever waits goes on. */
export const tick = (): Promise<void> => sleep(1)
