interface Scheduler {
  readonly yield?: () => Promise<void>
}

/** Lets the browser paint and take input before the next piece of a long work. */
export function yieldToMain(): Promise<void> {
  // Sound: it is looked for before it is used; the type library does not know it yet.
  const { scheduler } = globalThis as { readonly scheduler?: Scheduler }
  if (scheduler?.yield) return scheduler.yield()
  return new Promise((resolve) => {
    setTimeout(resolve, 0)
  })
}
