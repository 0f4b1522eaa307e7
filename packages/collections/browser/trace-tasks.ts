import type { BrowserContext, Page } from 'playwright'

interface TraceEvent {
  readonly name: string
  readonly ph: string
  readonly pid: number
  readonly tid: number
  /** Microseconds: when it began and how long it took by the clock, and how much time of its own the thread had. */
  readonly ts: number
  readonly dur?: number
  readonly tdur?: number
  readonly args: { readonly name?: string }
}

/** Milliseconds of the thread's own time, and how many of them went into the collection of garbage. */
export interface Task {
  readonly spent: number
  readonly garbage: number
}

/**
 * Watches the tasks of a page's main thread by the browser's own trace.
 *
 * Returns the tasks that took most of the thread's own time, the longest first: what else the machine does does not count.
 */
export async function traceTasks(context: BrowserContext, page: Page): Promise<() => Promise<Task[]>> {
  const session = await context.newCDPSession(page)
  const events: TraceEvent[] = []
  session.on('Tracing.dataCollected', ({ value }) => {
    // Sound: what the protocol's trace events are, as far as they are read here.
    events.push(...(value as unknown as TraceEvent[]))
  })
  await session.send('Tracing.start', {
    transferMode: 'ReportEvents',
    traceConfig: { includedCategories: ['toplevel', 'devtools.timeline', 'v8'], excludedCategories: ['*'] },
  })
  return async () => {
    const complete = new Promise((resolve) => {
      session.once('Tracing.tracingComplete', resolve)
    })
    await session.send('Tracing.end')
    await complete
    const mains = new Set(
      events
        .filter(({ name, args }) => name === 'thread_name' && args.name === 'CrRendererMain')
        .map(({ pid, tid }) => `${pid} ${tid}`),
    )
    const tasks = events.filter(
      ({ name, ph, pid, tid }) => ph === 'X' && name.endsWith('RunTask') && mains.has(`${pid} ${tid}`),
    )
    if (!tasks.some(({ tdur }) => tdur !== undefined))
      throw new Error('The trace has no tasks with times of their thread.')
    const collections = events.filter(({ name, ph }) => ph === 'X' && /^M(ajor|inor)GC$/.test(name))
    const garbageIn = ({ pid, tid, ts, dur = 0 }: TraceEvent): number =>
      collections
        .filter((one) => one.pid === pid && one.tid === tid && one.ts >= ts && one.ts < ts + dur)
        .reduce((sum, { tdur = 0 }) => sum + tdur, 0)
    return tasks
      .toSorted((left, right) => (right.tdur ?? 0) - (left.tdur ?? 0))
      .slice(0, 6)
      .map((task) => ({ spent: toMs(task.tdur), garbage: toMs(garbageIn(task)) }))
  }
}

function toMs(microseconds = 0): number {
  return Math.round(microseconds / 100) / 10
}
