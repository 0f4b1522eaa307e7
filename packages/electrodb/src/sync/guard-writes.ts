import { type GuardedWrite, type Mutation, StoreError, type WriteGuard } from '@throughline/schema'
import { canonicalText } from '@throughline/schema/adapter'
import type { ModelItems } from '../items/item.ts'
import { shardOfKey } from './group.ts'
import { targetOf } from './plan-mutation.ts'

/** How often a guard is asked, for each row that it attaches and each shard, for rows of the shard that is wanted. */
const triesPerShard = 64
/** It is asked no more often than this. */
const mostTries = 10_000

/** What one mutation's guard is asked, however often the mutation is planned. */
export interface GuardOfTask extends Pick<WriteGuard, 'admit' | 'meet'> {
  /** The rows that go along with a write in this shard: the same as long as the write is the same. */
  readonly attachments: (model: ModelItems, write: GuardedWrite, shard: number) => readonly Mutation[]
}

/** A guard for one mutation. */
export function guardOfTask({ meet, admit, attach }: WriteGuard): GuardOfTask {
  let known: { readonly of: string; readonly inserts: readonly Mutation[] } | undefined
  return {
    ...(meet && { meet }),
    ...(admit && { admit }),
    attachments(model, write, shard) {
      if (!attach) return []
      // With other keys at each plan, what is under them would have to be read for ever.
      const of = canonicalText([write.before, write.after, write.parent])
      if (known?.of !== of) known = { of, inserts: inShard(model, () => attach(write), shard) }
      return known.inserts
    },
  }
}

/** Asks for rows until all are in the shard: keys are made anew at each call. */
function inShard(model: ModelItems, attach: () => readonly Mutation[], shard: number): readonly Mutation[] {
  const { length: shards } = model.partitions
  let inserts = attach()
  const tries = Math.min(triesPerShard * shards ** inserts.length, mostTries)
  for (let tried = 1; tried < tries && !areIn(model, inserts, shard); tried += 1) inserts = attach()
  if (areIn(model, inserts, shard)) return inserts
  const names = [...new Set(inserts.map(({ entity }) => entity))].join(', ')
  throw new StoreError(
    'invalid',
    `The rows of ${names} that a guard attaches were ${tries} times in other shards than the write. Let it make random keys anew at each call.`,
  )
}

function areIn(model: ModelItems, inserts: readonly Mutation[], shard: number): boolean {
  return inserts.every((insert) => {
    const target = targetOf(model, insert)
    // One whose key is none is refused when it is planned.
    return 'status' in target || shardOfKey({ items: model }, target.items.key(target.key)) === shard
  })
}

/** A guard that remembers what it has thrown, to tell it from what the table throws. */
export function watchGuard(guard: WriteGuard | undefined): {
  readonly guard: WriteGuard | undefined
  readonly hasThrown: (error: unknown) => boolean
} {
  const thrown: unknown[] = []
  const watch = <T>(method: ((write: GuardedWrite) => T) | undefined) =>
    method &&
    ((write: GuardedWrite): T => {
      try {
        return method(write)
      } catch (error) {
        thrown.push(error)
        throw error
      }
    })
  return {
    guard: guard && { meet: watch(guard.meet), admit: watch(guard.admit), attach: watch(guard.attach) },
    hasThrown: (error) => thrown.includes(error),
  }
}
