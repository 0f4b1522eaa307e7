import type { AnyModel, SyncStore } from '@throughline/schema'
import { wakeFeed } from './feed-hub.ts'

const waking = new WeakMap<object, unknown>()

/** A store whose writes are told to the live streams of this process at once; the same one for the same store. */
export function wakingStore<TModel extends AnyModel>(store: SyncStore<TModel>): SyncStore<TModel> {
  const found = waking.get(store) ?? wrap(store)
  waking.set(store, found)
  // Sound: made of this very store.
  return found as SyncStore<TModel>
}

function wrap<TModel extends AnyModel>(store: SyncStore<TModel>): SyncStore<TModel> {
  const wake = async <T>(writing: Promise<T>): Promise<T> => {
    try {
      return await writing
    } finally {
      // Sound: a hub reads the feed of whatever model it is.
      wakeFeed(store as unknown as SyncStore)
    }
  }
  return {
    ...store,
    push: (mutations, options) => wake(store.push(mutations, options)),
    transact: (mutations, options) => wake(store.transact(mutations, options)),
  }
}
