/** Code that comes later. */
export interface Loadable {
  /** Loads the code, once; a load that failed is tried anew. */
  readonly load: () => Promise<unknown>
}

/** Code, mostly a component, that comes when it is first wanted. */
export interface LazyPart<TPart> extends Loadable {
  /** Undefined until the code is there. */
  readonly loaded: () => TPart | undefined
}

/** Makes a part of `() => import('./note-form.tsx').then(({ NoteForm }) => NoteForm)`. */
export function lazyPart<TPart>(begin: () => Promise<TPart>): LazyPart<TPart> {
  let part: TPart | undefined
  let loading: Promise<unknown> | undefined
  return {
    loaded: () => part,
    load: () =>
      (loading ??= begin().then(
        (loaded) => (part = loaded),
        (error: unknown) => {
          loading = undefined
          throw error
        },
      )),
  }
}

/** Loads them, without a word where that fails: it is tried anew when one wants them. */
export function preload(parts: readonly Loadable[]): void {
  for (const part of parts) part.load().catch(() => undefined)
}

/** Loads them while the page has nothing else to do; what it answers stops that. */
export function preloadWhenIdle(parts: readonly Loadable[]): () => void {
  if (typeof requestIdleCallback !== 'function') {
    const timer = setTimeout(preload, 200, parts)
    return () => clearTimeout(timer)
  }
  const request = requestIdleCallback(() => preload(parts))
  return () => cancelIdleCallback(request)
}
