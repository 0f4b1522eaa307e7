/** A partition key and a sort key by the names of their attributes, both of them strings. */
export interface KeyLayout {
  readonly pk: string
  readonly sk: string
}

/** A secondary index, with all attributes projected. */
export interface IndexLayout extends KeyLayout {
  readonly name: string
  /** `global` when absent. A local index has the table's partition key, and pins its partitions to 10 GB. */
  readonly type?: 'global' | 'local'
}

/**
 * A table as plain data: what `tableLayout(model)` of `@throughline/electrodb` returns, or a JSON file of that shape.
 *
 * What else the object holds is not read.
 */
export interface TableLayout {
  readonly tableName: string
  readonly key: KeyLayout
  readonly indexes: readonly IndexLayout[]
  /** The attribute with the second (since 1970) after which DynamoDB deletes an item; none expires when absent. */
  readonly ttl?: string
}

/** True for an index that is not a local one. */
export function isGlobal({ type }: IndexLayout): boolean {
  return type !== 'local'
}
