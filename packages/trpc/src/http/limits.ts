import type { HttpLimits } from './http-options.types.ts'

/** The limits that hold, none left open; rates are counted elsewhere. */
export type CheckedLimits = { readonly [K in Exclude<keyof HttpLimits, 'rate'>]-?: number }

export function checkedLimits(given: HttpLimits = {}): CheckedLimits {
  return {
    maxBodyBytes: given.maxBodyBytes ?? 4 * 1024 * 1024,
    maxBatch: given.maxBatch ?? 20,
    maxUrlLength: given.maxUrlLength ?? 12_288,
    timeoutMs: given.timeoutMs ?? 30_000,
    maxConcurrent: given.maxConcurrent ?? 500,
    maxStreams: given.maxStreams ?? 10_000,
  }
}
