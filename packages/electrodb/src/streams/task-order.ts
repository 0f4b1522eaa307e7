/** A piece of work that has its place in a list, and comes after those of its lane that are before it. */
export interface Task {
  readonly lane: string
  /** Answers whether it was done; what it throws ends all. */
  readonly run: () => Promise<boolean>
}

/**
 * Runs tasks, each lane in order, up to `concurrency` lanes at one time, and answers the place of the first that failed.
 *
 * All before that place have been done; none after it is begun once it has failed.
 */
export async function firstFailure(tasks: readonly Task[], concurrency: number): Promise<number | undefined> {
  const lanes = new Map<string, number[]>()
  for (const [index, { lane }] of tasks.entries()) {
    const places = lanes.get(lane)
    if (places) places.push(index)
    else lanes.set(lane, [index])
  }
  let failed = tasks.length
  // One iterator for all workers: each takes the next lane.
  const waiting = lanes.values()
  const work = async (): Promise<void> => {
    for (const places of waiting) {
      for (const index of places) {
        if (index > failed) break
        const isDone = await tasks[index]?.run().catch((error: unknown) => {
          failed = -1
          throw error
        })
        if (isDone !== true) failed = Math.min(failed, index)
      }
    }
  }
  // All of them settle before the first error is thrown: nothing goes on after the answer.
  const results = await Promise.allSettled(Array.from({ length: concurrency }, work))
  for (const result of results) if (result.status === 'rejected') throw result.reason
  return failed < tasks.length ? failed : undefined
}
