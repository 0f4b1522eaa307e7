import type { Page } from '@playwright/test'

interface TraceEvent {
  readonly name: string
  readonly ph: string
  readonly pid: number
  readonly tid: number
  /** Microseconds of the thread's own time. */
  readonly tdur?: number
  readonly args: { readonly name?: string }
}

/**
 * Watches the tasks of a page's main thread by the browser's own trace.
 *
 * Returns the longest one in milliseconds of the thread's own time: what else the machine does does not count.
 */
export async function traceTasks(page: Page): Promise<() => Promise<number>> {
  const session = await page.context().newCDPSession(page)
  const events: TraceEvent[] = []
  session.on('Tracing.dataCollected', ({ value }) => {
    // Sound: what the protocol's trace events are, as far as they are read here.
    events.push(...(value as unknown as TraceEvent[]))
  })
  await session.send('Tracing.start', {
    transferMode: 'ReportEvents',
    traceConfig: { includedCategories: ['toplevel'], excludedCategories: ['*'] },
  })
  return async () => {
    const complete = new Promise((resolve) => {
      session.once('Tracing.tracingComplete', resolve)
    })
    await session.send('Tracing.end')
    await complete
    const mains = events.filter(({ name, args }) => name === 'thread_name' && args.name === 'CrRendererMain')
    // Pages that were there before end in threads of their own: that of this one has the most tasks.
    const [times = []] = mains
      .map((main) => tasksOf(events, main))
      .toSorted((one, other) => other.length - one.length)
    if (!times.some((time) => time !== undefined))
      throw new Error('The trace has no tasks with times of their thread.')
    return Math.max(...times.map((time = 0) => time)) / 1000
  }
}

/** The tasks of a thread, each in microseconds of its own time where the trace knows it. */
function tasksOf(events: readonly TraceEvent[], { pid, tid }: TraceEvent): readonly (number | undefined)[] {
  const own = events.filter((event) => event.pid === pid && event.tid === tid)
  return own.filter(({ name, ph }) => ph === 'X' && name.endsWith('RunTask')).map(({ tdur }) => tdur)
}
