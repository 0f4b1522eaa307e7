import { appendFileSync, existsSync, rmSync, statSync, truncateSync } from 'node:fs'

/** A row that was left out, as the file of rejects has it: a line each. */
export interface Reject {
  readonly file: string
  readonly line: number
  readonly entity: string
  readonly message: string
  /** What was read. */
  readonly record: unknown
}

/** The file of rejects, in step with a checkpoint. */
export interface RejectFile {
  readonly count: number
  readonly bytes: number
  /** Keeps a reject until the row's place is settled. */
  add(index: number, reject: Reject): void
  /** Writes those of the first so many rows. */
  settle(count: number): void
  /** Writes those that are left. */
  finish(): void
}

/** Opens the file as a checkpoint left it; without one it begins anew. Without a path it only counts. */
export function rejectFile(
  path: string | undefined,
  before: { readonly count: number; readonly bytes: number },
): RejectFile {
  let { count, bytes } = before
  const waiting = new Map<number, Reject>()
  if (path !== undefined) {
    if (bytes === 0) rmSync(path, { force: true })
    else if (existsSync(path) && statSync(path).size > bytes) truncateSync(path, bytes)
  }
  const write = (isReady: (index: number) => boolean): void => {
    const ready = [...waiting].filter(([index]) => isReady(index)).toSorted(([a], [b]) => a - b)
    if (ready.length === 0) return
    const text = ready.map(([, reject]) => `${JSON.stringify(reject)}\n`).join('')
    if (path !== undefined) appendFileSync(path, text)
    count += ready.length
    bytes += Buffer.byteLength(text)
    for (const [index] of ready) waiting.delete(index)
  }
  return {
    get count() {
      return count + waiting.size
    },
    get bytes() {
      return bytes
    },
    add: (index, reject) => void waiting.set(index, reject),
    settle: (settled) => write((index) => index < settled),
    finish: () => write(() => true),
  }
}
