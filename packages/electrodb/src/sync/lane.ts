import type { SyncOutcome } from '@throughline/schema'
import type { Moment, World, Writing } from './effect.ts'
import type { Head } from './head.ts'
import type { Planned } from './plan-mutation.ts'

/** One thing to do in a shard. */
export interface Task {
  readonly mutationId: string
  /** Digest of the mutation, to tell a retry from another one. */
  readonly request: string
  /** The row that a delete is about. */
  readonly deletes?: Pick<Writing, 'items' | 'key'>
  readonly plan: (world: World, moment: Moment) => Planned
}

/** Tasks of one call, in order; each is done or refused on its own. */
export interface Job {
  readonly tasks: readonly Task[]
  /** Whose they are, and the place of the first. */
  readonly source?: { readonly clientId: string; readonly seq: number } | undefined
  readonly signal?: AbortSignal | undefined
  /** Of the first tasks, those that are done. */
  readonly outcomes: SyncOutcome[]
  readonly settle: (result: JobResult) => void
  readonly fail: (error: unknown) => void
}

/** All is done; or the client's last place, where some of the job's places have been taken before. */
export type JobResult = { readonly kind: 'done' } | { readonly kind: 'taken'; readonly lastSeq: number }

/** The writes of one shard in this process: one transaction at a time, of all that waits. */
export interface Lane {
  readonly shard: number
  /** As this process left it; read anew where it is absent. */
  head: Head | undefined
  readonly waiting: Job[]
  isDraining: boolean
  /** Runs a step alone, after all that were begun before. */
  readonly exclusively: <T>(step: () => Promise<T>) => Promise<T>
}

/** Makes the lane of a shard. */
export function createLane(shard: number): Lane {
  return { shard, head: undefined, waiting: [], isDraining: false, exclusively: createQueue() }
}

/** Runs one call after the other, in the order in which they came, whatever becomes of them. */
export function createQueue(): Lane['exclusively'] {
  let last: Promise<unknown> = Promise.resolve()
  return (step) => {
    const result = last.then(step)
    last = result.catch(() => undefined)
    return result
  }
}

/** Runs a step alone in several lanes; always taken in one order, so that no two calls wait for each other. */
export async function exclusively<T>(lanes: readonly Lane[], step: () => Promise<T>): Promise<T> {
  const [first, ...rest] = lanes.toSorted((a, b) => a.shard - b.shard)
  return first ? first.exclusively(() => exclusively(rest, step)) : step()
}
