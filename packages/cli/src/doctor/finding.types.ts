/** One thing that was looked at. */
export interface CliFinding {
  /** `error`: commands or the application do not work so. `warning`: they do, and something is not as one wants. */
  readonly level: 'error' | 'ok' | 'warning'
  /** What it is about. */
  readonly code: string
  readonly message: string
}
