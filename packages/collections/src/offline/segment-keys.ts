/** Rows of a segment at most: about 3 ms of decoding. */
export const segmentSize = 1_000

/** Where a segment is: `write` is the count of row writes with it, `rows` counts its rows and tombstones. */
export interface SegmentKey {
  readonly generation: number
  readonly entity: string
  readonly write: number
  readonly part: number
  readonly rows: number
}

type KeyTuple = [generation: number, entity: string, write: number, part: number, rows: number]

export function toKey({ generation, entity, write, part, rows }: SegmentKey): KeyTuple {
  return [generation, entity, write, part, rows]
}

export function fromKey(key: IDBValidKey): SegmentKey {
  // Sound: keys of this store are made by `toKey` alone.
  const [generation, entity, write, part, rows] = key as KeyTuple
  return { generation, entity, write, part, rows }
}

/** Makes ranges of keys: that of the browser, or of the database that is given. */
export type KeyRange = Pick<typeof IDBKeyRange, 'bound'>

/** All segments of a generation; a list is above every number and text. */
export function generationRange(keyRange: KeyRange, generation: number): IDBKeyRange {
  return keyRange.bound([generation], [generation, []])
}
