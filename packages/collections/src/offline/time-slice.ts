import { yieldToMain } from '../yield-to-main.ts'

/** Milliseconds of work between two chances to paint. */
const sliceLength = 8

/** Called between pieces of a long work: lets the browser paint where it is time. */
export function createSlice(): () => Promise<void> | undefined {
  let began = performance.now()
  return () => {
    if (performance.now() - began < sliceLength) return undefined
    return yieldToMain().then(() => {
      began = performance.now()
    })
  }
}
