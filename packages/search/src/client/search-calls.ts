import type { SearchResult } from '@throughline/schema'

interface Waiting {
  readonly resolve: (result: SearchResult) => void
  readonly reject: (error: unknown) => void
}

/** Searches that are under way. */
export function createCalls() {
  const waiting = new Map<number, Waiting>()
  let last = 0
  const take = (id: number): Waiting | undefined => {
    const found = waiting.get(id)
    waiting.delete(id)
    return found
  }
  return {
    open(signal: AbortSignal | undefined) {
      const id = (last += 1)
      const answer = new Promise<SearchResult>((resolve, reject) => {
        waiting.set(id, { resolve, reject })
        signal?.addEventListener('abort', () => take(id)?.reject(signal.reason), { once: true })
      })
      return { id, answer }
    },
    resolve: (id: number, result: SearchResult) => take(id)?.resolve(result),
    reject: (id: number, error: unknown) => take(id)?.reject(error),
    rejectAll(error: unknown) {
      for (const { reject } of waiting.values()) reject(error)
      waiting.clear()
    },
  }
}
