import type { SyncStore } from '@throughline/schema'
import type { SyncModel } from '@throughline/schema/testing'

type Store = SyncStore<SyncModel>

/** A seeded bug: the feed goes by times of writing, `updatedAt > cursor`. */
export function feedByClock(store: Store): Store {
  return {
    ...store,
    async pull({ cursor, ...options }) {
      const [from = '', after = ''] = cursor.split(' ')
      const answer = await store.pull({ ...options, cursor: from })
      if (answer.kind === 'reset') return answer
      const times = answer.changes.map((change) =>
        change.op === 'put' ? change.stored.meta.updatedAt : change.deletedAt,
      )
      const last = [after, ...times].toSorted().at(-1) ?? ''
      const changes = answer.changes.filter((_, index) => (times[index] ?? '') > after)
      return { ...answer, changes, cursor: `${answer.cursor} ${last}` }
    },
  }
}

/** A seeded bug: the cursor that a snapshot gives is of after its page. */
export function snapshotFeedAfter(store: Store): Store {
  return {
    ...store,
    async snapshot(options) {
      const page = await store.snapshot(options)
      return { ...page, feed: await store.heads() }
    },
  }
}
