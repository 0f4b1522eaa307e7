import { withRoom } from './text-table.ts'

/** Where each term occurs: a large immutable base in the order of the terms, and a log of what came since. */
export interface Postings {
  /** Where the values of each term begin in `values`, and where the last ones end. */
  starts: Uint32Array
  values: Uint32Array
  /** For each term the number of its last entry in the log, plus one. */
  heads: Uint32Array
  count: number
  /** Of each entry of the log: its term, its value, and the number plus one of the term's entry before. */
  log: { terms: Uint32Array; values: Uint32Array; before: Uint32Array }
}

/** Entries that a log may have beside any base. */
const smallestLog = 4096
/** Values that a merge moves before it rests. */
const stride = 4096

const emptyLog = (): Postings['log'] => ({
  terms: new Uint32Array(256),
  values: new Uint32Array(256),
  before: new Uint32Array(256),
})

export function createPostings(starts = new Uint32Array(1), values = new Uint32Array(0)): Postings {
  return { starts, values, heads: new Uint32Array(starts.length), count: 0, log: emptyLog() }
}

/** Enters one occurrence of a term. */
export function addPosting(postings: Postings, term: number, value: number): void {
  const { count, log } = postings
  if (term >= postings.heads.length) postings.heads = withRoom(postings.heads, term + 1)
  const before = postings.heads[term] ?? 0
  if (count === log.terms.length) {
    log.terms = withRoom(log.terms, count + 1)
    log.values = withRoom(log.values, count + 1)
    log.before = withRoom(log.before, count + 1)
  }
  log.terms[count] = term
  log.values[count] = value
  log.before[count] = before
  postings.count += 1
  postings.heads[term] = postings.count
}

/** Calls `visit` with each occurrence of a term, those of rows that are gone among them, until it answers `true`. */
export function eachPosting(
  { starts, values, heads, log }: Postings,
  term: number,
  visit: (value: number) => boolean | void,
): boolean {
  if (term + 1 < starts.length) {
    const end = starts[term + 1] ?? 0
    for (let index = starts[term] ?? 0; index < end; index += 1) if (visit(values[index] ?? 0)) return true
  }
  for (let entry = heads[term] ?? 0; entry > 0; entry = log.before[entry - 1] ?? 0) {
    if (visit(log.values[entry - 1] ?? 0)) return true
  }
  return false
}

/** Whether the log has grown enough beside the base. */
export function wantsMerge({ count, values }: Postings): boolean {
  return count > Math.max(smallestLog, values.length / 8)
}

/**
 * Merges the log into a new base, without the values that are not live, a few thousand at each step; until the last step
 * nothing changes. What is entered in between stays in the log.
 */
export function* mergeLog(
  postings: Postings,
  terms: number,
  isLive: (value: number) => boolean,
): Generator<void, void> {
  const { starts: oldStarts, values: oldValues, count: cut } = postings
  const starts = new Uint32Array(terms + 1)
  const values = new Uint32Array(oldValues.length + cut)
  let [length, moved] = [0, 0]
  for (let term = 0; term < terms; term += 1) {
    const end = oldStarts[term + 1] ?? 0
    for (let index = oldStarts[term] ?? 0; index < end; index += 1) {
      const value = oldValues[index] ?? 0
      if (isLive(value)) values[length++] = value
      if (++moved % stride === 0) yield
    }
    const { before, values: logged } = postings.log
    for (let entry = postings.heads[term] ?? 0; entry > 0; entry = before[entry - 1] ?? 0) {
      const value = logged[entry - 1] ?? 0
      if (entry <= cut && isLive(value)) values[length++] = value
      if (++moved % stride === 0) yield
    }
    starts[term + 1] = length
    if (++moved % stride === 0) yield
  }
  const { log, count } = postings
  Object.assign(postings, createPostings(starts, values.subarray(0, length)))
  for (let entry = cut; entry < count; entry += 1)
    addPosting(postings, log.terms[entry] ?? 0, log.values[entry] ?? 0)
}
