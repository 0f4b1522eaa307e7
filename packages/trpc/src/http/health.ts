import { ApiError } from '../api-error.ts'

/** Answers whether the process is alive, and whether it should be sent requests. */
export interface Health {
  /** One of its own paths. @throws {ApiError} `SERVICE_UNAVAILABLE` where the process is not ready. */
  readonly answer: (pathname: string) => Promise<Response>
  readonly isHealth: (pathname: string) => boolean
}

/** What {@link createHealth} takes. */
export interface HealthOptions {
  /** With a slash before and after it. */
  readonly endpoint: string
  readonly draining: AbortSignal
  /** A cheap read of the store. */
  readonly check: ((signal: AbortSignal) => Promise<unknown>) | undefined
}

const checkTimeout = 2000
/** Milliseconds that a check is believed, so that nobody can make the store busy by asking. */
const checkAge = 1000

/** Makes the answers to `/healthz` and `/readyz`, at the root and below the endpoint. */
export function createHealth({ endpoint, draining, check }: HealthOptions): Health {
  let last: { readonly at: number; readonly result: Promise<boolean> } | undefined
  const storeAnswers = (): Promise<boolean> => {
    if (!check) return Promise.resolve(true)
    if (!last || performance.now() - last.at > checkAge) {
      last = { at: performance.now(), result: inTime(check) }
    }
    return last.result
  }
  const kinds = new Map<string, 'alive' | 'ready'>()
  for (const root of ['/', endpoint]) kinds.set(`${root}healthz`, 'alive').set(`${root}readyz`, 'ready')

  return {
    isHealth: (pathname) => kinds.has(pathname),
    answer: async (pathname) => {
      const kind = kinds.get(pathname)
      if (kind === 'ready' && draining.aborted) throw notReady('This server is shutting down.')
      if (kind === 'ready' && !(await storeAnswers())) throw notReady('The data store does not answer.')
      return Response.json({ status: 'ok' })
    },
  }
}

async function inTime(check: (signal: AbortSignal) => Promise<unknown>): Promise<boolean> {
  const signal = AbortSignal.timeout(checkTimeout)
  const late = new Promise<boolean>((resolve) => {
    signal.addEventListener('abort', () => resolve(false), { once: true })
  })
  const answered = check(signal).then(
    () => true,
    () => false,
  )
  return Promise.race([answered, late])
}

function notReady(message: string): ApiError {
  return new ApiError({ code: 'SERVICE_UNAVAILABLE', message, retryAfter: checkAge })
}
