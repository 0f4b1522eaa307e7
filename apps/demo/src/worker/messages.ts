/** What a page says to the worker. */
export type ToWorker =
  /** Someone wants the version that waits. */
  | { readonly kind: 'begin' }
  /** The pages are drawn otherwise from now on: in another language. */
  | { readonly kind: 'redraw' }

/** What the worker says to its pages: the browser has a connection again. */
export interface FromWorker {
  readonly kind: 'online'
}

/** Name by which a page asks the browser to say when there is a connection again. */
export const syncTag = 'outbox'
